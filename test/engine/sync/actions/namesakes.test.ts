/** Two roles (or profiles) of one name: which of them is meant is told to HQ by its id, through HQ's own form. */
import { describe, expect, it } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { email, withInvites } from '../../../helpers/invitation-harness.ts';
import { USERS, newVisitor } from '../../practice/page-visitor.ts';

const twice = 'App Editor';

/** Signed in, in a project with a second role and a second profile of one name. */
async function withTwins() {
  const harness = await withInvites();
  const { practice, signIn, sync, call } = harness;
  const create = (entity: string, set: object) => practice.control('edit', { json: { entity, create: true, set } });
  await create('role', { name: twice, permissions: { view_reports: true } });
  await create('profile', { name: 'Community programme', fields: { department: 'Field' } });
  await signIn();
  await sync('pull');
  await harness.requests();
  const { namesakes } = await call('lookups.get', {});
  const [first = '', second = ''] = namesakes.roles.map(({ id }) => id);
  const idsAtHq = async () =>
    (await harness.state()).map(({ role_id: role, profile_id: profile }) => ({ role, profile }));
  return { ...harness, namesakes, first, second, idsAtHq };
}

describe('a role that has its name in common with another', () => {
  it('is offered by its id, with what it allows', async () => {
    const { namesakes, practice } = await withTwins();
    expect(namesakes.roles).toHaveLength(2);
    const atHq = (await practice.control('state?entity=role')) as { id: string; name: string }[];
    expect(namesakes.roles.map(({ id }) => id).sort()).toEqual(
      atHq.flatMap(({ id, name }) => (name === twice ? [id] : [])).sort(),
    );
    expect(namesakes.roles.map(({ permissions }) => permissions)).toContainEqual(['view_reports']);
    expect(namesakes.profiles.map(({ name, fields }) => [name, Object.keys(fields).length > 0])).toEqual([
      ['Community programme', true],
      ['Community programme', true],
    ]);
  });

  it('is invited with by its id, mailed once, and shown so', async () => {
    const { invite, second, sync, call, writes, mails, idsAtHq, finish } = await withTwins();
    const { detail } = await invite({ role: twice, role_id: second });
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect((await writes()).map(({ path }) => path)).toEqual([`${USERS}web/invite/`]);
    expect(await idsAtHq()).toMatchObject([{ role: second }]);
    expect(await mails()).toHaveLength(1);
    const person = await call('people.get', { entity: 'invitation', key: detail.localId });
    expect(person.values).toMatchObject({ role: twice, role_id: second });
    expect(await finish()).toMatchObject([{ kind: 'create', outcome: 'acked' }]);
  });

  it('has to be told apart: without the id it is refused here, and nothing is sent', async () => {
    const { invite, recorded, writes } = await withTwins();
    await expect(invite({ role: twice })).rejects.toThrow(/Several roles of this project are called 'App Editor'/);
    await expect(invite({ role: 'Read Only', profile: 'Community programme' })).rejects.toThrow(/Several profiles/);
    recorded.length = 0;
    expect(await writes()).toEqual([]);
  });

  it('waits for a sign-in, as REST takes names alone', async () => {
    const { invite, second, engine, sync, changes, writes, idsAtHq, signIn } = await withTwins();
    await engine.call('account.signOut', {});
    await invite({ role: twice, role_id: second });
    expect(await sync('push')).toMatchObject({ pushed: 0, pending: 1, attention: 0 });
    expect((await changes())[0]?.reason?.message).toContain('sign in');
    expect(await writes()).toEqual([]);
    await signIn();
    await sync('push');
    expect(await idsAtHq()).toMatchObject([{ role: second }]);
  });

  it.each(['drop-before', 'drop-after'] as const)(
    'is settled by the pending list when the answer is lost (%s)',
    async (kind) => {
      const { invite, second, sync, fault, ahead, mails, idsAtHq, finish } = await withTwins();
      await invite({ role: twice, role_id: second });
      await fault({ match: { method: 'POST', path: '/web/invite/' }, kind, times: 1 });
      await sync('push');
      ahead(600_000);
      expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
      expect(await idsAtHq()).toMatchObject([{ role: second }]);
      expect(await mails()).toHaveLength(1);
      expect(await finish()).toMatchObject([{ outcome: 'acked' }]);
    },
  );

  it('goes with a profile by its id, too', async () => {
    const { invite, namesakes, sync, idsAtHq } = await withTwins();
    for (const { id } of namesakes.profiles.slice(1))
      await invite({ role: 'Read Only', profile: 'Community programme', profile_id: id });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await idsAtHq()).toMatchObject([{ profile: namesakes.profiles[1]?.id }]);
  });

  it('cannot be given together with Tableau, which the form would lose', async () => {
    const { invite, second } = await withTwins();
    await expect(invite({ role: twice, role_id: second, tableau_role: 'Viewer' })).rejects.toThrow(/HQ’s own form/);
  });

  it('is changed for the other one of the name, and back to a name alone', async () => {
    const { invited, first, second, call, sync, idsAtHq, mails, finish } = await withTwins();
    const { localId } = await invited({ role: twice, role_id: first });
    await call('invitations.read', { localId });
    const edit = (changeId: string, patch: FieldValues) =>
      call('people.edit', { changeId, entity: 'invitation', localId, patch });
    await edit('edit-0001', { role: twice, role_id: second });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await idsAtHq()).toMatchObject([{ role: second }]);
    const { detail } = await edit('edit-0002', { role: 'Read Only' });
    expect(detail.values).toMatchObject({ role: 'Read Only', role_id: '' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect((await call('people.get', { entity: 'invitation', key: localId })).values).toMatchObject({
      role: 'Read Only',
    });
    expect(await idsAtHq()).not.toMatchObject([{ role: second }]);
    expect(await mails()).toHaveLength(1);
    await finish(['edit-0001', 'edit-0002']);
  });

  it('is refused when it is gone before it is sent, and can be chosen anew', async () => {
    const { invite, first, second, practice, sync, changes, call, idsAtHq } = await withTwins();
    const { changeId } = await invite({ role: twice, role_id: second });
    await practice.control('edit', { json: { entity: 'role', id: second, remove: true } });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'rejected', reason: { fields: { role: [expect.any(String)] } } }]);
    await call('changes.edit', { id: changeId, patch: { role: twice, role_id: first } });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await idsAtHq()).toMatchObject([{ role: first }]);
  });

  it('can be given by an approval of an access request', async () => {
    const { practice, call, second, sync, finish } = await withTwins();
    await practice.control('settings', { json: { takesAccessRequests: true } });
    const guest = newVisitor(practice);
    await guest.visit(`${USERS}web/request/`);
    await guest.visit(`${USERS}web/request/`, { full_name: 'New Person', email: email.toLowerCase() });
    const { requests } = await call('accessRequests.read', {});
    const id = requests[0]?.id ?? '';
    const approve = (values: FieldValues) => call('accessRequests.approve', { changeId: 'approve-0001', id, values });
    await expect(approve({ role: twice })).rejects.toThrow(/Several roles/);
    await approve({ role: twice, role_id: second });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const all = (await practice.control('state?entity=invitation')) as Record<string, unknown>[];
    expect(all.filter((one) => one['email'] === email.toLowerCase())).toMatchObject([{ role_id: second }]);
    await finish(['approve-0001']);
  });
});

it('is no question where the account may give only one of the name', async () => {
  const harness = await withInvites();
  const { practice, account, signIn, sync, call, invite, idsAtHq } = {
    ...harness,
    idsAtHq: async () => (await harness.state()).map(({ role_id: role }) => role),
  };
  const rights = {
    access_all_locations: true,
    access_api: true,
    edit_web_users: true,
    view_web_users: true,
    view_roles: true,
  };
  const edit = (json: object) => practice.control('edit', { json });
  await edit({
    entity: 'role',
    username: 'Field Implementer',
    set: { permissions: rights, is_non_admin_editable: true },
  });
  await edit({ entity: 'role', create: true, set: { name: 'Field Implementer', permissions: {} } });
  await edit({ entity: 'web-user', username: account.username, set: { role: 'Field Implementer' } });
  await signIn();
  await sync('pull');
  const { namesakes } = await call('lookups.get', {});
  const mine = namesakes.roles.filter(({ assignable }) => assignable !== false);
  expect(namesakes.roles).toHaveLength(2);
  expect(mine).toHaveLength(1);
  await invite({ role: 'Field Implementer' });
  expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
  expect(await idsAtHq()).toEqual([mine[0]?.id]);
});
