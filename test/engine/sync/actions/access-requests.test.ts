/** Approving and deleting access requests, as the practice HQ sees it: its state, its log, its mail. */
import { describe, expect, it } from 'vitest';
import type { FaultRule } from '#practice/start-practice-hq.ts';
import { startActions } from '../../../helpers/action-harness.ts';
import { dyingEngine } from '../../../helpers/dying-engine.ts';
import type { HarnessOptions } from '../../../helpers/engine-harness.ts';
import { USERS, newVisitor } from '../../practice/page-visitor.ts';

const email = 'zoe@example.org';

async function withRequest(options: HarnessOptions = {}) {
  const harness = await startActions(options);
  const { call, practice, signIn } = harness;
  await practice.control('settings', { json: { takesAccessRequests: true } });
  const guest = newVisitor(practice);
  await guest.visit(`${USERS}web/request/`);
  await guest.visit(`${USERS}web/request/`, { full_name: 'Zoë Ng', email });
  await signIn();
  const { requests } = await call('accessRequests.read', {});
  const id = requests[0]?.id ?? '';
  const all = async (entity: string) => (await practice.control(`state?entity=${entity}`)) as Record<string, unknown>[];
  await harness.requests();
  return {
    ...harness,
    id,
    approve: (values = { role: 'App Editor' }, changeId = 'approve-0001') =>
      call('accessRequests.approve', { changeId, id, values }),
    invitations: async () => (await all('invitation')).filter((one) => one['email'] === email),
    request: async () => (await all('access-request')).find((one) => one['id'] === id),
    /** What HQ's own account for the address is, which is no member yet. */
    withAccount: () =>
      practice.control('edit', {
        json: { entity: 'web-user', create: true, set: { username: email, email, is_member: false } },
      }),
    mails: async () => (await harness.mail()).filter(({ to }) => to === email).map(({ kind }) => kind),
  };
}

const lost = (kind: FaultRule['kind'], path = '/web/invite/'): FaultRule => ({
  match: { method: 'POST', path },
  kind,
  times: 1,
});

