import { expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';

it('who left while HQ let nobody ask goes as soon as it may be asked again, not by a third listing', async () => {
  const { practice, engine, open, sync, call, fault, requests, ahead } = await startHarness({ practice: { size: 20 } });
  await open();
  await sync('pull');
  const [leaver] = (await practice.control('state?entity=worker')) as { id: string; username: string }[];
  const { id = '', username = '' } = leaver ?? {};
  await practice.control('edit', { json: { entity: 'worker', id, remove: true, set: {} } });
  const shown = async (): Promise<boolean> =>
    (await call('mobileWorkers.list', { status: 'all', limit: 100 })).rows.some((row) => row.username === username);
  // Missed once: only marked.
  await sync('pull');
  expect(await shown()).toBe(true);
  await fault({ match: { path: `/user/v1/${id}` }, kind: '429', times: 1 });
  const { hold } = await sync('pull');
  expect(hold).toMatchObject({ error: { code: 'throttled' } });
  expect(await shown()).toBe(true);
  ahead((hold?.until ?? 0) - Date.now());
  await requests();
  expect(await sync('pull')).toMatchObject({ done: true, hold: null });
  expect(await shown()).toBe(false);
  // The listing was through: what was left of it was the question.
  expect((await requests()).filter(({ path }) => path.includes('/user/v1/?'))).toEqual([]);
  await engine.shutdown();
});
