import { describe, expect, it } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { startActions } from '../../helpers/action-harness.ts';

async function withUsers() {
  const harness = await startActions();
  const { rows } = await harness.call('webUsers.list', {});
  const me = rows.find(({ username }) => username === harness.practice.hq.username);
  const user = rows.find(({ isAdmin, status }) => !isAdmin && status === 'active');
  if (!me || !user) throw new Error('the sample lacks web users');
  const edit = (localId: string, patch: FieldValues) => {
    const changeId = `edit-${String(harness.recorded.length + 1).padStart(4, '0')}`;
    harness.recorded.push(changeId);
    return harness.call('people.edit', { changeId, entity: 'web-user', localId, patch });
  };
  return {
    ...harness,
    me,
    user,
    others: rows.filter(({ isAdmin, localId }) => isAdmin && localId !== me.localId),
    edit,
    /** So that the own account can go on when it is no Admin. */
    letEditorsManage: async () => {
      const { control } = harness.practice;
      const role = (await control('state?entity=role&username=App%20Editor')) as { permissions: object };
      const permissions = { ...role.permissions, edit_web_users: true, edit_commcare_users: true, access_api: true };
      await control('edit', { json: { entity: 'role', username: 'App Editor', set: { permissions } } });
    },
    values: async (localId: string) => (await harness.call('people.get', { entity: 'web-user', key: localId })).values,
  };
}

describe('Tableau', () => {
  async function withTableau() {
    const harness = await withUsers();
    const { practice, user, editAtHq, sync, requests } = harness;
    await practice.control('settings', { json: { tableau: true } });
    await editAtHq('web-user', user.username, { tableau_role: 'Viewer', tableau_groups: ['group1'] });
    await sync('pull');
    await requests();
    return harness;
  }

  it('groups are known once the one person was read, and stay over the next lists', async () => {
    const { user, call, values, sync, finish } = await withTableau();
    expect(await call('lookups.get', {})).toMatchObject({ usesTableau: true, tableauGroups: [] });
    expect(await values(user.localId)).toMatchObject({ tableau_role: 'Viewer' });
    expect(await values(user.localId)).not.toHaveProperty('tableau_groups');
    const { detail } = await call('webUsers.read', { localId: user.localId });
    expect(detail.values).toMatchObject({ tableau_role: 'Viewer', tableau_groups: ['group1'] });
    await sync('pull');
    expect(await values(user.localId)).toMatchObject({ tableau_groups: ['group1'] });
    expect(await call('lookups.get', {})).toMatchObject({ tableauGroups: ['group1'] });
    await call('sync.workOffline', { on: true });
    await expect(call('webUsers.read', { localId: user.localId })).rejects.toThrow(/offline/);
    await finish();
  });

  it('role and groups are sent as changed, and nothing else', async () => {
    const { user, call, edit, sync, writes, atHq, values, finish } = await withTableau();
    await call('webUsers.read', { localId: user.localId });
    await edit(user.localId, { tableau_role: 'Explorer', tableau_groups: ['group2', 'Programme managers'] });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const body = { tableau_role: 'Explorer', tableau_groups: ['group2', 'Programme managers'] };
    expect(await writes()).toMatchObject([{ method: 'PATCH', status: 202, body }]);
    expect((await writes()).length).toBe(0);
    expect(await atHq('web-user', user.username)).toMatchObject(body);
    await edit(user.localId, { tableau_groups: [] });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect((await writes()).map((request) => request.body)).toEqual([{ tableau_groups: [] }]);
    expect(await values(user.localId)).toMatchObject({ tableau_role: 'Explorer', tableau_groups: [] });
    await finish();
  });

  it('groups another admin changed are a question; the same in another order are not', async () => {
    const { user, call, edit, sync, changes, editAtHq, writes, finish } = await withTableau();
    await call('webUsers.read', { localId: user.localId });
    await editAtHq('web-user', user.username, { tableau_groups: ['group2'] });
    await edit(user.localId, { tableau_groups: ['Programme managers', 'group1'] });
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'conflict', fields: [{ field: 'tableau_groups', was: ['group1'], theirs: ['group2'] }] },
    ]);
    expect(await writes()).toEqual([]);
    await editAtHq('web-user', user.username, { tableau_groups: ['group1', 'Programme managers'] });
    await sync('sync');
    expect(await changes()).toEqual([]);
    expect(await writes()).toEqual([]);
    await finish();
  });

  it('a role Tableau does not know, and none, are refused here; a group HQ does not know, there', async () => {
    const { user, call, edit, sync, changes, recorded, finish } = await withTableau();
    for (const role of ['Boss', '']) {
      await expect(edit(user.localId, { tableau_role: role })).rejects.toThrow(/Invalid tableau role/);
      recorded.pop();
    }
    await call('webUsers.read', { localId: user.localId });
    await edit(user.localId, { tableau_groups: ['nobody'] });
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { hqMessages: [expect.stringContaining('not valid for this domain') as string] } },
    ]);
    await finish();
  });
});

