import { describe, expect, it } from 'vitest';
import { assertQuiet } from '../../../helpers/assert-laws.ts';
import { startActions } from '../../../helpers/action-harness.ts';

async function withUsers() {
  const harness = await startActions();
  await harness.practice.control('settings', { json: { listDeactivatedWebUsers: true } });
  await harness.sync('pull');
  const { rows } = await harness.call('webUsers.list', {});
  const me = rows.find(({ username }) => username === harness.practice.hq.username);
  const user = rows.find(({ isAdmin, status }) => !isAdmin && status === 'active');
  if (!me || !user) throw new Error('the sample lacks web users');
  const others = rows.filter(({ isAdmin, localId }) => isAdmin && localId !== me.localId);
  await harness.requests();
  return {
    ...harness,
    me,
    user,
    others,
    doIt: (action: 'deactivate' | 'reactivate' | 'remove') => harness.act('web-user', user.localId, action),
  };
}

describe('deactivating and reactivating a web user', () => {
  it('is sent once and read back', async () => {
    const { user, doIt, sync, writes, stateOf, call, finish, practice, folder } = await withUsers();
    await doIt('deactivate');
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
    expect(await writes()).toMatchObject([{ method: 'POST', status: 202 }]);
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_active_in_domain: false });
    const shown = { status: 'deactivated', syncState: 'clean', changes: [] };
    expect(await call('people.get', { entity: 'web-user', key: user.localId })).toMatchObject(shown);
    await doIt('reactivate');
    expect(await sync('push')).toMatchObject({ pushed: 1 });
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_active_in_domain: true });
    expect(await finish()).toMatchObject([{ outcome: 'acked' }, { outcome: 'acked' }]);
    await assertQuiet(folder, practice);
  });

  it('that somebody else did meanwhile is not sent', async () => {
    const { user, doIt, sync, writes, editAtHq, finish } = await withUsers();
    await doIt('deactivate');
    await editAtHq('web-user', user.username, { is_active_in_domain: false });
    expect(await sync('push')).toMatchObject({ pushed: 0, pending: 0, attention: 0 });
    expect(await writes()).toEqual([]);
    expect(await finish()).toMatchObject([{ outcome: 'converged' }]);
  });

  it('of the last active admin is refused from fresh data when it is sent', async () => {
    const { me, user, others, act, sync, writes, changes, editAtHq, practice, finish } = await withUsers();
    const role = (await practice.control('state?entity=role&username=App%20Editor')) as { permissions: object };
    const permissions = { ...role.permissions, edit_web_users: true, edit_commcare_users: true, access_api: true };
    await practice.control('edit', { json: { entity: 'role', username: 'App Editor', set: { permissions } } });
    await editAtHq('web-user', user.username, { role: 'Admin' });
    await sync('pull');
    // Here there are several admins; at HQ only this one is left by the time it is sent.
    await act('web-user', user.localId, 'deactivate');
    for (const other of others) await editAtHq('web-user', other.username, { is_active_in_domain: false });
    await editAtHq('web-user', me.username, { role: 'App Editor' });
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { status: null, message: expect.stringContaining('last active admin') as string } },
    ]);
    expect(await writes()).toEqual([]);
    // Once there is another one it goes through.
    await editAtHq('web-user', me.username, { role: 'Admin' });
    await act('web-user', user.localId, 'deactivate');
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    await finish();
  });

  it('the membership of the last active admin is not removed, from fresh data', async () => {
    const { user, me, others, act, sync, writes, changes, signIn, stateOf, editAtHq, practice } = await withUsers();
    const role = (await practice.control('state?entity=role&username=App%20Editor')) as { permissions: object };
    const permissions = { ...role.permissions, edit_web_users: true, edit_commcare_users: true, access_api: true };
    await practice.control('edit', { json: { entity: 'role', username: 'App Editor', set: { permissions } } });
    await editAtHq('web-user', user.username, { role: 'Admin' });
    await signIn();
    await sync('pull');
    await act('web-user', user.localId, 'remove');
    for (const other of others) await editAtHq('web-user', other.username, { is_active_in_domain: false });
    await editAtHq('web-user', me.username, { role: 'App Editor' });
    await writes();
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { message: expect.stringContaining('last active admin') as string } },
    ]);
    expect(await writes()).toEqual([]);
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: true });
  });

  it('of somebody who came under single sign-on meanwhile is not sent: HQ’s API would do what its page does not offer', async () => {
    const { user, doIt, sync, signIn, writes, changes, editAtHq, stateOf, finish } = await withUsers();
    await signIn();
    await sync('pull');
    await doIt('deactivate');
    await editAtHq('web-user', user.username, { sso_controlled: true });
    await writes();
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await writes()).toEqual([]);
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_active_in_domain: true });
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { message: expect.stringContaining('single sign-on') as string } },
    ]);
    await finish();
  });

  it('waits where HQ’s page cannot say now whether the organisation decides about the account', async () => {
    const { user, doIt, sync, signIn, writes, fault, ahead, changes, editAtHq, stateOf, finish } = await withUsers();
    await signIn();
    await sync('pull');
    await doIt('deactivate');
    await editAtHq('web-user', user.username, { sso_controlled: true });
    await writes();
    await fault({ match: { path: '/users/web/json/' }, kind: '500-before', times: 1 });
    expect(await sync('push')).toMatchObject({ pushed: 0, pending: 1 });
    expect(await writes()).toEqual([]);
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_active_in_domain: true });
    expect(await changes()).toMatchObject([{ state: 'rejected' }]);
    await finish();
  });

  it('is kept back, without a sign-in, by what HQ’s page told of the account last', async () => {
    const { user, doIt, sync, signIn, writes, engine, changes, editAtHq, finish } = await withUsers();
    await signIn();
    await doIt('deactivate');
    await editAtHq('web-user', user.username, { sso_controlled: true });
    await sync('pull');
    await engine.call('account.signOut', {});
    await writes();
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await writes()).toEqual([]);
    expect(await changes()).toMatchObject([{ state: 'rejected' }]);
    await finish();
  });

  it('of somebody who was given another role meanwhile is a question; ours can win', async () => {
    const { user, doIt, sync, writes, changes, call, editAtHq, finish } = await withUsers();
    const { changeId } = await doIt('deactivate');
    await editAtHq('web-user', user.username, { role: 'Admin' });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'conflict' }]);
    expect(await writes()).toEqual([]);
    await call('changes.retry', { id: changeId ?? '' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    await finish();
  });

  it('of somebody who left is a question', async () => {
    const { user, doIt, sync, changes, editAtHq, finish } = await withUsers();
    await doIt('deactivate');
    await editAtHq('web-user', user.username, {}, { remove: true });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'conflict', reason: { code: 'not-found' } }]);
    await finish();
  });

  it.each(['drop-before', 'drop-after', '500-after', 'cut-body'] as const)(
    'is settled by reading when the answer is lost (%s)',
    async (kind) => {
      const { user, doIt, sync, fault, ahead, writes, stateOf, finish } = await withUsers();
      await doIt('deactivate');
      await fault({ match: { method: 'POST', path: '/deactivate/' }, kind, times: 1 });
      await sync('push');
      ahead(600_000);
      expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
      expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_active_in_domain: false });
      expect((await writes()).filter(({ applied }) => applied)).toHaveLength(1);
      expect(await finish()).toMatchObject([{ outcome: 'acked' }]);
    },
  );
});

