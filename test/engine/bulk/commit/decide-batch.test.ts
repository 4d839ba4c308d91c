/** What a person decides about all of a committed workbook: held back, cancelled, taken back. In pieces: undo-batch.test.ts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness, HarnessOptions } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';

async function host<Name extends HostMethodName>(
  { engine }: Harness,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

/** A new e-mail address for each of the first workers, committed and not sent. */
async function committed(
  size: number,
  people: number,
  options: HarnessOptions = {},
  before: (harness: Harness, workers: readonly { localId: string }[]) => Promise<void> = () => Promise.resolve(),
) {
  const harness = await startHarness({ ...options, practice: { size } });
  await harness.open();
  await harness.sync('pull');
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const workers = rows.slice(0, people).map(({ localId, username }) => ({ localId, username }));
  expect(workers).toHaveLength(people);
  await before(harness, workers);
  const path = join(harness.folder, 'people.xlsx');
  const sheet = workers.map(({ localId, username }, index) => ({
    username: username.replace(/@.*/, ''),
    user_id: localId,
    email: `row${index}@example.net`,
  }));
  writeFileSync(path, await workbookBytes([sheetOf(sheet)]));
  await host(harness, 'bulk.plan', { planId: 'plan-0001', path, kind: 'mobile-workers' });
  const batch = await host(harness, 'bulk.commit', { planId: 'plan-0001', batchId });
  const emails = () =>
    Promise.all(workers.map(async ({ username }) => (await harness.atHq('worker', username))?.['email']));
  await harness.writes();
  return { harness, workers, batch, emails };
}

const written = [0, 1, 2].map((index) => `row${index}@example.net`);

it('a batch that is held back is not sent, not after a restart either, until a person goes on; others are', async () => {
  const { harness, workers, batch, emails } = await committed(8, 4);
  expect(batch).toMatchObject({ author: harness.account.username, paused: false, followable: false, messages: [] });
  const before = await emails();
  expect(await host(harness, 'bulk.pauseBatch', { batchId, paused: true })).toMatchObject({ paused: true });
  const { changes } = await harness.call('changes.list', {});
  expect(changes.map(({ state, reason }) => [state, reason?.code, reason?.message])).toEqual(
    workers.map(() => [
      'queued',
      'on-hold',
      'Held back with its workbook “people.xlsx”. It is sent once somebody goes on with that.',
    ]),
  );
  await harness.engine.call('account.close', {});
  await harness.open();
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const localId = rows.find((row) => workers.every((worker) => worker.localId !== row.localId))?.localId ?? '';
  const own = { entity: 'mobile-worker', localId, changeId: 'own-00001', patch: { email: 'own@example.net' } } as const;
  await harness.call('people.edit', own);
  await harness.sync();
  expect(await emails()).toEqual(before);
  expect((await harness.writes()).map(({ method }) => method)).toEqual(['PUT']);
  expect((await host(harness, 'bulk.batches', {})).batches).toMatchObject([{ paused: true, totals: { waiting: 4 } }]);
  // "Sync now" and "send again" are no word about the workbook.
  await host(harness, 'bulk.retryBatch', { batchId });
  await harness.sync();
  expect(await harness.writes()).toEqual([]);

  expect(await host(harness, 'bulk.pauseBatch', { batchId, paused: false })).toMatchObject({ paused: false });
  await harness.sync();
  expect(await emails()).toEqual([...written, 'row3@example.net']);
});

it('held back in the middle of a run, what was sent is settled and the rest stays', async () => {
  let pause: (() => void) | null = null;
  const { harness, emails } = await committed(8, 3, {
    sync: { lanes: 1 },
    failpoint: (name) => {
      if (name.startsWith('write:settle')) pause?.();
    },
  });
  const before = await emails();
  pause = () => {
    pause = null;
    void harness.engine.call('bulk.pauseBatch', { batchId, paused: true });
  };
  await harness.sync();
  expect(pause).toBeNull();
  expect(await emails()).toEqual([written[0], ...before.slice(1)]);
  const totals = async () => (await host(harness, 'bulk.batches', {})).batches[0]?.totals;
  expect(await totals()).toMatchObject({ done: 1, waiting: 2, sent: 0 });
  await host(harness, 'bulk.pauseBatch', { batchId, paused: false });
  await harness.sync();
  expect(await totals()).toMatchObject({ done: 3, waiting: 0 });
});

it('an edit of somebody who is held back waits with them, and says so', async () => {
  const { harness, workers, emails } = await committed(8, 1);
  await host(harness, 'bulk.pauseBatch', { batchId, paused: true });
  const [one] = workers;
  const before = await emails();
  const { localId = '' } = one ?? {};
  await harness.call('people.act', { entity: 'mobile-worker', localId, changeId: 'own-00001', action: 'deactivate' });
  await harness.sync();
  expect(await harness.writes()).toEqual([]);
  const { changes } = await harness.call('changes.list', {});
  expect(changes).toHaveLength(2);
  const [first, second] = [...changes].sort((a, b) => a.seq - b.seq);
  expect(first?.reason?.code).toBe('on-hold');
  expect(second?.waitsFor).toBe(first?.id);
  expect(second?.reason?.message).toContain('Waits behind a change of the same person');
  await host(harness, 'bulk.cancelBatch', { batchId });
  await harness.sync();
  expect(await emails()).toEqual(before);
  expect(await harness.atHq('worker', one?.username ?? '')).toMatchObject({ is_active: false });
  expect((await host(harness, 'bulk.batches', {})).batches).toMatchObject([
    { paused: false, totals: { cancelled: 1 } },
  ]);
});

