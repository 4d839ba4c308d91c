import { describe, expect, it, vi } from 'vitest';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

const day = 86_400_000;
/** Longer than any wait of these tests at the harness's speed, and far less than a day at it. */
const patience = { timeout: 60_000, interval: 100 };

async function edited(harness: Harness, autoSync: boolean): Promise<void> {
  await harness.open();
  await harness.sync('pull');
  const [worker] = (await harness.call('mobileWorkers.list', {})).rows;
  if (autoSync) {
    await harness.engine.call('account.close', {});
    await harness.open({ autoSync });
  }
  const params = { changeId: 'edit-0001', localId: worker?.localId ?? '', patch: { first_name: 'Waiting' } };
  await harness.call('people.edit', { ...params, entity: 'mobile-worker' });
}

const waiting = async ({ call }: Harness) => (await call('changes.list', {})).totals.all;

describe('a clock that is set back by a day', () => {
  it('does not put off what is to be tried again', { timeout: 90_000 }, async () => {
    const harness = await startHarness();
    await harness.fault({ match: { method: 'PUT' }, kind: '500-before', times: 1_000 });
    await edited(harness, true);
    await vi.waitFor(async () => {
      expect((await harness.call('changes.get', { id: 'edit-0001' })).nextAttemptAt).not.toBeNull();
    }, patience);
    harness.ahead(-day);
    await harness.practice.control('faults', { method: 'DELETE' });
    await vi.waitFor(async () => expect(await waiting(harness)).toBe(0), patience);
    await harness.engine.shutdown();
    assertLaws(harness.folder, ['edit-0001']);
  });

  it('makes a pause of HQ’s no longer than it was, and no shorter', async () => {
    const harness = await startHarness();
    await edited(harness, false);
    await harness.fault({ match: { method: 'PUT' }, kind: '429' });
    const held = await harness.sync('push');
    const length = (held.hold?.until ?? 0) - harness.now();
    expect(length).toBeGreaterThan(0);
    harness.ahead(-day);
    const again = await harness.sync('push');
    expect(again).toMatchObject({ done: false, pushed: 0 });
    expect((again.hold?.until ?? 0) - harness.now()).toBeLessThanOrEqual(length + 1_000);
    harness.ahead(length + 1_000);
    expect(await harness.sync('push')).toMatchObject({ done: true, pushed: 1 });
  });

  it('lets the queue go by itself before the pause has passed twice', { timeout: 90_000 }, async () => {
    const harness = await startHarness();
    await harness.fault({ match: { method: 'PUT' }, kind: '429' });
    await edited(harness, true);
    const held = async () => (await harness.call('sync.status', {})).hold?.until ?? null;
    await vi.waitFor(async () => expect(await held()).not.toBeNull(), patience);
    const began = harness.now();
    const length = ((await held()) ?? 0) - began;
    harness.ahead(-day);
    await vi.waitFor(async () => expect(await waiting(harness)).toBe(0), patience);
    // What the run itself takes comes on top.
    expect(harness.now() + day - began).toBeLessThan(2 * length + 60_000);
    await harness.engine.shutdown();
    assertLaws(harness.folder, ['edit-0001']);
  });

  it('leaves a pull that broke off long ago behind, as ever', async () => {
    const harness = await startHarness({ sync: { pageSize: 10 } });
    await harness.open();
    await harness.fault({ match: { path: 're:/user/v1/.*offset=10' }, kind: 'drop-before', times: 9 });
    await harness.sync('pull');
    await harness.practice.control('faults', { method: 'DELETE' });
    harness.ahead(-day);
    await harness.sync('pull');
    harness.ahead(2 * 3_600_000);
    await harness.requests();
    await harness.sync('pull');
    const listed = (await harness.requests()).filter(({ path }) => path.includes('/user/v1/?'));
    expect(listed.some(({ path }) => !/offset=[1-9]/.test(path))).toBe(true);
    expect(await harness.call('sync.status', {})).toMatchObject({ pending: 0 });
  });
});
