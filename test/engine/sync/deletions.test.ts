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
    const user = (await call('webUsers.list', { status: 'active' })).rows.find(({ isAdmin }) => !isAdmin);
    const place = (await call('lookups.get', {})).locations[0]?.id ?? '';
    await call('people.edit', {
      changeId: 'edit-0002',
      entity: 'web-user',
      localId: user?.localId ?? '',
      patch: { primary_location_id: place, assigned_location_ids: [place] },
    });
    await fault({ match: { path: '/v1/?' }, kind, times: 1_000, ...(kind === 'stale-list' ? { ms: 3_600_000 } : {}) });
    for (const _pull of pulls) {
      await sync('pull');
      expect(await totals(harness)).toEqual({ ...before, workers: (before['workers'] ?? 0) + 1 });
      expect((await call('changes.list', {})).totals).toMatchObject({ all: 3, queued: 3 });
    }
    await practice.control('faults', { method: 'DELETE' });
    await sync();
    expect(await sync()).toMatchObject({ done: true, pending: 0, attention: 0, hold: null });
    expect(await harness.atHq('worker', usernames[0] ?? '')).toMatchObject({ first_name: 'Kept' });
    expect(await harness.atHq('web-user', user?.username ?? '')).toMatchObject({ primary_location_id: place });
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001', 'create-0001', 'edit-0002']);
  });
});

describe.each(['group', 'location'] as const)('the only %s', (entity) => {
  /** All but one are away. */
  async function onlyOne() {
    const harness = await startHarness({ practice: { size: 8 } });
    const remove = (id: string) => harness.practice.control('edit', { json: { entity, id, remove: true, set: {} } });
    const [last, ...others] = (await harness.practice.control(`state?entity=${entity}`)) as { id: string }[];
    for (const { id } of others) await remove(id);
    await harness.open();
    await harness.sync('pull');
    expect((await totals(harness))[`${entity}s`]).toBe(1);
    return { ...harness, last: last?.id ?? '', remove };
  }

  it('stays, unasked, while an empty list comes again and again and HQ, asked by id, has it', async () => {
    const harness = await onlyOne();
    const { sync, fault, call } = harness;
    await fault({ match: { path: `/${entity}/` }, kind: 'empty-list', times: 1_000 });
    for (const _pull of pulls) {
      await sync('pull');
      expect((await totals(harness))[`${entity}s`]).toBe(1);
    }
    expect(await call('sync.status', {})).toMatchObject({ hold: null });
  });

  it('stays while HQ cannot say whether it has it, and goes when HQ says that it has not', async () => {
    const harness = await onlyOne();
    const { sync, fault, call, practice, remove, last } = harness;
    await remove(last);
    await fault({ match: { path: last }, kind: '500-before', times: 1_000 });
    for (const _pull of pulls) await sync('pull');
    expect((await totals(harness))[`${entity}s`]).toBe(1);
    await practice.control('faults', { method: 'DELETE' });
    await sync('pull');
    expect((await totals(harness))[`${entity}s`]).toBe(0);
    expect(await call('sync.status', {})).toMatchObject({ hold: null });
  });
});

/** Everything of the project, REST's part and the pages', by how much of it there is. */
async function signedInTotals(harness: Harness): Promise<Record<string, number>> {
  const { call } = harness;
  const { roles, profiles } = await call('lookups.get', {});
  const invitations = (await call('invitations.list', { status: 'all', limit: 1 })).total;
  return { ...(await totals(harness)), invitations, roles: roles.length, profiles: profiles.length };
}

async function signedIn(size: number) {
  const harness = await pulled(size);
  await harness.practice.control('settings', { json: { listDeactivatedWebUsers: true } });
  await harness.signIn();
  await harness.sync('pull');
  const invitation = (await harness.call('invitations.list', {})).rows[0];
  const role = invitation?.role === 'Read Only' ? 'App Editor' : 'Read Only';
  const inviteEdit = (changeId: string, localId = invitation?.localId ?? '') =>
    harness.call('people.edit', { changeId, entity: 'invitation', localId, patch: { role } });
  const atHqToo = async () => (await harness.practice.control('state?entity=invitation')) as { id: string }[];
  return { ...harness, invitation, role, inviteEdit, atHqToo };
}

const pageFaults: FaultKind[] = ['cut-body', 'html-200', '500-before', 'drop-before', '403'];

