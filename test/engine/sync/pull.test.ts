import { describe, expect, it } from 'vitest';
import type { Json } from '#shared/domain/entities.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';

describe('a pull', () => {
  it('brings the whole project in, as HQ has it', async () => {
    const { practice, engine, folder, open, sync, call } = await startHarness({
      practice: { size: 120 },
      sync: { pageSize: 50 },
    });
    await open();
    const report = await sync('pull');
    expect(report).toMatchObject({ done: true, error: null, pulled: { 'mobile-worker': 120 } });
    const status = await call('sync.status', {});
    expect(status).toMatchObject({ phase: 'idle', reachable: true, mirrorComplete: true, pending: 0, hold: null });
    expect(status.counts.mobileWorkers).toBe(120);
    const deactivated = await call('mobileWorkers.list', { status: 'deactivated' });
    expect(deactivated.total).toBeGreaterThan(0);
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, []);
  });

  it('asks first how many workers there are, which is what its pace goes by, and once only', async () => {
    const { engine, open, sync, requests } = await startHarness({ practice: { size: 100 } });
    await open();
    await requests();
    const sizes = async (): Promise<string[]> =>
      (await requests()).map(({ path }) => path).filter((path) => path.includes('limit=1&'));
    await sync('pull');
    const [size, ...more] = await sizes();
    expect(size).toContain('/user/v1/?limit=1&offset=0');
    expect(more).toEqual([]);
    await sync('pull');
    expect(await sizes()).toEqual([]);
    await engine.shutdown();
  });

  it('goes on at its page after a break', async () => {
    const { practice, engine, folder, open, sync, fault, requests } = await startHarness({
      practice: { size: 100 },
      sync: { pageSize: 20 },
    });
    await open();
    // Behind the question how many there are.
    await fault({ match: { path: '/user/v1/' }, kind: 'drop-before', after: 3, times: 1 });
    const broken = await sync('pull');
    expect(broken).toMatchObject({ done: false, error: { code: 'offline' } });
    await requests();
    const resumed = await sync('pull');
    expect(resumed).toMatchObject({ done: true, error: null });
    const paths = (await requests()).map(({ path }) => path);
    expect(paths[0]).toContain('offset=40');
    expect(paths.some((path) => path.includes('/location/'))).toBe(false);
    await engine.shutdown();
    await assertQuiet(folder, practice);
  });

  it('can be cancelled and loses nothing', async () => {
    const { practice, engine, folder, open, sync } = await startHarness({
      practice: { size: 100 },
      sync: { pageSize: 20 },
    });
    await open();
    let pages = 0;
    const stopListening = engine.on('sync.status', ({ progress }) => {
      if (progress?.entity === 'mobile-worker' && (pages += 1) === 1) void engine.call('sync.cancel', {});
    });
    const cancelled = await sync('pull');
    stopListening();
    expect(cancelled).toMatchObject({ done: false, error: { code: 'cancelled' } });
    expect(await sync('pull')).toMatchObject({ done: true });
    await engine.shutdown();
    await assertQuiet(folder, practice);
  });

  it('begins anew when it broke long ago', async () => {
    const { open, sync, fault, requests, ahead } = await startHarness({
      practice: { size: 60 },
      sync: { pageSize: 20 },
    });
    await open();
    await fault({ match: { path: '/user/v1/' }, kind: 'drop-before', after: 1, times: 1 });
    expect(await sync('pull')).toMatchObject({ done: false });
    await requests();
    ahead(2 * 3_600_000);
    expect(await sync('pull')).toMatchObject({ done: true, pulled: { 'mobile-worker': 60 } });
    expect((await requests())[0]?.path).toContain('/location/');
  });

  it('notes a list this key may not read and reads the rest', async () => {
    const { open, sync, fault, call } = await startHarness();
    await open();
    await fault({ match: { path: '/web-user/v1/' }, kind: '403', times: 1 });
    expect(await sync('pull')).toMatchObject({
      done: true,
      unavailable: [{ entity: 'web-user', error: { code: 'permission' } }],
    });
    expect((await call('webUsers.list', {})).unavailable).toMatchObject({ code: 'permission' });
    expect((await call('mobileWorkers.list', {})).total).toBeGreaterThan(0);
    expect(await sync('pull')).toMatchObject({ unavailable: [] });
  });

  it('takes no login page of a guest network for HQ', async () => {
    const { open, sync, fault, call } = await startHarness();
    await open();
    await sync('pull');
    await fault({ match: { path: '/user/v1/' }, kind: 'html-200', times: 1 });
    const report = await sync('pull');
    expect(report).toMatchObject({ done: false, error: { code: 'not-hq' } });
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(30);
    expect(await sync('pull')).toMatchObject({ done: true, hold: null });
  });
});