describe('a role', () => {
  const role = (name: string) => ({ role: name });

  it('of one’s own is never changed, the other fields are free', async () => {
    const { me, user, call, edit, recorded, sync, changes, writes, finish } = await withUsers();
    const refused = { role: ['You cannot change your own role. Another admin of the project can.'] };
    const values = role('App Editor');
    expect(await call('people.check', { entity: 'web-user', localId: me.localId, values })).toMatchObject({
      problems: refused,
    });
    await expect(edit(me.localId, values)).rejects.toThrow(/own role/);
    recorded.pop();
    // So is somebody else's role.
    await edit(me.localId, { 'user_data.note': 'mine' });
    await edit(user.localId, role(user.role === 'App Editor' ? 'Read Only' : 'App Editor'));
    expect(await sync('push')).toMatchObject({ pushed: 2, attention: 0 });
    expect(await changes()).toEqual([]);
    expect(await writes()).toHaveLength(2);
    await finish();
  });

  it('of the last active admin is kept: by what is known here', async () => {
    const { me, user, others, edit, editAtHq, letEditorsManage, sync, recorded, finish } = await withUsers();
    await letEditorsManage();
    await editAtHq('web-user', user.username, role('Admin'));
    for (const other of others) await editAtHq('web-user', other.username, role('Read Only'));
    await editAtHq('web-user', me.username, role('App Editor'));
    await sync('pull');
    await expect(edit(user.localId, role('App Editor'))).rejects.toThrow(/last active admin/);
    recorded.pop();
    await editAtHq('web-user', me.username, role('Admin'));
    await sync('pull');
    await edit(user.localId, role('App Editor'));
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    await finish();
  });

  it('of the last active admin is kept: by HQ’s own data when it is sent', async () => {
    const { me, user, others, edit, editAtHq, letEditorsManage, sync, changes, writes, atHq, finish } =
      await withUsers();
    await letEditorsManage();
    await editAtHq('web-user', user.username, role('Admin'));
    await sync('pull');
    await writes();
    await edit(user.localId, role('App Editor'));
    for (const other of others) await editAtHq('web-user', other.username, { is_active_in_domain: false });
    await editAtHq('web-user', me.username, role('App Editor'));
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', fields: [{ problems: [expect.stringContaining('last active admin') as string] }] },
    ]);
    expect(await writes()).toEqual([]);
    expect(await atHq('web-user', user.username)).toMatchObject({ role: 'Admin' });
    await finish();
  });

  it('of Admin is not given by HQ’s API: its words stand at the role', async () => {
    const { user, edit, sync, changes, finish } = await withUsers();
    await edit(user.localId, role('Admin'));
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', fields: [{ field: 'role', problems: [expect.stringContaining('Admin') as string] }] },
    ]);
    await finish();
  });
});

it('a request’s body is JSON, whatever quotes its values have', async () => {
  const { user, edit, sync, atHq, writes, finish } = await withUsers();
  const notes = '“curly”, "straight", ‘single’ and a \\ back\nslash';
  await edit(user.localId, { 'user_data.notes': notes });
  expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
  expect(await writes()).toMatchObject([{ status: 202, body: { user_data: { notes } } }]);
  expect(await atHq('web-user', user.username)).toMatchObject({ user_data: { notes } });
  await finish();
});