describe.each(pageFaults)('HQ’s pages that come as %s', (kind) => {
  it('again and again take no invitation, role or fact away, nor what waits', async () => {
    const harness = await signedIn(8);
    const { inviteEdit, role, invitation, practice, fault, sync, call, engine, folder, atHqToo } = harness;
    const before = await signedInTotals(harness);
    expect(before).toMatchObject({ invitations: expect.any(Number) as number });
    await inviteEdit('edit-0001');
    await fault({ match: { path: '/settings/users/' }, kind, times: 1_000 });
    for (const _pull of pulls) {
      await sync('pull');
      expect(await signedInTotals(harness)).toEqual(before);
      expect((await call('changes.list', {})).totals).toMatchObject({ all: 1, queued: 1 });
    }
    await practice.control('faults', { method: 'DELETE' });
    await harness.signIn();
    await sync();
    expect(await sync()).toMatchObject({ done: true, pending: 0, attention: 0, hold: null });
    expect((await atHqToo()).find(({ id }) => id === invitation?.serverId)).toMatchObject({ role });
    await engine.shutdown();
    assertLaws(folder, ['edit-0001']);
  });
});

it('an invitations page that shows nobody, and then everybody again, takes none away nor what waits', async () => {
  const harness = await signedIn(8);
  const { inviteEdit, practice, sync, call, engine, folder, atHqToo } = harness;
  const before = await signedInTotals(harness);
  await inviteEdit('edit-0001');
  const show = async (ids: string[], shown: boolean) => {
    const set = { is_accepted: !shown };
    for (const id of ids) await practice.control('edit', { json: { entity: 'invitation', id, set } });
  };
  const ids = (await call('invitations.list', { status: 'all', limit: 500 })).rows.map(
    ({ serverId }) => serverId ?? '',
  );
  await show(ids, false);
  for (const _pull of pulls) {
    await sync('pull');
    expect(await signedInTotals(harness)).toEqual(before);
    expect((await call('changes.list', {})).totals).toMatchObject({ all: 1, queued: 1 });
  }
  const hold = (await call('sync.status', {})).hold?.error;
  expect(hold).toMatchObject({ details: { kind: 'removals', entity: 'invitation', count: ids.length } });
  await show(ids, true);
  await sync();
  expect(await sync()).toMatchObject({ done: true, pending: 0, attention: 0, hold: null });
  expect((await atHqToo()).length).toBeGreaterThanOrEqual(ids.length);
  await engine.shutdown();
  assertLaws(folder, ['edit-0001']);
});

describe('the only invitation', () => {
  async function onlyOne() {
    const harness = await signedIn(8);
    const { rows } = await harness.call('invitations.list', { status: 'all', limit: 500 });
    const [last, ...others] = rows;
    for (const { serverId } of others) await drop(harness, serverId);
    for (let count = 0; count < 2; count += 1) await harness.sync('pull');
    if ((await signedInTotals(harness))['invitations'] !== 1)
      await harness.engine.runSync('pull', { acceptRemovals: true });
    expect(await signedInTotals(harness)).toMatchObject({ invitations: 1 });
    return { ...harness, last };
  }

  const drop = ({ practice }: Harness, id: string | null | undefined) =>
    practice.control('edit', { json: { entity: 'invitation', id: id ?? '', set: { is_accepted: true } } });

  it('is asked about when HQ shows none any more, and goes at the person’s word', async () => {
    const harness = await onlyOne();
    const { last, sync, call, engine } = harness;
    await drop(harness, last?.serverId);
    for (const _pull of pulls) {
      await sync('pull');
      expect(await signedInTotals(harness)).toMatchObject({ invitations: 1 });
    }
    const { hold } = await call('sync.status', {});
    expect(hold?.error.details).toMatchObject({ kind: 'removals', entity: 'invitation', count: 1, all: 1 });
    await engine.runSync('pull', { acceptRemovals: true });
    expect(await signedInTotals(harness)).toMatchObject({ invitations: 0 });
    expect(await call('sync.status', {})).toMatchObject({ hold: null });
  });

  it('goes unasked when somebody of its address has joined', async () => {
    const harness = await onlyOne();
    const { last, sync, call, practice } = harness;
    await drop(harness, last?.serverId);
    const set = { username: last?.email, email: last?.email, role: 'Read Only' };
    await practice.control('edit', { json: { entity: 'web-user', create: true, set } });
    for (const _pull of pulls) await sync('pull');
    expect(await signedInTotals(harness)).toMatchObject({ invitations: 0 });
    expect(await call('sync.status', {})).toMatchObject({ hold: null });
  });
});

it('the last worker who waited for a confirmation is confirmed without a question', async () => {
  const harness = await signedIn(30);
  const { sync, call, editAtHq } = harness;
  const waiting = async () =>
    (await call('mobileWorkers.list', { status: 'all', limit: 100 })).rows.filter(({ unconfirmed }) => unconfirmed);
  expect((await waiting()).length).toBeGreaterThan(0);
  for (let left = await waiting(); left.length > 0; left = await waiting()) {
    await editAtHq('worker', left[0]?.username ?? '', { is_account_confirmed: true, is_active: true });
    for (let count = 0; count < 2; count += 1) await sync('pull');
    expect(await call('sync.status', {})).toMatchObject({ hold: null });
    expect((await waiting()).length).toBe(left.length - 1);
  }
});

