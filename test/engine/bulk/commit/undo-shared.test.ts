/** A workbook taken back where its row and somebody else's edit of the same person went to HQ as one change. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';

async function host<Name extends HostMethodName>(
  { engine }: Harness,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

/** One worker, whom workbooks and edits are about, and what HQ has of them. */
async function oneWorker() {
  const harness = await startHarness({ practice: { size: 8 } });
  await harness.open();
  await harness.sync('pull');
  const [worker] = (await harness.call('mobileWorkers.list', { status: 'active' })).rows;
  if (!worker) throw new Error('No worker.');
  const { localId, username } = worker;
  const commit = async (values: Record<string, string>, id = batchId) => {
    const planId = `plan-of-${id}`;
    const path = join(harness.folder, `${id}.xlsx`);
    const sheet = [{ username: username.replace(/@.*/, ''), user_id: localId, ...values }];
    writeFileSync(path, await workbookBytes([sheetOf(sheet)]));
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    return host(harness, 'bulk.commit', { planId, batchId: id });
  };
  const edit = (patch: Record<string, string>, changeId = 'own-00001') =>
    harness.call('people.edit', { entity: 'mobile-worker', localId, changeId, patch });
  const atHq = async () => {
    const record = await harness.atHq('worker', username);
    return { first_name: record?.['first_name'], email: record?.['email'], language: record?.['language'] };
  };
  const totals = async (id = batchId) =>
    (await host(harness, 'bulk.batches', {})).batches.find((batch) => batch.batchId === id)?.totals;
  /** What is told before is what is done. */
  const undo = async (id = batchId) => {
    const asked = await host(harness, 'bulk.previewUndo', { batchId: id });
    const { undone, left } = await host(harness, 'bulk.undoBatch', { batchId: id });
    expect({ undone, left }).toEqual({ undone: asked.waiting + asked.atHq, left: asked.left });
    await harness.sync();
    return { undone, left };
  };
  /** Somebody else says these at HQ, one after the other, while ours waits; each time a person decides for ours. */
  const decideForOurs = async (...emails: string[]) => {
    for (const email of emails) {
      await harness.editAtHq('worker', username, { email });
      await harness.sync();
      const { changes } = await harness.call('changes.list', { state: 'conflict' });
      const choices = [{ field: 'email', use: 'mine' as const }];
      await harness.call('changes.resolve', { id: changes[0]?.id ?? '', choices });
    }
    await harness.sync();
  };
  return { harness, localId, commit, edit, atHq, totals, undo, decideForOurs };
}

it('what a person said themselves in the batch’s own change stays at HQ when the batch is taken back', async () => {
  const { harness, commit, edit, atHq, totals, undo } = await oneWorker();
  const before = await atHq();
  await commit({ email: 'a@example.net' });
  await edit({ first_name: 'Mia' });
  await harness.sync();
  expect(await atHq()).toEqual({ ...before, first_name: 'Mia', email: 'a@example.net' });
  expect(await undo()).toEqual({ undone: 1, left: [] });
  expect(await atHq()).toEqual({ ...before, first_name: 'Mia' });
  expect(await totals()).toMatchObject({ undone: 1, done: 0 });
  const { rows } = await host(harness, 'bulk.batchRows', { batchId, limit: 10 });
  expect(rows.map(({ outcome }) => outcome)).toEqual(['undone']);
  expect(await undo()).toEqual({ undone: 0, left: [] });
});

it('another value the person has set since is theirs: it stays, and is told', async () => {
  const { harness, commit, edit, atHq, undo } = await oneWorker();
  const before = await atHq();
  await commit({ email: 'a@example.net' });
  await edit({ email: 'mine@example.net' });
  await harness.sync();
  const { undone, left } = await undo();
  expect({ undone, left: left.map(({ row }) => row) }).toEqual({ undone: 0, left: [2] });
  expect(await atHq()).toEqual({ ...before, email: 'mine@example.net' });
});

