import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness, HarnessOptions } from '../../helpers/engine-harness.ts';
import { testDeps } from '../../helpers/test-deps.ts';

async function pulled(options: HarnessOptions = {}): Promise<Harness & { ids: string[]; names: string[] }> {
  const harness = await startHarness(options);
  await harness.open();
  await harness.sync('pull');
  await harness.requests();
  const { rows } = await harness.call('mobileWorkers.list', {});
  return { ...harness, ids: rows.map(({ localId }) => localId), names: rows.map(({ username }) => username) };
}

function edit(harness: Harness, changeId: string, localId: string | undefined, patch: Record<string, string>) {
  return harness.call('people.edit', { changeId, entity: 'mobile-worker', localId: localId ?? '', patch });
}

describe('while a change is on its way', () => {
  it('a new edit goes behind it, and both reach HQ in order', async () => {
    const later: { edit?: () => void } = {};
    const harness = await pulled({
      failpoint: (name) => {
        if (name !== 'push:sending') return;
        later.edit?.();
        delete later.edit;
      },
    });
    const { ids, names, call, sync, writes, atHq, engine, folder, practice } = harness;
    await edit(harness, 'edit-0001', ids[0], { first_name: 'First' });
    later.edit = () => void edit(harness, 'edit-0002', ids[0], { first_name: 'Second', last_name: 'Too' });
    expect(await sync('push')).toMatchObject({ pushed: 2, pending: 0, attention: 0 });
    expect((await writes()).map(({ body }) => body)).toEqual([
      { first_name: 'First' },
      { first_name: 'Second', last_name: 'Too' },
    ]);
    expect(await atHq('worker', names[0] ?? '')).toMatchObject({ first_name: 'Second', last_name: 'Too' });
    expect((await call('changes.list', {})).totals.all).toBe(0);
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001', 'edit-0002']);
  });

  it('it can be neither edited, retried nor discarded', async () => {
    const seen: unknown[] = [];
    const asked: { now?: () => void } = {};
    const harness = await pulled({ failpoint: (name) => (name === 'push:sending' ? asked.now?.() : undefined) });
    await edit(harness, 'edit-0001', harness.ids[0], { first_name: 'First' });
    asked.now = () => {
      void harness.engine.call('changes.discard', { id: 'edit-0001' }).then((result) => seen.push(result));
    };
    await harness.sync('push');
    expect(seen).toMatchObject([{ ok: false, error: { code: 'wrong-state' } }]);
  });

  it('closing does not wait for ever, and what HQ got is found out at the next start', async () => {
    const harness = await pulled();
    const { ids, names, sync, fault, open, engine, atHq, writes, folder, practice } = harness;
    await edit(harness, 'edit-0001', ids[0], { first_name: 'Slow' });
    await fault({ match: { method: 'PUT' }, kind: 'delay', ms: 3_000 });
    const running = sync('push');
    await expect.poll(async () => (await harness.call('sync.status', {})).phase).toBe('pushing');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const began = Date.now();
    await engine.call('account.close', {});
    expect(Date.now() - began).toBeLessThan(2_500);
    expect(await running).toMatchObject({ done: false, error: { code: 'cancelled' } });
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    await open();
    expect(await sync()).toMatchObject({ done: true, pending: 0, attention: 0 });
    expect(await atHq('worker', names[0] ?? '')).toMatchObject({ first_name: 'Slow' });
    expect((await writes()).filter(({ applied }) => applied)).toHaveLength(1);
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001']);
  });
});

describe('a change discarded while HQ is being read', () => {
  it.each(['update', 'deactivate', 'remove'] as const)('%s of somebody gone from HQ is no fault', async (what) => {
    const harness = await pulled();
    const { ids, names, call, sync, fault, practice, logged, engine, folder } = harness;
    const localId = ids[0] ?? '';
    const id = 'change-0001';
    if (what === 'update') await edit(harness, id, localId, { first_name: 'Mine' });
    else await call('people.act', { changeId: id, entity: 'mobile-worker', localId, action: what });
    await practice.control('edit', { json: { entity: 'worker', username: names[0], remove: true } });
    await fault({ match: { method: 'GET', path: localId }, kind: 'delay', ms: 600 });
    const running = sync('push');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await call('changes.discard', { id });
    expect(await running).toMatchObject({ done: true, pushed: 0, pending: 0, attention: 0 });
    expect((await call('history.list', {})).entries).toMatchObject([{ changeId: id, outcome: 'discarded' }]);
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([]);
    await engine.shutdown();
    assertLaws(folder, [id]);
  });

  it('and HQ forbids the read: the others go on', async () => {
    const harness = await pulled();
    const { ids, call, sync, fault, logged, engine, folder } = harness;
    await edit(harness, 'edit-0001', ids[0], { first_name: 'Mine' });
    await edit(harness, 'edit-0002', ids[1], { first_name: 'Other' });
    await fault({ match: { method: 'GET', path: ids[0] ?? '' }, kind: 'delay', ms: 600 });
    await fault({ match: { method: 'GET', path: ids[0] ?? '' }, kind: '403' });
    const running = sync('push');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await call('changes.discard', { id: 'edit-0001' });
    expect(await running).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([]);
    await engine.shutdown();
    assertLaws(folder, ['edit-0001', 'edit-0002']);
  });
});

