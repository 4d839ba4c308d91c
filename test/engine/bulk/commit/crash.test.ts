/** A commit is one transaction: killed (SIGKILL) within it, there is the plan and no change, and the same command makes it one batch. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startActions } from '../../../helpers/action-harness.ts';
import { dyingEngine } from '../../../helpers/dying-engine.ts';
import { unwrap } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const commit = { planId: 'plan-0001', batchId: 'batch-0001', validOnly: false };

it('kill -9 while a workbook is committed leaves nothing half done', async () => {
  const stage = await startActions({ practice: { size: 6 } });
  const { rows } = await stage.call('mobileWorkers.list', { status: 'active' });
  const people = rows.slice(0, 3).map(({ username, localId }, index) => ({
    username: username.replace(/@.*/, ''),
    user_id: localId,
    email: `row${index}@example.net`,
  }));
  const path = join(stage.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf(people)]));
  unwrap(await stage.engine.call('bulk.plan', { planId: commit.planId, path, kind: 'mobile-workers' }));

  const { child, reopen } = await dyingEngine(stage, 'write:record-edit:within#2');
  expect(await child.call('bulk.commit', commit)).toBeNull();
  await reopen();
  expect(await stage.changes()).toEqual([]);
  expect(unwrap(await stage.engine.call('bulk.batches', {}))).toEqual({ batches: [] });
  expect(unwrap(await stage.engine.call('bulk.commit', commit))).toMatchObject({ totals: { waiting: 3 } });
  expect((await stage.changes()).map(({ id }) => id)).toEqual(['batch-0001.0', 'batch-0001.1', 'batch-0001.2']);
});