it('a row that joined what a person had waiting goes back at HQ, and what the person wanted stays', async () => {
  const { harness, commit, edit, atHq, totals, undo } = await oneWorker();
  const before = await atHq();
  await edit({ first_name: 'Mia' });
  await commit({ email: 'a@example.net' });
  await harness.sync();
  expect(await totals()).toMatchObject({ done: 1 });
  expect(await undo()).toEqual({ undone: 1, left: [] });
  expect(await atHq()).toEqual({ ...before, first_name: 'Mia' });
  expect(await totals()).toMatchObject({ undone: 1, done: 0 });
  expect(await undo()).toEqual({ undone: 0, left: [] });
});

it('a row over what a person had waiting goes back to what the person wanted', async () => {
  const { harness, commit, edit, atHq, undo } = await oneWorker();
  const before = await atHq();
  await edit({ email: 'mine@example.net' });
  await commit({ email: 'a@example.net' });
  await harness.sync();
  expect(await undo()).toEqual({ undone: 1, left: [] });
  expect(await atHq()).toEqual({ ...before, email: 'mine@example.net' });
});

it('of two workbooks that went as one change each goes back by itself', async () => {
  const { harness, commit, atHq, totals, undo } = await oneWorker();
  const before = await atHq();
  await commit({ email: 'a@example.net' });
  await commit({ email: 'a@example.net', name: 'Zoe' }, 'batch-0002');
  await harness.sync();
  expect(await atHq()).toEqual({ ...before, first_name: 'Zoe', email: 'a@example.net' });
  expect(await undo('batch-0002')).toEqual({ undone: 1, left: [] });
  expect(await atHq()).toEqual({ ...before, email: 'a@example.net' });
  expect(await totals()).toMatchObject({ done: 1 });
  expect(await totals('batch-0002')).toMatchObject({ undone: 1 });
  expect(await undo()).toEqual({ undone: 1, left: [] });
  expect(await atHq()).toEqual(before);
  expect(await totals()).toMatchObject({ undone: 1 });
});

it('a joined row’s value that HQ does not tell stays, and is told', async () => {
  const { harness, commit, edit, atHq, undo } = await oneWorker();
  const before = await atHq();
  await edit({ first_name: 'Mia' });
  await commit({ email: 'a@example.net', language: 'fra' });
  await harness.sync();
  const why = 'Language: HQ does not tell this value, so nobody knows whether it is still ours.';
  expect(await undo()).toMatchObject({ undone: 1, left: [{ row: 2, why }] });
  expect(await atHq()).toEqual({ ...before, first_name: 'Mia', language: 'fra' });
});

it('what HQ had already when the row was sent is told as what stays', async () => {
  const { harness, localId, commit, undo } = await oneWorker();
  await commit({ email: 'a@example.net' });
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const username = rows.find((row) => row.localId === localId)?.username ?? '';
  await harness.editAtHq('worker', username, { email: 'a@example.net' });
  await harness.sync();
  const why = 'HQ had these values already and nothing was sent, so there is nothing to take back.';
  expect(await undo()).toMatchObject({ undone: 0, left: [{ row: 2, why }] });
});

it('a joined row that was decided for over HQ’s value goes back to what HQ had last', async () => {
  const { commit, edit, atHq, undo, decideForOurs } = await oneWorker();
  const before = await atHq();
  await edit({ first_name: 'Mia' });
  await commit({ email: 'a@example.net' });
  await decideForOurs('theirs@example.net');
  expect(await atHq()).toEqual({ ...before, first_name: 'Mia', email: 'a@example.net' });
  expect(await undo()).toEqual({ undone: 1, left: [] });
  expect(await atHq()).toEqual({ ...before, first_name: 'Mia', email: 'theirs@example.net' });
});

it('a joined row over what a person had waiting, decided for over HQ’s value, goes back to what the person wanted', async () => {
  const { commit, edit, atHq, undo, decideForOurs } = await oneWorker();
  const before = await atHq();
  await edit({ email: 'mine@example.net' });
  await commit({ email: 'a@example.net' });
  await decideForOurs('theirs@example.net');
  expect(await atHq()).toEqual({ ...before, email: 'a@example.net' });
  expect(await undo()).toEqual({ undone: 1, left: [] });
  expect(await atHq()).toEqual({ ...before, email: 'mine@example.net' });
});