describe('a change that another account made', () => {
  it('is neither sent behind one of this account nor joined by its edits', async () => {
    const harness = await pulled();
    const { ids, names, call, sync, writes, open, engine, folder, atHq } = harness;
    await edit(harness, 'edit-0001', ids[0], { first_name: 'Mine' });
    await engine.call('account.close', {});
    const db = openDatabase(folder, testDeps());
    db.statement(
      `INSERT INTO changes (id, author, entity, local_id, kind, patch, base, state, created_at, updated_at)
       SELECT 'edit-0002', 'somebody@else.org', entity, local_id, kind, '{"last_name":"Theirs"}', base, state, created_at, updated_at
       FROM changes WHERE id = 'edit-0001'`,
    ).run();
    db.close();
    await open();
    expect((await edit(harness, 'edit-0003', ids[0], { last_name: 'Later' })).changeId).toBe('edit-0003');
    expect(await sync('push')).toMatchObject({ pushed: 1 });
    expect((await writes()).map(({ body }) => body)).toEqual([{ first_name: 'Mine' }]);
    expect((await atHq('worker', names[0] ?? ''))?.['last_name']).not.toBe('Theirs');
    expect((await call('changes.list', {})).changes.map(({ id, state }) => [id, state]).sort()).toEqual([
      ['edit-0002', 'queued'],
      ['edit-0003', 'queued'],
    ]);
  });
});

