import { expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';

it('many removals are asked about again where the listing behind the word does not come to its end', async () => {
  const { open, sync, call, engine, fault, editAtHq, practice } = await startHarness({ practice: { size: 25 } });
  await open();
  await sync('pull');
  const { rows } = await call('mobileWorkers.list', { status: 'active', limit: 100 });
  for (const { username } of rows) await editAtHq('worker', username, {}, { remove: true });
  for (const _pull of [1, 2, 3, 4]) await sync('pull');
  const asked = (await call('sync.status', {})).hold?.error;
  expect(asked).toMatchObject({ details: { kind: 'removals', entity: 'mobile-worker' } });
  const { total } = await call('mobileWorkers.list', { status: 'all' });
  await fault({ match: { path: '/user/v1/' }, kind: '403', times: 1_000 });
  await engine.runSync('pull', { acceptRemovals: true });
  expect((await call('sync.status', {})).hold?.error).toEqual(asked);
  await practice.control('faults', { method: 'DELETE' });
  await engine.runSync('pull', { acceptRemovals: true });
  expect((await call('mobileWorkers.list', { status: 'all' })).total).toBeLessThan(total);
  expect((await call('sync.status', {})).hold).toBeNull();
});