describe('an approval', () => {
  it('goes through the form of the request, and invites who has no account', async () => {
    const { approve, id, sync, call, writes, request, invitations, mails, finish } = await withRequest();
    const { detail } = await approve();
    expect((await call('accessRequests.list', {})).requests).toMatchObject([{ id, approval: { state: 'queued' } }]);
    expect((await call('changes.list', {})).changes).toMatchObject([{ kind: 'create', approves: true, key: email }]);
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
    expect((await writes()).map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${USERS}web/invite/?request_id=${id}`,
    ]);
    expect(await request()).toMatchObject({ is_approved: true });
    const [made] = await invitations();
    expect(made).toMatchObject({ role: 'App Editor' });
    expect(await mails()).toEqual(['invitation']);
    expect((await call('accessRequests.list', {})).requests).toEqual([]);
    expect((await call('invitations.list', {})).rows.filter((row) => row.email === email)).toMatchObject([
      { localId: detail.localId, serverId: made?.['id'], syncState: 'clean' },
    ]);
    expect(await finish(['approve-0001'])).toMatchObject([{ kind: 'create', outcome: 'acked' }]);
  });

  it('is refused with a Tableau role, which its form would lose without a word', async () => {
    const { call, id, finish } = await withRequest();
    const values = { role: 'App Editor', tableau_role: 'Viewer' };
    await expect(call('accessRequests.approve', { changeId: 'approve-0001', id, values })).rejects.toThrow(
      /"validation".*"fields":\{"tableau_role":\["A Tableau role/,
    );
    expect((await call('changes.list', {})).changes).toEqual([]);
    await finish([]);
  });

  it('takes role, profile, locations and custom data along', async () => {
    const { call, sync, id, invitations, finish } = await withRequest();
    await sync('pull');
    const { locations, profiles } = await call('lookups.get', {});
    const place = locations[0]?.id ?? '';
    const values = {
      role: 'App Editor',
      profile: profiles[0] ?? '',
      assigned_location_ids: [place],
      primary_location_id: place,
      'user_data.notes': 'by request',
    };
    await call('accessRequests.approve', { changeId: 'approve-0001', id, values });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const [made] = await invitations();
    expect(made).toMatchObject({ assigned_location_ids: [place], primary_location_id: place });
    expect(made?.['profile_id']).toEqual(expect.anything());
    expect(made?.['user_data']).toMatchObject({ notes: 'by request' });
    await finish(['approve-0001']);
  });

  it('makes who has an account a member at once', async () => {
    const { approve, withAccount, sync, call, invitations, mails, practice, finish } = await withRequest();
    await withAccount();
    await approve();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await practice.control(`state?entity=web-user&username=${email}`)).toMatchObject({
      is_member: true,
      role: 'App Editor',
    });
    expect(await invitations()).toEqual([]);
    expect(await mails()).toEqual(['access-request-approved']);
    expect((await call('invitations.list', {})).rows.filter((row) => row.email === email)).toEqual([]);
    await sync('pull');
    expect((await call('webUsers.list', { search: email })).rows).toMatchObject([{ email, role: 'App Editor' }]);
    await finish(['approve-0001']);
  });

  it.each(['drop-after', '500-after'] as const)(
    'whose answer is lost is settled by who is to be seen (%s)',
    async (kind) => {
      const { approve, sync, fault, invitations, mails, writes, finish } = await withRequest();
      await fault(lost(kind));
      await approve();
      await sync('push');
      await sync('push');
      expect(await invitations()).toHaveLength(1);
      expect(await mails()).toEqual(['invitation']);
      expect(await writes()).toHaveLength(1);
      expect(await finish(['approve-0001'])).toMatchObject([{ outcome: 'acked', answer: { status: null } }]);
    },
  );

  it.each([true, false])('killed while HQ has it is never sent again by itself (HQ did it: %s)', async (applies) => {
    const held: { kill?: () => Promise<void> } = {};
    const harness = await withRequest({ practice: { size: 8, wait: async () => held.kill?.() } });
    const { id, fault, changes, sync, invitations, mails, writes, finish } = harness;
    const { child, survive } = await dyingEngine(harness);
    held.kill = () => child.kill();
    const match = { method: 'POST', path: '/web/invite/' };
    await fault({ match, kind: 'delay', ms: 1 });
    if (!applies) await fault({ match, kind: 'drop-before' });
    const command = { changeId: 'approve-0001', id, values: { role: 'App Editor' } };
    expect(await child.call('accessRequests.approve', command)).toMatchObject({ ok: true });
    await child.call('sync.run', { what: 'push' });
    await survive();
    await sync('push');
    expect(await changes()).toMatchObject(applies ? [] : [{ id: 'approve-0001', state: 'ask' }]);
    expect(await invitations()).toHaveLength(applies ? 1 : 0);
    expect(await mails()).toEqual(applies ? ['invitation'] : []);
    expect((await writes()).filter(({ path }) => path.includes('/web/invite/'))).toHaveLength(1);
    await finish(['approve-0001']);
  });

  it('that may have been lost on its way is asked about, never repeated by itself', async () => {
    const { approve, sync, fault, call, changes, invitations, mails, finish } = await withRequest();
    await fault(lost('drop-before'));
    await approve();
    await sync('push');
    await sync('push');
    expect(await changes()).toMatchObject([{ id: 'approve-0001', state: 'ask' }]);
    expect(await mails()).toEqual([]);
    await call('changes.answer', { id: 'approve-0001', answer: 'send-again' });
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await invitations()).toHaveLength(1);
    expect(await mails()).toEqual(['invitation']);
    await finish(['approve-0001'], { again: 1 });
  });

  it('of a request that somebody answered meanwhile invites nobody', async () => {
    const { approve, id, sync, call, practice, changes, mails, writes, requests, finish } = await withRequest();
    const other = newVisitor(practice);
    await other.signIn();
    await other.visit(`${USERS}web/delete_request/`, { id });
    await requests();
    await approve();
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { message: /does not list this access request/ } },
    ]);
    expect(await writes()).toEqual([]);
    expect(await mails()).toEqual([]);
    expect((await call('accessRequests.list', {})).requests).toEqual([]);
    await call('changes.discard', { id: 'approve-0001' });
    await finish(['approve-0001']);
  });

  it('HQ refuses stays with its words, and can be put right but for the address', async () => {
    const { call, sync, id, practice, changes, mails, finish } = await withRequest();
    await practice.control('edit', {
      json: { entity: 'field', id: await fieldId(practice), set: { required_for: ['web'] } },
    });
    await call('accessRequests.approve', { changeId: 'approve-0001', id, values: { role: 'App Editor' } });
    await sync('push');
    const [refused] = await changes();
    expect(refused).toMatchObject({ state: 'rejected', reason: { hqMessages: [expect.any(String)] } });
    const otherAddress = { id: 'approve-0001', patch: { email: 'other@example.org' } };
    await expect(call('changes.edit', otherAddress)).rejects.toThrow(/validation/);
    await call('people.edit', {
      changeId: 'edit-0002',
      entity: 'invitation',
      localId: refused?.localId ?? '',
      patch: { 'user_data.notes': 'given' },
    });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await mails()).toEqual(['invitation']);
    await finish(['approve-0001', 'edit-0002']);
  });

  it('begins only signed in and online, once, and for a request that is known', async () => {
    const { approve, call, engine, sync, requests, finish } = await withRequest();
    await call('sync.workOffline', { on: true });
    await expect(approve()).rejects.toThrow(/offline/);
    await call('sync.workOffline', { on: false });
    await expect(
      call('accessRequests.approve', { changeId: 'approve-0009', id: 'nobody', values: { role: 'App Editor' } }),
    ).rejects.toThrow(/not-found/);
    await approve();
    // The same command again is the same change; another one of the same request is not begun.
    await approve();
    await expect(approve({ role: 'Read Only' }, 'approve-0002')).rejects.toThrow(/wrong-state/);
    await engine.call('account.signOut', {});
    await requests();
    await sync('push');
    expect((await call('changes.list', {})).changes).toMatchObject([
      { state: 'queued', reason: { code: 'credential' } },
    ]);
    await call('changes.discard', { id: 'approve-0001' });
    await expect(approve({ role: 'Read Only' }, 'approve-0003')).rejects.toThrow(/credential/);
    await finish(['approve-0001']);
  });
});

describe('deleting an access request', () => {
  it('is done at once, mails nobody and leaves a line', async () => {
    const { call, id, writes, request, mails, finish } = await withRequest();
    const asked = { changeId: 'delete-0001', id };
    expect((await call('accessRequests.delete', asked)).requests).toEqual([]);
    expect((await call('accessRequests.delete', asked)).requests).toEqual([]);
    expect(await request()).toBeUndefined();
    expect((await writes()).map(({ path }) => path)).toEqual([`${USERS}web/delete_request/`]);
    expect(await mails()).toEqual([]);
    const { entries } = await call('history.list', {});
    expect(entries).toMatchObject([{ key: email, action: 'delete-access-request', outcome: 'acked' }]);
    await finish();
  });

  it.each(['drop-after', '500-after'] as const)(
    'is settled by the list where the answer is lost (%s)',
    async (kind) => {
      const { call, id, fault, request, finish } = await withRequest();
      await fault(lost(kind, '/web/delete_request/'));
      expect((await call('accessRequests.delete', { changeId: 'delete-0001', id })).requests).toEqual([]);
      expect(await request()).toBeUndefined();
      await finish();
    },
  );

  it.each([true, false])(
    'killed while HQ has it is settled by the list of the next run (HQ did it: %s)',
    async (applies) => {
      const held: { kill?: () => Promise<void> } = {};
      const harness = await withRequest({ practice: { size: 8, wait: async () => held.kill?.() } });
      const { id, fault, call, sync, request, writes, finish } = harness;
      const { child, reopen } = await dyingEngine(harness);
      held.kill = () => child.kill();
      const match = { method: 'POST', path: '/web/delete_request/' };
      await fault({ match, kind: 'delay', ms: 1 });
      if (!applies) await fault({ match, kind: 'drop-before' });
      expect(await child.call('accessRequests.delete', { changeId: 'delete-0001', id })).toBeNull();
      await reopen();
      await sync('push');
      const { entries } = await call('history.list', {});
      const line = { key: email, action: 'delete-access-request', outcome: 'acked' };
      expect(entries).toMatchObject(applies ? [line] : []);
      expect((await call('accessRequests.list', {})).requests).toHaveLength(applies ? 0 : 1);
      expect((await request()) === undefined).toBe(applies);
      expect((await writes()).filter(({ applied }) => applied)).toHaveLength(applies ? 1 : 0);
      await finish();
    },
  );

  it('whose answer and second look are lost has its line once the list is read again', async () => {
    const { call, id, fault, request, finish } = await withRequest();
    await fault(lost('drop-after', '/web/delete_request/'));
    await fault({ match: { method: 'GET', path: '/settings/users/web/' }, kind: '500-before', after: 1, times: 1 });
    await expect(call('accessRequests.delete', { changeId: 'delete-0001', id })).rejects.toThrow();
    expect(await request()).toBeUndefined();
    expect((await call('accessRequests.read', {})).requests).toEqual([]);
    expect((await call('history.list', {})).entries).toMatchObject([{ key: email, outcome: 'acked' }]);
    await finish();
  });

  it('that did not reach HQ says so and keeps the request; one under approval is not deleted', async () => {
    const { call, id, fault, approve, request, finish } = await withRequest();
    await fault(lost('drop-before', '/web/delete_request/'));
    await expect(call('accessRequests.delete', { changeId: 'delete-0001', id })).rejects.toThrow();
    expect((await call('accessRequests.list', {})).requests).toHaveLength(1);
    await approve();
    await expect(call('accessRequests.delete', { changeId: 'delete-0002', id })).rejects.toThrow(/wrong-state/);
    expect(await request()).toBeDefined();
    await call('changes.discard', { id: 'approve-0001' });
    await finish(['approve-0001']);
  });
});

async function fieldId(practice: { control(path: string): Promise<unknown> }): Promise<unknown> {
  const fields = (await practice.control('state?entity=field')) as Record<string, unknown>[];
  return fields.find(({ slug }) => slug === 'notes')?.['id'];
}
