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
