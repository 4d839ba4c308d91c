/**
 * A commit is one transaction: killed (SIGKILL) within it, there is the plan and no change, and the same command makes it one batch. An undo is
 * one for each piece: killed between two, said again it ends the same.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pieceOfMany } from '#shared/ipc/many.ts';
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
  expect(unwrap(await stage.engine.call('bulk.batches', {}))).toEqual({ batches: [], total: 0 });
  expect(unwrap(await stage.engine.call('bulk.commit', commit))).toMatchObject({ totals: { waiting: 3 } });
  expect((await stage.changes()).map(({ id }) => id)).toEqual(['batch-0001.0', 'batch-0001.1', 'batch-0001.2']);
});

it('kill -9 between two pieces of an undo: what was taken back stays so, and said again the rest is', async () => {
  const people = pieceOfMany + 3;
  const stage = await startActions({ practice: { size: people + 400 } });
  const lines: { username: string; user_id: string; email: string }[] = [];
  for (let more = true; more && lines.length < people;) {
    const { rows } = await stage.call('mobileWorkers.list', { status: 'active', limit: 200, offset: lines.length });
    for (const { username, localId } of rows.slice(0, people - lines.length))
      lines.push({ username: username.replace(/@.*/, ''), user_id: localId, email: `row${lines.length}@example.net` });
    more = rows.length > 0;
  }
  expect(lines).toHaveLength(people);
  const path = join(stage.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf(lines)]));
  unwrap(await stage.engine.call('bulk.plan', { planId: commit.planId, path, kind: 'mobile-workers' }));
  unwrap(await stage.engine.call('bulk.commit', commit));
  const { batchId } = commit;

  const { child, reopen } = await dyingEngine(stage, 'write:undo-batch:after-commit');
  expect(await child.call('bulk.undoBatch', { batchId })).toBeNull();
  await reopen();
  const now = async () => unwrap(await stage.engine.call('bulk.batches', { batchId }));
  expect(await now()).toMatchObject({ batches: [{ totals: { cancelled: pieceOfMany, waiting: 3 } }] });
  const nothing = { left: [], leftTotal: 0 };
  const nothingAtHq = { ...nothing, atHq: 0, invitations: 0 };
  const preview = async (from: number) => unwrap(await stage.engine.call('bulk.previewUndo', { batchId, from }));
  expect(await preview(0)).toEqual({ waiting: 0, next: pieceOfMany, ...nothingAtHq });
  expect(await preview(pieceOfMany)).toEqual({ waiting: 3, next: null, ...nothingAtHq });

  const first = await stage.engine.call('bulk.undoBatch', { batchId });
  expect(unwrap(first)).toMatchObject({ undone: 0, next: pieceOfMany, ...nothing });
  const rest = await stage.engine.call('bulk.undoBatch', { batchId, from: pieceOfMany });
  expect(unwrap(rest)).toMatchObject({ undone: 3, next: null, ...nothing });
  expect(await now()).toMatchObject({ batches: [{ totals: { cancelled: people, waiting: 0 } }] });
  expect(await stage.changes()).toEqual([]);
}, 120_000);
