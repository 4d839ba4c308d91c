import { describe, expect, it } from 'vitest';
import { assertQuiet } from '../../../helpers/assert-laws.ts';
import { startActions } from '../../../helpers/action-harness.ts';

/** Longer than HQ's yes overrides its lists. */
const laterMs = 120_000;
const staleList = { match: { path: '/user/v1/?' }, kind: 'stale-list', times: 2, ms: 3_600_000 } as const;

/** A worker deactivated here, which HQ answered with 202. */
async function withDeactivated() {
  const harness = await startActions();
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const worker = rows[0];
  if (!worker) throw new Error('the sample lacks workers');
  await harness.act('mobile-worker', worker.localId, 'deactivate');
  await harness.sync('push');
  const shown = async () => (await harness.call('people.get', { entity: 'mobile-worker', key: worker.localId })).status;
  const isActive = async () => (await harness.stateOf('worker', worker.serverId ?? ''))?.['is_active'];
  expect(await isActive()).toBe(false);
  return { ...harness, worker, shown, isActive };
}

describe('a list that shows somebody as they were before our own action', () => {
  it('does not make the way back needless: it is queued, looked at and sent', async () => {
    const { worker, act, ahead, fault, sync, shown, isActive, changes, finish, practice, folder } =
      await withDeactivated();
    ahead(laterMs);
    await fault(staleList);
    await sync('pull');
    expect(await shown()).toBe('active');
    await act('mobile-worker', worker.localId, 'reactivate');
    expect(await changes()).toMatchObject([{ action: 'reactivate', state: 'queued' }]);
    await sync();
    expect(await isActive()).toBe(true);
    expect((await finish()).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'deactivate acked',
      'reactivate acked',
    ]);
    await assertQuiet(folder, practice);
  });

  it('does not make it needless for many at once, either', async () => {
    const { worker, ahead, fault, sync, call, isActive, finish } = await withDeactivated();
    ahead(laterMs);
    await fault(staleList);
    await sync('pull');
    const who = { ids: [worker.localId] };
    const what = { kind: 'act', action: 'reactivate' } as const;
    const done = await call('people.changeMany', { batchId: 'batch-0001', entity: 'mobile-worker', who, what });
    expect(done).toMatchObject({ changed: 1, already: 0 });
    await sync();
    expect(await isActive()).toBe(true);
    await finish();
  });

  it('is not believed within the minute after a new start, either', async () => {
    const { engine, open, fault, sync, shown, finish } = await withDeactivated();
    await engine.call('account.close', {});
    await open();
    await fault(staleList);
    await sync('pull');
    expect(await shown()).toBe('deactivated');
    await finish();
  });

  it('is believed where somebody else did it: the look at HQ finds it needless', async () => {
    const { worker, act, ahead, editAtHq, sync, writes, shown, finish } = await withDeactivated();
    await editAtHq('worker', worker.username, { is_active: true });
    ahead(laterMs);
    await sync('pull');
    expect(await shown()).toBe('active');
    await writes();
    await act('mobile-worker', worker.localId, 'reactivate');
    await sync();
    expect(await writes()).toEqual([]);
    expect((await finish()).at(-1)).toMatchObject({ action: 'reactivate', outcome: 'converged' });
  });
});
