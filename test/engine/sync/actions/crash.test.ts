import { describe, expect, it } from 'vitest';
import type { PersonAction } from '#shared/domain/action.ts';
import { pushCrashPoints } from '../../../helpers/crash-points.ts';
import { startActions } from '../../../helpers/action-harness.ts';
import { assertQuiet } from '../../../helpers/assert-laws.ts';
import { dyingEngine } from '../../../helpers/dying-engine.ts';

/** A project pulled and signed in to, its file closed, to be opened by a process that ends at `point`. */
async function startDying(point: string) {
  const harness = await startActions();
  const { call, signIn } = harness;
  const { rows } = await call('mobileWorkers.list', { status: 'active' });
  const worker = rows.find(({ email }) => email !== '');
  const user = (await call('webUsers.list', {})).rows.find(({ isAdmin, status }) => !isAdmin && status === 'active');
  const { locations, groups } = await call('lookups.get', {});
  if (!worker || !user) throw new Error('the sample lacks people');
  await signIn();
  const dying = await dyingEngine(harness, point);
  return {
    ...harness,
    ...dying,
    worker,
    user,
    place: locations[0]?.id ?? '',
    group: groups[0]?.id ?? '',
    act: (entity: string, localId: string, action: PersonAction) =>
      dying.child.call('people.act', { changeId: `${action}-0001`, entity, localId, action }),
  };
}

/** Where a crash is told to happen. */
const points = ['write:record-action:after-commit', ...pushCrashPoints] as const;

describe('kill -9 of the engine process', () => {
  it('before an action commits leaves nothing of it', async () => {
    const { worker, act, survive, writes, finish } = await startDying('write:record-action:before-commit');
    expect(await act('mobile-worker', worker.localId, 'deactivate')).toBeNull();
    expect(await survive()).toMatchObject({ pending: 0 });
    expect(await writes()).toEqual([]);
    expect(await finish()).toEqual([]);
  });

  it.each(points)('at %s: a worker is deactivated once', async (point) => {
    const { worker, act, child, survive, writes, stateOf, finish, practice, folder } = await startDying(point);
    if (await act('mobile-worker', worker.localId, 'deactivate')) await child.call('sync.run', { what: 'push' });
    expect(await survive()).toMatchObject({ done: true, pending: 0, attention: 0 });
    expect(await stateOf('worker', worker.serverId ?? '')).toMatchObject({ is_active: false });
    expect((await writes()).filter(({ applied, path }) => applied && path.includes('deactivate'))).toHaveLength(1);
    await finish(['deactivate-0001']);
    await assertQuiet(folder, practice);
  });

  it.each(['write:sending:after-commit', 'push:answered', 'settle:after'])(
    'at %s: a web user is removed once, through the pages',
    async (point) => {
      const { user, act, child, survive, writes, stateOf, finish } = await startDying(point);
      await act('web-user', user.localId, 'remove');
      await child.call('sync.run', { what: 'push' });
      expect(await survive()).toMatchObject({ done: true, pending: 0, attention: 0 });
      expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: false });
      expect((await writes()).filter(({ applied, path }) => applied && path.includes('/remove/'))).toHaveLength(1);
      await finish(['remove-0001']);
    },
  );

  it.each([
    ['write:sending:after-commit', 'ask', 0],
    ['push:answered', 'ask', 1],
    ['settle:after', 'done', 1],
  ] as const)('at %s: a password reset is never mailed twice', async (point, end, mails) => {
    const { worker, act, child, survive, mail, changes, finish } = await startDying(point);
    await act('mobile-worker', worker.localId, 'email-password-reset');
    await child.call('sync.run', { what: 'push' });
    await survive();
    expect((await mail()).filter(({ kind }) => kind === 'password-reset')).toHaveLength(mails);
    expect((await changes()).map(({ state }) => state)).toEqual(end === 'ask' ? ['ask'] : []);
    await finish(['email-password-reset-0001']);
  });

  it.each(['write:sending:after-commit', 'push:answered', 'settle:after'])(
    'at %s: an invitation is made once',
    async (point) => {
      const { child, survive, mail, practice, finish } = await startDying(point);
      await practice.control('settings', { json: { restInvitationMails: true } });
      const values = { email: 'new.person@example.org', role: 'App Editor' };
      await child.call('invitations.create', { changeId: 'invite-0001', values });
      await child.call('sync.run', { what: 'push' });
      expect(await survive()).toMatchObject({ pending: 0, attention: 0 });
      const invitations = (await practice.control('state?entity=invitation')) as { email: string }[];
      expect(invitations.filter(({ email }) => email === values.email)).toHaveLength(1);
      expect((await mail()).filter(({ to, kind }) => to === values.email && kind === 'invitation')).toHaveLength(1);
      await finish(['invite-0001']);
    },
  );
});

/** One lane from nothing to a deactivated worker. The last number: which of the lane's three requests the kill is at. */
const chainPoints = [
  'push:answered#1',
  'push:sending#2',
  'push:answered#2',
  'settle:after#2',
  'push:answered#3',
] as const;

describe('a worker created, edited, placed, grouped, linked and deactivated before HQ ever saw it', () => {
  it.each(chainPoints)('comes out right when killed at %s', async (point) => {
    const harness = await startDying(point);
    const { child, place, group, survive, writes, atHq, fault, call, finish, practice, folder } = harness;
    const values = { username: 'nia.one', first_name: 'Nia', email: 'nia@example.org' };
    await child.call('mobileWorkers.create', { changeId: 'create-0001', values, password: 'Long-pass-1' });
    const localId = 'new-create-0001';
    const edit = (n: number, patch: object) =>
      child.call('people.edit', { changeId: `edit-000${n}`, entity: 'mobile-worker', localId, patch });
    await edit(1, { last_name: 'One', 'user_data.training': 'yes' });
    expect(await harness.act('mobile-worker', localId, 'link')).toMatchObject({ ok: true });
    await edit(2, { primary_location: place, locations: [place] });
    await harness.act('mobile-worker', localId, 'deactivate');
    await edit(3, { groups: [group] });
    // The link itself begins on the worker's device; it is there by the time the list is looked at.
    const username = `nia.one@${practice.hq.project}.commcarehq.org`;
    await fault({
      match: { path: '/commcare/json/' },
      kind: 'edit-meanwhile',
      times: 1,
      edit: { entity: 'worker', username, set: { personalid_link_active: false } },
    });
    await child.call('sync.run', { what: 'push' });
    expect(await survive()).toMatchObject({ done: true, pending: 0, attention: 0 });
    expect(await atHq('worker', username)).toMatchObject({
      first_name: 'Nia',
      last_name: 'One',
      groups: [group],
      primary_location: place,
      locations: [place],
      personalid_link_active: true,
      is_active: false,
      user_data: { training: 'yes' },
    });
    const applied = (await writes()).filter((entry) => entry.applied && !entry.path.includes('login'));
    const kinds = applied.map(({ path }) => /personalid_link|deactivate|user\/v1\/$/.exec(path)?.[0] ?? path);
    expect(kinds).toEqual(['user/v1/', 'personalid_link', 'deactivate']);
    expect(await call('people.get', { entity: 'mobile-worker', key: localId })).toMatchObject({
      status: 'deactivated',
      syncState: 'clean',
      changes: [],
    });
    await finish(['create-0001', 'edit-0001', 'edit-0002', 'edit-0003', 'link-0001', 'deactivate-0001']);
    await assertQuiet(folder, practice);
  });
});