describe('removing a web user', () => {
  it('waits for a session, removes, and the row goes; HQ’s way back is kept', async () => {
    const { user, doIt, sync, changes, call, signIn, stateOf, writes, finish, practice, folder } = await withUsers();
    const { total } = await call('webUsers.list', {});
    await doIt('remove');
    expect(await sync('push')).toMatchObject({ done: true, pending: 1, hold: null });
    expect(await changes()).toMatchObject([{ state: 'queued', reason: { code: 'credential' } }]);
    await signIn();
    await writes();
    // Prepared while it could not be sent: asked once more, with what HQ has now.
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await writes()).toEqual([]);
    const [held] = await changes();
    expect(held).toMatchObject({ state: 'ask', reason: { message: expect.stringContaining('no way back') as string } });
    await expect(call('changes.answer', { id: held?.id ?? '', answer: 'done' })).rejects.toThrow(/not sent yet/);
    await call('changes.answer', { id: held?.id ?? '', answer: 'send-again' });
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    expect((await writes()).filter(({ path }) => path.includes('/web/remove/'))).toHaveLength(1);
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: false });
    expect((await call('webUsers.list', {})).total).toBe(total - 1);
    expect(await finish()).toMatchObject([
      { kind: 'delete', outcome: 'acked', answer: { undoRecord: expect.any(String) as string } },
    ]);
    await assertQuiet(folder, practice);
  });

  it('said with HQ in reach goes at once, and asks again when it could not for long', async () => {
    const { user, me, act, sync, changes, signIn, ahead, stateOf, finish } = await withUsers();
    await signIn();
    await sync('push');
    await act('web-user', user.localId, 'remove');
    ahead(3_600_000);
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await changes()).toMatchObject([{ state: 'ask' }]);
    // Saying it again is the word.
    await act('web-user', user.localId, 'remove');
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: false });
    expect(me.isAdmin).toBe(true);
    await finish();
  });

  it.each([{ role: 'Billing Admin' }, { is_active_in_domain: false }])(
    'of somebody who is not as they were when it was said is a question (%o)',
    async (meanwhile) => {
      const { user, act, sync, changes, call, signIn, editAtHq, stateOf, writes, finish } = await withUsers();
      await signIn();
      await sync('push');
      const { changeId } = await act('web-user', user.localId, 'remove');
      await editAtHq('web-user', user.username, meanwhile);
      await writes();
      expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
      expect(await changes()).toMatchObject([{ state: 'conflict' }]);
      expect(await writes()).toEqual([]);
      await call('changes.retry', { id: changeId ?? '' });
      await sync('push');
      expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: false });
      await finish();
    },
  );

  it('said before the clock was set back asks again: nobody knows how long ago that was', async () => {
    const { user, act, sync, changes, signIn, ahead, stateOf } = await withUsers();
    await signIn();
    await act('web-user', user.localId, 'remove');
    ahead(-86_400_000);
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await changes()).toMatchObject([{ state: 'ask' }]);
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: true });
  });

  it('is taken back with HQ’s own way back, online only and once', async () => {
    const { user, doIt, call, sync, signIn, account, stateOf, finish } = await withUsers();
    await signIn();
    await doIt('remove');
    expect(await sync('push')).toMatchObject({ pushed: 1 });
    const { entries } = await call('history.list', {});
    expect(entries).toMatchObject([{ kind: 'delete', undo: { can: true, why: '' } }]);
    const undo = { changeId: 'undo-0001', id: entries[0]?.id ?? 0 };
    await call('sync.workOffline', { on: true });
    await expect(call('history.undo', undo)).rejects.toThrow(/signed in/);
    await call('sync.workOffline', { on: false });
    expect(await call('history.undo', undo)).toMatchObject({ change: null, how: 'restore' });
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: true, role: user.role });
    await sync('pull');
    expect((await call('webUsers.list', { search: user.username })).rows).toMatchObject([{ localId: user.localId }]);
    // The same command again is the same; another one is refused.
    expect(await call('history.undo', undo)).toMatchObject({ change: null, how: 'restore' });
    await expect(call('history.undo', { ...undo, changeId: 'undo-0002' })).rejects.toThrow(/already/);
    const [back, removal] = (await call('history.list', {})).entries;
    expect(removal).toMatchObject({ kind: 'delete', undo: { can: false } });
    expect(back).toMatchObject({
      changeId: 'undo-0001',
      author: account.username,
      localId: user.localId,
      serverId: user.serverId,
      key: removal?.key,
      name: removal?.name,
      kind: 'action',
      action: 'undo-removal',
      outcome: 'acked',
      answer: { status: 200, note: 'Takes an earlier change back.' },
      undo: { can: false },
    });
    expect((await call('history.list', { search: 'undo removal' })).entries).toMatchObject([{ id: back?.id }]);
    await finish();
  });

  it('is not taken back while an invitation to the same address is pending or waits here', async () => {
    const { user, doIt, call, sync, signIn, writes, finish } = await withUsers();
    await signIn();
    await doIt('remove');
    await sync('push');
    const removal = async () => (await call('history.list', { search: user.username })).entries.at(-1);
    const undo = { changeId: 'undo-0001', id: (await removal())?.id ?? 0 };
    expect((await removal())?.undo).toMatchObject({ can: true });
    const invited = { email: user.username, role: 'Read Only' };
    await call('invitations.create', { changeId: 'invite-0001', values: invited });
    expect((await removal())?.undo).toMatchObject({
      can: false,
      why: expect.stringContaining('invited again') as string,
    });
    await sync('push');
    await writes();
    await expect(call('history.undo', undo)).rejects.toThrow(/invited again/);
    expect(await writes()).toEqual([]);
    await finish();
  });

  it('is not taken back where another admin has invited the person meanwhile, which is not read here yet', async () => {
    const { user, doIt, call, engine, sync, signIn, practice, writes, stateOf, finish } = await withUsers();
    await signIn();
    await doIt('remove');
    await sync('push');
    const set = { email: user.username, role: 'Read Only' };
    await practice.control('edit', { json: { entity: 'invitation', create: true, set } });
    await writes();
    const id = (await call('history.list', { search: user.username })).entries.at(-1)?.id ?? 0;
    const refusal = { code: 'wrong-state', message: expect.stringMatching(/^\S+ is invited again/) as string };
    const undo = { changeId: 'undo-0001', id };
    expect(await engine.call('history.undo', undo)).toMatchObject({ ok: false, error: refusal });
    expect(await writes()).toEqual([]);
    expect(await stateOf('web-user', user.serverId ?? '')).toMatchObject({ is_member: false });
    await finish();
  });

  it('who is gone already is done', async () => {
    const { user, doIt, sync, editAtHq, signIn, writes, finish } = await withUsers();
    await signIn();
    await writes();
    await doIt('remove');
    await editAtHq('web-user', user.username, {}, { remove: true });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await writes()).toEqual([]);
    expect(await finish()).toMatchObject([{ outcome: 'converged' }]);
  });

  it.each(['drop-before', 'drop-after', '500-after'] as const)('is settled by reading (%s)', async (kind) => {
    const { doIt, sync, fault, ahead, signIn, writes, finish } = await withUsers();
    await signIn();
    await doIt('remove');
    await fault({ match: { method: 'POST', path: '/web/remove/' }, kind, times: 1 });
    await sync('push');
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    const removals = (await writes()).filter(({ path, applied }) => path.includes('/web/remove/') && applied);
    expect(removals).toHaveLength(1);
    expect(await finish()).toMatchObject([{ outcome: 'acked' }]);
  });
});
