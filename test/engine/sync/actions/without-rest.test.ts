/** Where REST may not be used (the plan, or a right there), HQ's pages of whoever is signed in do what they can. */
import { describe, expect, it } from 'vitest';
import { email, withInvites } from '../../../helpers/invitation-harness.ts';
import { USERS } from '../../practice/page-visitor.ts';

const bars = ['the plan has no API', 'the role has no API access', 'the key is limited to another role'] as const;

/** Signed in and pulled, then pulled again with REST barred. */
async function barred(how: (typeof bars)[number]) {
  const harness = await withInvites();
  const { practice, account, signIn, sync, call, engine } = harness;
  const edit = (json: object) => practice.control('edit', { json });
  await practice.control('settings', { json: { listDeactivatedWebUsers: true } });
  await signIn();
  await sync('pull');
  if (how === 'the plan has no API') await practice.control('settings', { json: { planApi: false } });
  if (how === 'the key is limited to another role')
    await edit({ entity: 'api-key', id: 'key-main', set: { role: 'Read Only' } });
  if (how === 'the role has no API access') {
    const rights = {
      access_all_locations: true,
      access_api: false,
      edit_web_users: true,
      view_web_users: true,
      view_roles: true,
    };
    await edit({ entity: 'role', username: 'Field Implementer', set: { permissions: rights } });
    await edit({ entity: 'role', username: 'App Editor', set: { is_non_admin_editable: true } });
    await edit({ entity: 'web-user', username: account.username, set: { role: 'Field Implementer' } });
  }
  await sync('pull');
  await engine.call('account.signOut', {});
  await signIn();
  await sync('pull');
  await harness.requests();
  const { rows } = await call('webUsers.list', { status: 'active' });
  const user = rows.find(
    ({ isAdmin, role, username }) => !isAdmin && role !== 'Admin' && username !== account.username,
  );
  if (!user) throw new Error('the sample lacks web users');
  const paths = async () => (await harness.writes()).map(({ path }) => path.split('?')[0]);
  return { ...harness, user, paths };
}

describe.each(bars)('where %s', (how) => {
  it('an invitation goes through HQ’s own form', async () => {
    const { invite, sync, call, paths, state, mails, finish } = await barred(how);
    expect((await call('connection.get', {})).capabilities.invite.can).toBe(true);
    await invite();
    expect(await sync('push')).toMatchObject({ hold: null, pushed: 1, pending: 0, attention: 0 });
    expect(await paths()).toEqual([`${USERS}web/invite/`]);
    expect(await state()).toMatchObject([{ email: email.toLowerCase(), role: 'App Editor' }]);
    expect(await mails()).toHaveLength(1);
    expect(await finish()).toMatchObject([{ kind: 'create', outcome: 'acked' }]);
  });

  it('a web user is deactivated, reactivated and removed on HQ’s pages, and read back there', async () => {
    const { act, user, sync, call, paths, stateOf, finish } = await barred(how);
    expect((await call('connection.get', {})).capabilities['activate-web-user'].can).toBe(true);
    const row = async () =>
      (await call('webUsers.list', { status: 'all' })).rows.find(({ localId }) => localId === user.localId);
    for (const [action, active] of [
      ['deactivate', false],
      ['reactivate', true],
    ] as const) {
      await act('web-user', user.localId, action);
      expect(await sync('push')).toMatchObject({ hold: null, pushed: 1, pending: 0, attention: 0 });
      expect(await stateOf('web-user', user.localId)).toMatchObject({ is_active_in_domain: active });
      expect(await row()).toMatchObject({ status: active ? 'active' : 'deactivated', syncState: 'clean' });
    }
    await act('web-user', user.localId, 'remove');
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await stateOf('web-user', user.localId)).toMatchObject({ is_member: false });
    expect(await row()).toBeUndefined();
    expect((await paths()).map((path) => path?.split('/').at(-3))).toEqual(['deactivate', 'reactivate', 'remove']);
    expect((await finish()).map(({ outcome }) => outcome)).toEqual(['acked', 'acked', 'acked']);
  });

  it('what only REST does waits alone, with the reason, and holds nothing up', async () => {
    const { invite, call, user, sync, changes, finish } = await barred(how);
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'web-user',
      localId: user.localId,
      patch: { 'user_data.notes': 'Waiting' },
    });
    await invite();
    expect(await sync('push')).toMatchObject({ done: true, hold: null, pushed: 1, pending: 1, attention: 0 });
    const [waiting] = await changes();
    expect(waiting).toMatchObject({ id: 'edit-0001', state: 'queued', attempts: 0 });
    expect(waiting?.reason?.message).toContain('stays saved here');
    await finish(['edit-0001']);
  });
});

describe('through the pages', () => {
  it('nobody takes their own access', async () => {
    const { act, account, call, sync, writes } = await barred('the key is limited to another role');
    const { rows } = await call('webUsers.list', { search: account.username });
    for (const action of ['deactivate', 'remove'] as const)
      await expect(act('web-user', rows[0]?.localId ?? '', action)).rejects.toThrow(/yourself/);
    await sync('push');
    expect(await writes()).toEqual([]);
  });

  it.each(['deactivate', 'remove'] as const)(
    'nobody takes the last admin’s: %s, by the list HQ shows then',
    async (action) => {
      const { act, call, sync, writes, changes, stateOf, editAtHq } = await barred('the role has no API access');
      const { rows } = await call('webUsers.list', { status: 'active' });
      const [last, ...others] = rows.filter(({ isAdmin }) => isAdmin);
      expect(others.length).toBeGreaterThan(0);
      await act('web-user', last?.localId ?? '', action);
      for (const { username } of others) await editAtHq('web-user', username, { is_active_in_domain: false });
      await writes();
      expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
      const message = expect.stringMatching(/last active admin.*support@dimagi\.com/) as string;
      expect(await changes()).toMatchObject([{ state: 'rejected', reason: { message } }]);
      expect(await writes()).toEqual([]);
      const kept = { is_member: true, is_active_in_domain: true };
      expect(await stateOf('web-user', last?.serverId ?? '')).toMatchObject(kept);
    },
  );

  it('a Tableau role is refused, not lost', async () => {
    const { invite, sync, changes, state } = await barred('the plan has no API');
    await invite({ tableau_role: 'Viewer' });
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { fields: { tableau_role: [expect.stringContaining('HQ’s own form')] } } },
    ]);
    expect(await state()).toEqual([]);
  });

  it('a lost answer is settled by the page', async () => {
    const { act, user, sync, fault, ahead, stateOf, finish } = await barred('the plan has no API');
    await act('web-user', user.localId, 'deactivate');
    await fault({ match: { method: 'POST', path: '/web/deactivate/' }, kind: 'drop-after', times: 1 });
    await sync('push');
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await stateOf('web-user', user.localId)).toMatchObject({ is_active_in_domain: false });
    expect(await finish()).toMatchObject([{ outcome: 'acked' }]);
  });

  it('nobody signed in: it says that a sign-in would do, and waits for one', async () => {
    const { call, engine, invite, sync, signIn, state } = await barred('the plan has no API');
    await engine.call('account.signOut', {});
    const { invite: can } = (await call('connection.get', {})).capabilities;
    expect(can).toMatchObject({ can: false, obstacle: 'not-signed-in' });
    expect(can.why).toContain('own web pages do it');
    await invite();
    await sync('push');
    expect(await state()).toEqual([]);
    await signIn();
    await sync();
    expect(await state()).toHaveLength(1);
  });
});
