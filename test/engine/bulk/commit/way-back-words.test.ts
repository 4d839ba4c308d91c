/** A row whose way back was recorded says what became of that, whichever way the workbook had gone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { host } from '../../../helpers/bulk-host.ts';
import { startHarness } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';
const planId = 'plan-0001';

/** Four workers with a new address each, as HQ has them. */
async function done(harness: Harness, way: 'rows' | 'upload') {
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  const people = (await harness.call('mobileWorkers.list', { status: 'active' })).rows.slice(0, 4);
  const rows = people.map(({ username, localId }, index) => ({
    username,
    user_id: localId,
    email: `row${index}@example.net`,
    'data: team': 'Blue',
  }));
  const path = join(harness.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf(rows)]));
  await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
  if (way === 'rows') await host(harness, 'bulk.commit', { planId, batchId });
  else {
    await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
  }
  await harness.sync();
  return people;
}

it.each(['rows', 'upload'] as const)('of a workbook that went by “%s”', async (way) => {
  const harness = await startHarness({ practice: { size: 10 } });
  const people = await done(harness, way);
  const [, two, three, four] = people;
  if (!two || !three || !four) throw new Error('Too few workers.');
  expect((await host(harness, 'bulk.undoBatch', { batchId })).batch.totals).toMatchObject({ undone: 4 });
  const told = async () => {
    const { rows } = await host(harness, 'bulk.batchRows', { batchId, limit: 10 });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['undone', 'undone', 'undone', 'undone']);
    return rows.map(({ messages }) => messages.join(' '));
  };
  expect(await told()).toEqual(Array.from({ length: 4 }, () => expect.stringContaining('waits to be sent') as string));

  const { changes } = await harness.call('changes.list', {});
  const ofFour = changes.find(({ localId }) => localId === four.localId);
  await harness.call('changes.discard', { id: ofFour?.id ?? '' });
  await harness.editAtHq('worker', two.username, { email: 'theirs@example.net' });
  await harness.fault({ match: { method: 'PUT', path: three.serverId ?? three.localId }, kind: '403' });
  await harness.sync();
  expect(await told()).toEqual([
    '',
    expect.stringContaining('waits for your decision under Changes'),
    expect.stringContaining('HQ refused the way back: '),
    expect.stringContaining('HQ keeps the row’s values'),
  ]);
});
