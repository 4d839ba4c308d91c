import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startHarness, unwrap } from '../../helpers/engine-harness.ts';

it("says when a project's budget of the hour is used up, over a start, and goes on by itself", async () => {
  const { engine, open, sync, call, folder, requests, ahead } = await startHarness();
  unwrap(await open());
  expect((await sync('pull')).hold).toBeNull();
  unwrap(await engine.call('account.close', {}));
  const file = new Database(join(folder, 'mirror.db'));
  const { value } = file.prepare("SELECT value FROM meta WHERE key = 'sync.budget'").get() as { value: string };
  const kept = JSON.parse(value) as { users: number; hour: [number, number][] };
  const calls = kept.hour.reduce((sum, [, count]) => sum + count, 0);
  // How many workers there are, groups, web users, active and deactivated workers: identity, the list of projects and locations do not count.
  expect(calls).toBe(5);
  expect(kept.users).toBeGreaterThan(10);
  kept.hour.push([Date.now() + 60_000, 130.4 * kept.users]);
  kept.hour = kept.hour.map(([from, count]) => [from, Math.ceil(count)]);
  file.prepare("UPDATE meta SET value = ? WHERE key = 'sync.budget'").run(JSON.stringify(kept));
  file.close();

  unwrap(await open());
  await requests();
  const { hold } = await sync('pull');
  expect(hold).toMatchObject({
    error: { code: 'throttled', message: expect.stringMatching(/as HQ allows .* in an hour/) as string },
  });
  expect(hold?.until).toBeGreaterThan(Date.now() + 3_600_000);
  expect((await requests()).filter(({ path }) => !/location/.test(path))).toEqual([]);
  // A button does not shorten it.
  expect((await sync('pull')).hold?.until).toBe(hold?.until);
  expect((await call('sync.status', {})).hold?.until).toBe(hold?.until);
  ahead((hold?.until ?? 0) - Date.now());
  expect((await sync('pull')).hold).toBeNull();
});