/** More than is believable of each kind. */
const many = 25;

describe('a server restored from an older backup, with fewer of every kind and older values', () => {
  async function restored() {
    const harness = await signedIn(8);
    const { practice, call, sync, editAtHq, inviteEdit } = harness;
    await practice.control('backup', { method: 'POST' });
    const make = async (entity: string, set: object) => {
      await practice.control('edit', { json: { entity, create: true, set } });
    };
    for (let count = 0; count < many; count += 1) {
      await make('web-user', {
        username: `late.${count}@example.org`,
        email: `late.${count}@example.org`,
        role: 'Read Only',
      });
      await make('worker', { username: `late.${count}@${practice.hq.project}.commcarehq.org` });
      await make('invitation', { email: `late.guest.${count}@example.org`, role: 'Billing Admin' });
      await make('group', { name: `Late ${count}` });
      await make('location', { name: `Late ${count}`, site_code: `late_${count}` });
    }
    const old = (await call('webUsers.list', { status: 'active' })).rows.find(({ isAdmin }) => !isAdmin);
    await editAtHq('web-user', old?.username ?? '', { role: 'Billing Admin' });
    await sync('pull');
    const before = await signedInTotals(harness);
    const find = async (list: 'webUsers.list' | 'invitations.list', search: string) =>
      (await call(list, { search })).rows[0]?.localId ?? '';
    // Neither what the older backup has nor what was there since.
    const mine = old?.role === 'App Editor' ? 'Field Implementer' : 'App Editor';
    const edit = (changeId: string, localId: string) =>
      call('people.edit', { changeId, entity: 'web-user', localId, patch: { role: mine } });
    await edit('edit-0001', await find('webUsers.list', 'late.3@'));
    await edit('edit-0002', old?.localId ?? '');
    await inviteEdit('edit-0003', await find('invitations.list', 'late.guest.3@'));
    await inviteEdit('edit-0004');
    await practice.control('restore', { method: 'POST' });
    // Sessions are HQ's data, too: the one of before is over.
    await harness.signIn();
    return { ...harness, before };
  }

  it('takes nobody and nothing away, and keeps what waits', async () => {
    const harness = await restored();
    const { before, sync, call, engine, folder } = harness;
    for (const _pull of pulls) {
      await sync('pull');
      expect(await signedInTotals(harness)).toEqual(before);
      expect((await call('changes.list', {})).totals.all).toBe(4);
    }
    // Sent, each is compared with HQ itself: what is not there, or has an older value, is asked about.
    await sync();
    const { changes } = await call('changes.list', {});
    expect(changes.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'edit-0001 conflict',
      'edit-0002 conflict',
      'edit-0003 conflict',
    ]);
    expect(await signedInTotals(harness)).toEqual(before);
    await engine.shutdown();
    assertLaws(folder, ['edit-0001', 'edit-0002', 'edit-0003', 'edit-0004']);
  });

  it('lets go of one kind for each word, and only of as many as were asked about', async () => {
    const harness = await restored();
    const { before, sync, call, engine, folder } = harness;
    for (const _pull of pulls) await sync('pull');
    const asked = new Map<string, number>();
    const key: Record<string, string> = {
      'mobile-worker': 'workers',
      'web-user': 'webUsers',
      invitation: 'invitations',
      location: 'locations',
      group: 'groups',
    };
    let left = before;
    for (let word = 0; word < 5; word += 1) {
      const details = (await call('sync.status', {})).hold?.error.details;
      expect(details).toMatchObject({ kind: 'removals', count: many });
      const kind = key[String(details?.['entity'])] ?? '';
      await engine.runSync('pull', { acceptRemovals: true });
      asked.set(kind, (asked.get(kind) ?? 0) + 1);
      const now = await signedInTotals(harness);
      const fewer = Object.keys(now).filter((name) => now[name] !== left[name]);
      expect(fewer, `asked about ${kind}`).toEqual([kind]);
      left = now;
    }
    expect([...asked.keys()].sort()).toEqual(Object.values(key).sort());
    expect((await call('sync.status', {})).hold).toBeNull();
    // Those somebody waits for stay, whatever was said.
    expect(left).toMatchObject({ webUsers: (before['webUsers'] ?? 0) - many + 1 });
    expect((await call('changes.list', {})).totals.all).toBe(4);
    await engine.shutdown();
    assertLaws(folder, ['edit-0001', 'edit-0002', 'edit-0003', 'edit-0004']);
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