it('a row that joined a change a person had waiting is held back with the workbook, as the whole change, and says so', async () => {
  const { harness, workers, emails } = await committed(8, 2, {}, async (harness, [one]) => {
    const { localId = '' } = one ?? {};
    const own = { entity: 'mobile-worker', localId, changeId: 'own-00001', patch: { first_name: 'Mia' } } as const;
    await harness.call('people.edit', own);
  });
  const before = await emails();
  await host(harness, 'bulk.pauseBatch', { batchId, paused: true });
  const { changes } = await harness.call('changes.list', {});
  expect(changes.map(({ id, reason }) => [id, reason?.code])).toEqual([
    ['own-00001', 'on-hold'],
    [`${batchId}.1`, 'on-hold'],
  ]);
  await harness.sync();
  expect(await harness.writes()).toEqual([]);
  expect(await emails()).toEqual(before);
  await host(harness, 'bulk.pauseBatch', { batchId, paused: false });
  await harness.sync();
  expect(await emails()).toEqual(written.slice(0, 2));
  expect(await harness.atHq('worker', workers[0]?.username ?? '')).toMatchObject({ first_name: 'Mia' });
});

it('what taking back would do is told before, and done so, a piece at a time', async () => {
  const { harness, workers, emails } = await committed(10, 5);
  const before = await emails();
  const [one, two, three] = workers;
  if (!one || !two || !three) throw new Error('Too few workers.');
  // Two are sent; of these one is changed at HQ by somebody else, so that ours is there no more. The others wait.
  await harness.fault({ match: { method: 'PUT' }, kind: '403' });
  await harness.sync();
  expect(await emails()).not.toEqual(before);
  await harness.editAtHq('worker', two.username, { email: 'somebody@example.net' });
  await harness.sync('pull');
  const [told] = (await host(harness, 'bulk.batches', {})).batches;
  const asked = await host(harness, 'bulk.previewUndo', { batchId });
  expect(await host(harness, 'bulk.previewUndo', { batchId })).toEqual(asked);
  expect((await host(harness, 'bulk.batches', {})).batches[0]).toEqual(told);

  const undone = await host(harness, 'bulk.undoBatch', { batchId });
  expect(undone).toMatchObject({ undone: asked.waiting + asked.atHq, left: asked.left, leftTotal: asked.leftTotal });
  expect(undone.next).toBeNull();
  await harness.sync();
  const now = await emails();
  expect(now[1]).toBe('somebody@example.net');
  expect(now.filter((_, index) => index !== 1)).toEqual(before.filter((_, index) => index !== 1));
  expect(await host(harness, 'bulk.previewUndo', { batchId })).toMatchObject({ waiting: 0, atHq: 0, left: asked.left });
});

it('a row that joined a change a person had waiting is sent again with it when HQ refused it', async () => {
  const { harness, workers, emails } = await committed(8, 2, {}, async (harness, [one]) => {
    const { localId = '' } = one ?? {};
    const own = { entity: 'mobile-worker', localId, changeId: 'own-00001', patch: { first_name: 'Mia' } } as const;
    await harness.call('people.edit', own);
  });
  await harness.fault({ match: { method: 'PUT' }, kind: '403', times: 2 });
  await harness.sync();
  const totals = async () => (await host(harness, 'bulk.batches', {})).batches[0]?.totals;
  expect(await totals()).toMatchObject({ failed: 2 });
  expect(await host(harness, 'bulk.retryBatch', { batchId })).toMatchObject({ retried: 2, left: 0, next: null });
  await harness.sync();
  expect(await emails()).toEqual(written.slice(0, 2));
  expect(await harness.atHq('worker', workers[0]?.username ?? '')).toMatchObject({ first_name: 'Mia' });
  expect(await totals()).toMatchObject({ done: 2, failed: 0 });
});

it('a refused change that has another value than the row by now is not sent again with the workbook', async () => {
  const { harness, workers } = await committed(8, 1, {}, async (harness, [one]) => {
    const { localId = '' } = one ?? {};
    const own = { entity: 'mobile-worker', localId, changeId: 'own-00001', patch: { first_name: 'Mia' } } as const;
    await harness.call('people.edit', own);
  });
  const { localId = '' } = workers[0] ?? {};
  const other = {
    entity: 'mobile-worker',
    localId,
    changeId: 'own-00002',
    patch: { email: 'own@example.net' },
  } as const;
  await harness.call('people.edit', other);
  await harness.fault({ match: { method: 'PUT' }, kind: '403' });
  await harness.sync();
  expect(await host(harness, 'bulk.retryBatch', { batchId })).toMatchObject({ retried: 0, left: 0, next: null });
  expect((await harness.call('changes.list', {})).changes.map(({ state }) => state)).toEqual(['rejected']);
});