describe('one person’s trouble', () => {
  it('does not hold up the others', async () => {
    const harness = await pulled();
    const { ids, names, sync, fault, atHq, editAtHq, call } = harness;
    await edit(harness, 'edit-0001', ids[0], { first_name: 'Clash' });
    await editAtHq('worker', names[0] ?? '', { first_name: 'Theirs' });
    await edit(harness, 'edit-0002', ids[1], { first_name: 'Failing' });
    await fault({ match: { method: 'PUT', path: ids[1] ?? '' }, kind: '500-before', times: 3 });
    for (const [index, id] of ids.slice(2, 12).entries()) {
      await edit(harness, `edit-10${index.toString().padStart(2, '0')}`, id, { first_name: `Fine ${index}` });
    }
    expect(await sync('push')).toMatchObject({ pushed: 10, pending: 1, attention: 1 });
    expect(await atHq('worker', names[11] ?? '')).toMatchObject({ first_name: 'Fine 9' });
    const failing = await call('changes.get', { id: 'edit-0002' });
    expect(failing).toMatchObject({ state: 'queued', attempts: 1, reason: { code: 'server' } });
    expect(failing.nextAttemptAt).toBeGreaterThan(0);
  });

  it('that HQ itself undoes is over without anybody deciding', async () => {
    const harness = await pulled();
    const { ids, names, sync, editAtHq, call, atHq } = harness;
    const before = await call('people.get', { entity: 'mobile-worker', key: ids[0] ?? '' });
    await edit(harness, 'edit-0001', ids[0], { first_name: 'Ours' });
    await editAtHq('worker', names[0] ?? '', { first_name: 'Theirs' });
    expect(await sync()).toMatchObject({ attention: 1 });
    await editAtHq('worker', names[0] ?? '', { first_name: before.truth?.['first_name'] });
    expect(await sync()).toMatchObject({ attention: 0, pushed: 1 });
    expect(await atHq('worker', names[0] ?? '')).toMatchObject({ first_name: 'Ours' });
  });

  it('ends the run when it is HQ that fails all the time', async () => {
    const harness = await pulled({ sync: { lanes: 1 } });
    const { ids, sync, fault, writes } = harness;
    for (const [index, id] of ids.slice(0, 9).entries())
      await edit(harness, `edit-000${index}`, id, { first_name: 'X' });
    await fault({ match: { method: 'PUT' }, kind: '500-before', times: 100 });
    expect(await sync('push')).toMatchObject({ done: false, error: { code: 'server' }, pending: 9 });
    expect(await writes()).toHaveLength(5);
  });

  it.each(['PUT', 'GET'])('does not keep good changes behind bad ones (%s) for ever', async (method) => {
    const harness = await pulled({ sync: { lanes: 1 } });
    const { ids, sync, fault, call } = harness;
    for (const [index, id] of ids.slice(0, 8).entries())
      await edit(harness, `edit-000${index}`, id, { first_name: 'X' });
    for (const id of ids.slice(0, 6)) await fault({ match: { method, path: id }, kind: '500-before', times: 1_000 });
    expect(await sync('push')).toMatchObject({ done: false, pending: 8 });
    expect(await sync('push')).toMatchObject({ pushed: 2, pending: 6 });
    expect((await call('changes.list', {})).changes.map(({ id }) => id)).not.toContain('edit-0007');
    await harness.practice.control('faults', { method: 'DELETE' });
    expect(await sync('push')).toMatchObject({ done: true, pushed: 6, pending: 0 });
  });

  it('a list that HQ cannot give does not hold up what waits', async () => {
    const harness = await pulled();
    const { ids, sync, fault, call } = harness;
    await edit(harness, 'edit-0001', ids[0], { first_name: 'Waiting' });
    await fault({ match: { path: '/group/v1/' }, kind: '500-before', times: 100 });
    expect(await sync()).toMatchObject({ done: false, pushed: 1, pending: 0, error: { code: 'server' } });
    expect((await call('sync.status', {})).lastError?.code).toBe('server');
  });

  it.each(['drop-before', 'cut-body'] as const)(
    'a list that gives no answer (%s) holds up nothing that waits',
    async (kind) => {
      const harness = await pulled();
      const { ids, sync, fault, call } = harness;
      await edit(harness, 'edit-0001', ids[0], { first_name: 'Waiting' });
      await fault({ match: { path: '/group/v1/' }, kind, times: 100 });
      expect(await sync()).toMatchObject({ done: false, pushed: 1, pending: 0, error: { code: 'offline' } });
      expect((await call('sync.status', {})).reachable).toBe(true);
    },
  );

  it('a fault of ours in one lane ends the run only when the others have settled theirs', async () => {
    let faults = 1;
    const harness = await pulled({
      sync: { lanes: 2 },
      failpoint: (name) => {
        if (name !== 'settle:before' || faults === 0) return;
        faults -= 1;
        throw new Error('the disk hiccups');
      },
    });
    const { ids, sync, fault, call } = harness;
    await edit(harness, 'edit-0001', ids[0], { first_name: 'Faulty' });
    await edit(harness, 'edit-0002', ids[1], { first_name: 'Slow' });
    await edit(harness, 'edit-0003', ids[2], { first_name: 'Later' });
    await fault({ match: { method: 'PUT', path: ids[1] ?? '' }, kind: 'delay', ms: 300 });
    await expect(sync('push')).rejects.toThrow('internal');
    const { changes } = await call('changes.list', {});
    expect(changes.map(({ id, state }) => `${id} ${state}`)).toEqual(['edit-0001 sending', 'edit-0003 queued']);
    expect(await sync('push')).toMatchObject({ done: true, pending: 0, attention: 0 });
  });
});

describe('what is asked for while a run is under way', () => {
  it('is all done by the one run behind it', async () => {
    const harness = await pulled();
    const { ids, names, call, requests, editAtHq } = harness;
    await edit(harness, 'edit-0001', ids[0], { first_name: 'Waiting' });
    await editAtHq('worker', names[1] ?? '', { last_name: 'Theirs' });
    // The first begins at once; the others come behind it.
    for (const what of ['pull', 'pull', 'sync', 'pull'] as const) await call('sync.run', { what });
    await expect.poll(async () => (await call('sync.status', {})).pending, { timeout: 10_000 }).toBe(0);
    const status = () => call('sync.status', {});
    await expect.poll(async () => (await status()).phase).toBe('idle');
    const lists = (await requests()).filter(({ path }) => path.includes('/group/v1/'));
    expect(lists).toHaveLength(2);
  });

  it('keeps the word to remove what HQ no longer lists', async () => {
    const harness = await pulled({ practice: { size: 80 } });
    const { names, call, sync, editAtHq } = harness;
    for (const username of names.slice(0, 30)) await editAtHq('worker', username, {}, { remove: true });
    await sync('pull');
    await sync('pull');
    await call('sync.run', { what: 'push' });
    await call('sync.run', { what: 'pull' });
    await call('sync.run', { what: 'pull', acceptRemovals: true });
    const total = async () => (await call('mobileWorkers.list', { status: 'all' })).total;
    await expect.poll(total, { timeout: 10_000 }).toBe(50);
  });
});