it('a joined row decided for twice over HQ’s values goes back to the last of them', async () => {
  const { commit, edit, atHq, undo, decideForOurs } = await oneWorker();
  const before = await atHq();
  await edit({ first_name: 'Mia' });
  await commit({ email: 'a@example.net' });
  await decideForOurs('theirs@example.net', 'newer@example.net');
  expect(await atHq()).toEqual({ ...before, first_name: 'Mia', email: 'a@example.net' });
  expect(await undo()).toEqual({ undone: 1, left: [] });
  expect(await atHq()).toEqual({ ...before, first_name: 'Mia', email: 'newer@example.net' });
});

it.each(['before', 'after'])(
  'a row whose change HQ took in two parts goes back and counts so: a person edited it %s',
  async (when) => {
    const { harness, commit, edit, atHq, totals, undo } = await oneWorker();
    const before = await atHq();
    if (when === 'before') await edit({ first_name: 'Mia', language: 'fra' });
    await commit({ email: 'a@example.net' });
    if (when === 'after') await edit({ first_name: 'Mia', language: 'fra' });
    // The answer is lost. HQ does not tell the language, which is sent again by itself.
    await harness.fault({ match: { method: 'PUT' }, kind: '500-after', times: 1 });
    await harness.sync();
    await harness.sync();
    expect(await atHq()).toMatchObject({ first_name: 'Mia', email: 'a@example.net', language: 'fra' });
    expect(await totals()).toMatchObject({ done: 1 });
    expect(await undo()).toEqual({ undone: 1, left: [] });
    expect(await atHq()).toEqual({ ...before, first_name: 'Mia', language: 'fra' });
    expect(await totals()).toMatchObject({ undone: 1, done: 0 });
    const { rows } = await host(harness, 'bulk.batchRows', { batchId, limit: 10 });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['undone']);
    expect(await undo()).toEqual({ undone: 0, left: [] });
  },
);

it.each(['bulk.undoBatch', 'bulk.cancelBatch'] as const)(
  'a row that was taken back before its change went with what a person wanted is never told as done: %s',
  async (end) => {
    const { harness, commit, edit, atHq, totals } = await oneWorker();
    const before = await atHq();
    await commit({ email: 'a@example.net' });
    await edit({ first_name: 'Mia' });
    await host(harness, end, { batchId });
    expect(await totals()).toMatchObject({ rows: 1, cancelled: 1 });
    await harness.sync();
    expect(await atHq()).toEqual({ ...before, first_name: 'Mia' });
    expect(await totals()).toMatchObject({ rows: 1, cancelled: 1 });
    const { rows } = await host(harness, 'bulk.batchRows', { batchId, limit: 10 });
    expect(rows).toMatchObject([{ outcome: 'cancelled', messages: ['Taken back, or another value was set since.'] }]);
  },
);

it('a row over which a person said something else is told so, waiting and at HQ', async () => {
  const { harness, commit, edit, atHq, totals } = await oneWorker();
  await commit({ email: 'a@example.net' });
  await edit({ email: 'mine@example.net' });
  expect(await totals()).toMatchObject({ rows: 1, cancelled: 1 });
  await harness.sync();
  expect(await atHq()).toMatchObject({ email: 'mine@example.net' });
  expect(await totals()).toMatchObject({ rows: 1, cancelled: 1 });
});

it('a row whose value HQ had already counts as done while the rest of its change is asked about', async () => {
  const { harness, localId, commit, edit, totals } = await oneWorker();
  await commit({ email: 'a@example.net' });
  await edit({ first_name: 'Mia', last_name: 'Roy' });
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const username = rows.find((row) => row.localId === localId)?.username ?? '';
  await harness.editAtHq('worker', username, { email: 'a@example.net' });
  // What goes is broken off behind the comparison.
  await harness.fault({ match: { method: 'PUT' }, kind: '500-before', times: 1 });
  await harness.sync();
  await harness.editAtHq('worker', username, { first_name: 'Ana' });
  await harness.sync();
  expect((await harness.call('changes.list', { state: 'conflict' })).changes).toHaveLength(1);
  expect(await totals()).toMatchObject({ rows: 1, done: 1 });
  const [row] = (await host(harness, 'bulk.batchRows', { batchId, limit: 10 })).rows;
  expect(row?.outcome).toBe('done');
});
