/** Invitations of a workbook, taken back: deleted at HQ while they are pending as the workbook made them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { host } from '../../../helpers/bulk-host.ts';
import { startHarness } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const planId = 'plan-0001';
const batchId = 'batch-0001';
const addresses = ['kept@example.net', 'moved@example.net', 'gone@example.net', 'waiting@example.net'] as const;

type Way = 'rows' | 'upload';
type Invitation = { email: string };

/** Four people invited by a workbook, which HQ has; read since. */
async function invited(way: Way) {
  const harness = await startHarness({ practice: { size: 12 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  const path = join(harness.folder, 'people.xlsx');
  const rows = addresses.map((username) => ({ username, role: 'Read Only', remove: '', 'location_code 1': '' }));
  writeFileSync(path, await workbookBytes([sheetOf(rows)]));
  await host(harness, 'bulk.plan', { planId, path, kind: 'web-users' });
  if (way === 'rows') {
    await host(harness, 'bulk.commit', { planId, batchId });
    await harness.sync();
  } else {
    await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId });
    harness.ahead(1000);
  }
  const pending = async () => {
    const { invitations } = (await harness.practice.control('state')) as { invitations: Invitation[] };
    return invitations.filter(({ email }) => addresses.some((one) => one === email));
  };
  expect((await pending()).map(({ email }) => email).sort()).toEqual([...addresses].sort());
  await harness.sync('pull');
  return { harness, pending };
}

/** Another admin gives one another role and deletes one; for one more a change waits here. */
async function movedOn(harness: Harness) {
  const edit = (username: string, more: object) =>
    harness.practice.control('edit', { json: { entity: 'invitation', username, ...more } });
  await edit('moved@example.net', { set: { role: 'Field Implementer' } });
  await edit('gone@example.net', { remove: true });
  // Who is not in HQ's list is gone when the next one lacks them too.
  await harness.sync('pull');
  await harness.sync('pull');
  const { rows } = await harness.call('invitations.list', {});
  const localId = rows.find(({ email }) => email === 'waiting@example.net')?.localId ?? '';
  await harness.call('sync.workOffline', { on: true });
  await harness.call('people.act', { entity: 'invitation', localId, changeId: 'own-00001', action: 'resend' });
}

it.each<Way>(['rows', 'upload'])(
  'of a workbook that went by %s: only those that are as they were made',
  async (way) => {
    const { harness, pending } = await invited(way);
    await movedOn(harness);
    const asked = await host(harness, 'bulk.previewUndo', { batchId });
    expect(asked).toMatchObject({ waiting: 0, atHq: 1, invitations: 1, leftTotal: 3 });
    const undone = await host(harness, 'bulk.undoBatch', { batchId });
    const why = Object.fromEntries(undone.left.map((one) => [one.username, one.why]));
    expect(undone).toMatchObject({ undone: 1, batch: { totals: { undone: 1, done: 3 } } });
    expect(Object.keys(why)).toHaveLength(3);
    expect(why['moved@example.net']).toContain('Role');
    expect(why['gone@example.net']).toContain('not among the pending ones');
    expect(why['waiting@example.net']).toBe('Another change of this invitation waits here.');
    // Prepared out of HQ's reach, a deletion is asked about once more.
    await harness.call('sync.workOffline', { on: false });
    await harness.sync();
    const { changes } = await harness.call('changes.list', { state: 'ask' });
    expect(changes).toMatchObject([{ action: 'remove' }]);
    await harness.call('changes.retry', { id: changes[0]?.id ?? '' });
    await harness.sync();
    expect((await pending()).map(({ email }) => email).sort()).toEqual(['moved@example.net', 'waiting@example.net']);
    // Said again it takes the one whose change is through by now; and then nothing anew.
    expect(await host(harness, 'bulk.undoBatch', { batchId })).toMatchObject({ undone: 1 });
    expect(await host(harness, 'bulk.undoBatch', { batchId })).toMatchObject({ undone: 0 });
  },
);

it.each<Way>(['rows', 'upload'])(
  'in HQ’s reach all go with the next sync, and nobody is mailed again: %s',
  async (way) => {
    const { harness, pending } = await invited(way);
    const mails = async () => ((await harness.practice.control('mail')) as unknown[]).length;
    const before = await mails();
    expect(await host(harness, 'bulk.undoBatch', { batchId })).toMatchObject({ undone: 4, left: [] });
    await harness.sync();
    expect(await pending()).toEqual([]);
    expect(await mails()).toBe(before);
    expect((await host(harness, 'bulk.batches', {})).batches[0]?.totals).toMatchObject({ undone: 4 });
  },
);