describe('what HQ no longer lists', () => {
  it('is only missed at first, and goes when it is missed again', async () => {
    const { practice, engine, folder, open, sync, editAtHq, call } = await startHarness();
    await open();
    await sync('pull');
    const [victim] = (await call('mobileWorkers.list', {})).rows;
    await editAtHq('worker', victim?.username ?? '', {}, { remove: true });
    await sync('pull');
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(30);
    await sync('pull');
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(29);
    await engine.shutdown();
    await assertQuiet(folder, practice);
  });

  it('is asked about when it is too much to believe', async () => {
    const { engine, open, sync, editAtHq, call } = await startHarness({ practice: { size: 80 } });
    await open();
    await sync('pull');
    const people = await call('mobileWorkers.list', { status: 'active', limit: 30 });
    for (const { username } of people.rows) await editAtHq('worker', username, {}, { remove: true });
    await sync('pull');
    const asked = await sync('pull');
    expect(asked).toMatchObject({
      done: true,
      hold: { error: { code: 'on-hold', details: { kind: 'removals', count: 30 } } },
    });
    await sync('pull');
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(80);
    const agreed = await engine.runSync('pull', { acceptRemovals: true });
    expect(agreed).toMatchObject({ ok: true, data: { hold: null } });
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(50);
  });

  it('stays, as a question, while a change waits for it', async () => {
    const { engine, folder, open, sync, editAtHq, call } = await startHarness();
    await open();
    await sync('pull');
    const [victim] = (await call('mobileWorkers.list', {})).rows;
    const localId = victim?.localId ?? '';
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId,
      patch: { first_name: 'Kept' },
    });
    await editAtHq('worker', victim?.username ?? '', {}, { remove: true });
    await sync('pull');
    await sync('pull');
    await sync('pull');
    const { changes } = await call('changes.list', {});
    expect(changes).toMatchObject([{ id: 'edit-0001', state: 'conflict', reason: { code: 'not-found' } }]);
    await call('changes.discard', { id: 'edit-0001' });
    await sync('pull');
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(29);
    await engine.shutdown();
    assertLaws(folder, ['edit-0001']);
  });
});

describe('a list that lags behind', () => {
  it('does not take back what HQ has just confirmed', async () => {
    const { engine, folder, practice, open, sync, call, fault } = await startHarness();
    await open();
    await sync('pull');
    const [worker] = (await call('mobileWorkers.list', {})).rows;
    const localId = worker?.localId ?? '';
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId,
      patch: { first_name: 'New' },
    });
    await sync('push');
    await fault({ match: { path: '/user/v1/?' }, kind: 'stale-list', times: 2, ms: 3_600_000 });
    await sync('pull');
    const detail = await call('people.get', { entity: 'mobile-worker', key: localId });
    expect(detail.values['first_name']).toBe('New');
    await engine.shutdown();
    await assertQuiet(folder, practice);
  });

  it('does not lose a new worker it does not show yet', async () => {
    const { open, sync, call, fault } = await startHarness();
    await open();
    await sync('pull');
    const values = { username: 'nia.one' };
    await call('mobileWorkers.create', { changeId: 'create-0001', values, password: 'Long-pass-1' });
    await sync('push');
    for (const _pull of [1, 2, 3]) {
      await fault({ match: { path: '/user/v1/?' }, kind: 'stale-list', times: 2, ms: 3_600_000 });
      await sync('pull');
    }
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(31);
  });

  it('does not end an edit that sets an earlier value again', async () => {
    const { open, sync, call, atHq, fault, engine, folder } = await startHarness();
    await open();
    await sync('pull');
    const [worker] = (await call('mobileWorkers.list', {})).rows;
    const localId = worker?.localId ?? '';
    const nameAtHq = async () => (await atHq('worker', worker?.username ?? ''))?.['first_name'];
    const rename = (changeId: string, name: Json) =>
      call('people.edit', { changeId, entity: 'mobile-worker', localId, patch: { first_name: name } });
    const before = (await call('people.get', { entity: 'mobile-worker', key: localId })).values['first_name'] ?? '';
    await rename('edit-0001', 'Other');
    await sync('push');
    await rename('edit-0002', before);
    // Roster starts again (or it is another command): what was read a moment ago is not remembered.
    await engine.call('account.close', {});
    await open();
    await fault({ match: { path: '/user/v1/?' }, kind: 'stale-list', times: 2, ms: 3_600_000 });
    expect(await sync()).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await nameAtHq()).toBe(before);
    await engine.shutdown();
    assertLaws(folder, ['edit-0001', 'edit-0002']);
  });
});
