import { describe, expect, it } from 'vitest';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';

const create = {
  changeId: 'create-0001',
  values: { username: 'nia.test', first_name: 'Nia' },
  password: 'Long-pass-1',
};

/** A project pulled, and an edit each of its first two workers and of a web user waiting. */
async function waiting() {
  const harness = await startHarness();
  const { open, sync, call, requests } = harness;
  await open();
  await sync('pull');
  const workers = (await call('mobileWorkers.list', {})).rows.slice(0, 2);
  for (const [index, { localId }] of workers.entries()) {
    const patch = { first_name: `Waiting ${index}` };
    await call('people.edit', { changeId: `edit-000${index}`, entity: 'mobile-worker', localId, patch });
  }
  const { rows } = await call('webUsers.list', {});
  const user = rows.find(({ isAdmin }) => !isAdmin);
  const role = (await call('lookups.get', {})).roles.find((name) => name !== user?.role && name !== 'Admin') ?? '';
  const edit = { changeId: 'edit-web-1', entity: 'web-user' as const, localId: user?.localId ?? '', patch: { role } };
  await call('people.edit', edit);
  await requests();
  return harness;
}

describe('what HQ forbids (403)', () => {
  it.each(['PUT', 'GET'])('for one change (%s) is refused with clear words, and the others go on', async (method) => {
    const { fault, sync, call, engine, folder } = await waiting();
    await fault({ match: { method, path: 're:/user/v1/[^?]' }, kind: '403' });
    expect(await sync('push')).toMatchObject({ done: true, hold: null, pushed: 2, pending: 0, attention: 1 });
    const { changes } = await call('changes.list', {});
    expect(changes).toMatchObject([{ state: 'rejected', reason: { code: 'permission', status: 403 } }]);
    expect(changes[0]?.reason?.message).toContain('permission');
    await call('changes.retry', { id: changes[0]?.id ?? '' });
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
    await engine.shutdown();
    assertLaws(folder, ['edit-0000', 'edit-0001', 'edit-web-1']);
  });

  it('for a new worker is refused alone, and can be sent again', async () => {
    const { fault, sync, call, engine, folder } = await waiting();
    await call('mobileWorkers.create', create);
    await fault({ match: { method: 'POST' }, kind: '403' });
    expect(await sync('push')).toMatchObject({ done: true, hold: null, pushed: 3, attention: 1 });
    await call('changes.retry', { id: create.changeId });
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1, attention: 0 });
    await engine.shutdown();
    assertLaws(folder, [create.changeId]);
  });

  it('for all people of a kind keeps their changes waiting, and the others go on', async () => {
    const { fault, sync, call, engine, folder } = await waiting();
    await fault({ match: { path: '/user/v1/' }, kind: '403', times: 100 });
    expect(await sync('push')).toMatchObject({
      done: true,
      hold: null,
      pushed: 1,
      pending: 2,
      attention: 0,
      unavailable: [{ entity: 'mobile-worker', error: { code: 'permission' } }],
    });
    expect((await call('changes.list', {})).changes).toMatchObject([{ attempts: 0 }, { attempts: 0 }]);
    await engine.shutdown();
    assertLaws(folder, ['edit-0000', 'edit-0001', 'edit-web-1']);
  });

  it.each(['PATCH', 'GET'])('for one web user (%s) is refused with clear words', async (method) => {
    const { fault, sync, call, engine, folder } = await waiting();
    await fault({ match: { method, path: 're:/web-user/v1/[^?]' }, kind: '403' });
    expect(await sync('push')).toMatchObject({ done: true, hold: null, pushed: 2, pending: 0, attention: 1 });
    const { changes } = await call('changes.list', {});
    expect(changes).toMatchObject([
      { id: 'edit-web-1', state: 'rejected', reason: { code: 'permission', status: 403 } },
    ]);
    await call('changes.retry', { id: 'edit-web-1' });
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
    await engine.shutdown();
    assertLaws(folder, ['edit-0000', 'edit-0001', 'edit-web-1']);
  });

  it('for all web users keeps their changes waiting with the reason, and the others go on', async () => {
    const { fault, sync, call, engine, folder } = await waiting();
    await fault({ match: { path: '/web-user/v1/' }, kind: '403', times: 100 });
    expect(await sync('push')).toMatchObject({ done: true, hold: null, pushed: 2, pending: 1, attention: 0 });
    const { changes } = await call('changes.list', {});
    expect(changes).toMatchObject([{ id: 'edit-web-1', state: 'queued', attempts: 0, reason: { code: 'permission' } }]);
    expect(changes[0]?.reason?.message).toContain('edit web users');
    await engine.shutdown();
    assertLaws(folder, ['edit-0000', 'edit-0001', 'edit-web-1']);
  });

  it('for everything holds, and is asked again with the next poll', async () => {
    const { fault, sync, ahead, now, practice } = await waiting();
    const before = now();
    await fault({ match: { path: 're:/(user|web-user|location|group)/v' }, kind: '403', times: 100 });
    const held = await sync();
    expect(held).toMatchObject({ done: false, pending: 3, attention: 0, hold: { error: { code: 'permission' } } });
    expect(held.hold?.until).toBeGreaterThan(before);
    expect(held.hold?.until).toBeLessThan(now() + 301_000);
    await practice.control('faults', { method: 'DELETE' });
    ahead(301_000);
    expect(await sync()).toMatchObject({ done: true, pushed: 3, pending: 0, hold: null });
  });
});
