import { describe, expect, it } from 'vitest';
import type { FaultKind } from '#practice/start-practice-hq.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

/** Enough for what is missed twice to go, and once more. */
const pulls = [1, 2, 3, 4];

async function pulled(size: number): Promise<Harness & { localIds: string[]; usernames: string[] }> {
  const harness = await startHarness({ practice: { size } });
  await harness.open();
  await harness.sync('pull');
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active', limit: 100 });
  return { ...harness, localIds: rows.map(({ localId }) => localId), usernames: rows.map(({ username }) => username) };
}

function rename(harness: Harness, changeId: string, localId: string | undefined, name: string) {
  const patch = { first_name: name };
  return harness.call('people.edit', { changeId, entity: 'mobile-worker', localId: localId ?? '', patch });
}

async function totals({ call }: Harness): Promise<Record<string, number>> {
  const all = { status: 'all', limit: 1 } as const;
  return {
    workers: (await call('mobileWorkers.list', all)).total,
    webUsers: (await call('webUsers.list', all)).total,
    locations: (await call('sync.status', {})).counts.locations,
    groups: (await call('sync.status', {})).counts.groups,
  };
}

describe.each<FaultKind>(['short-list', 'empty-list', 'cut-body', 'stale-list'])('lists that come as %s', (kind) => {
  // 15: few enough that each is asked for by id; 60: too many for that.
  it.each([15, 60])('again and again take nobody of %i away, nor what waits', async (size) => {
    const harness = await pulled(size);
    const { localIds, usernames, fault, sync, call, engine, folder, practice } = harness;
    const before = await totals(harness);
    await rename(harness, 'edit-0001', localIds[0], 'Kept');
    await call('mobileWorkers.create', {
      changeId: 'create-0001',
      values: { username: 'nia.one' },
      password: 'Long-pass-1',
    });
    await fault({ match: { path: '/v1/?' }, kind, times: 1_000, ...(kind === 'stale-list' ? { ms: 3_600_000 } : {}) });
    for (const _pull of pulls) {
      await sync('pull');
      expect(await totals(harness)).toEqual({ ...before, workers: (before['workers'] ?? 0) + 1 });
      expect((await call('changes.list', {})).totals).toMatchObject({ all: 2, queued: 2 });
    }
    await practice.control('faults', { method: 'DELETE' });
    await sync();
    expect(await sync()).toMatchObject({ done: true, pending: 0, attention: 0, hold: null });
    expect(await harness.atHq('worker', usernames[0] ?? '')).toMatchObject({ first_name: 'Kept' });
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001', 'create-0001']);
  });
});

describe('a server restored from an older backup', () => {
  it('takes away neither many people nor what waits before a person says so', async () => {
    const harness = await pulled(30);
    const { localIds, usernames, sync, call, engine, folder, practice, editAtHq } = harness;
    await practice.control('backup', { method: 'POST' });
    // What happens before the server breaks: newcomers of ours, an edit of ours, one of another admin's.
    for (let count = 0; count < 25; count += 1) {
      const values = { username: `late.${count}` };
      await call('mobileWorkers.create', { changeId: `create-${count + 1000}`, values, password: 'Long-pass-1' });
    }
    await rename(harness, 'edit-0001', localIds[0], 'Taken');
    await editAtHq('worker', usernames[1] ?? '', { first_name: 'Theirs' });
    expect(await sync()).toMatchObject({ pushed: 26, pending: 0 });
    // What waits when it is back: for somebody it does not know any more, for a value it has lost, and for one as it was.
    await rename(harness, 'edit-0002', 'new-create-1000', 'Newcomer');
    await rename(harness, 'edit-0003', localIds[1], 'Mine');
    await rename(harness, 'edit-0004', localIds[2], 'Plain');
    await practice.control('restore', { method: 'POST' });
    for (const _pull of pulls) {
      await sync('pull');
      expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(55);
      expect((await call('changes.list', {})).totals.all).toBe(3);
    }
    const asked = await call('sync.status', {});
    expect(asked.hold?.error).toMatchObject({ details: { kind: 'removals', count: 25 } });
    // The rest goes on meanwhile; what HQ has another value for, or nobody, is asked about.
    await sync();
    const { changes } = await call('changes.list', {});
    expect(changes.map(({ id, state }) => `${id} ${state}`)).toEqual(['edit-0002 conflict', 'edit-0003 conflict']);
    expect(await harness.atHq('worker', usernames[2] ?? '')).toMatchObject({ first_name: 'Plain' });
    // Only the person's word lets them go; whom something waits for stays even then.
    await engine.runSync('pull', { acceptRemovals: true });
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(31);
    expect((await call('changes.list', {})).totals.all).toBe(2);
    await call('changes.discard', { id: 'edit-0002' });
    await call('changes.retry', { id: 'edit-0003' });
    await sync();
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001', 'edit-0002', 'edit-0003', 'edit-0004']);
  });

  it('that knows nobody any more is no reason to forget everybody', async () => {
    const harness = await pulled(10);
    const { localIds, sync, call, usernames, editAtHq } = harness;
    await rename(harness, 'edit-0001', localIds[0], 'Kept');
    for (const username of usernames) await editAtHq('worker', username, {}, { remove: true });
    for (const { username } of (await call('mobileWorkers.list', { status: 'deactivated', limit: 100 })).rows) {
      await editAtHq('worker', username, {}, { remove: true });
    }
    for (const _pull of pulls) await sync('pull');
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(10);
    expect((await call('changes.list', {})).totals.all).toBe(1);
    expect((await call('sync.status', {})).hold?.error).toMatchObject({ details: { kind: 'removals', count: 10 } });
  });
});
