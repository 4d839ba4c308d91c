import { expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';

it('what waits for HQ’s budget is not sent after the person began to work offline', async () => {
  const switched: Promise<unknown>[] = [];
  // For a project of three workers the budget lets one call a second go: the write waits after its read.
  const harness = await startHarness({
    practice: { size: 3 },
    sync: { lanes: 1 },
    failpoint: (name) => {
      if (name === 'push:sending') switched.push(call('sync.workOffline', { on: true }));
    },
  });
  const { open, sync, call, writes } = harness;
  await open();
  await sync('pull');
  const localId = (await call('mobileWorkers.list', {})).rows[0]?.localId ?? '';
  const patch = { first_name: 'Later' };
  await call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch });
  expect(await sync('push')).toMatchObject({ done: false, pushed: 0, pending: 1 });
  await Promise.all(switched);
  expect(switched).toHaveLength(1);
  expect(await writes()).toEqual([]);
  expect(await call('changes.get', { id: 'edit-0001' })).toMatchObject({ state: 'queued', attempts: 0 });
});
