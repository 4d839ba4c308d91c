/** What only HQ's pages tell of invitations, and invitations that belong together. */
import { describe, expect, it } from 'vitest';
import { USERS, newVisitor } from '../../practice/page-visitor.ts';
import { startActions } from '../../../helpers/action-harness.ts';

const email = 'new.person@example.org';
const invite = { changeId: 'invite-0001', values: { email, role: 'App Editor', 'user_data.department': 'Field' } };

async function withInvited() {
  const harness = await startActions();
  const { call, signIn, sync, practice } = harness;
  await signIn();
  const { detail } = await call('invitations.create', invite);
  await sync('sync');
  const atHq = async () => {
    const all = (await practice.control('state?entity=invitation')) as Record<string, unknown>[];
    return all.filter((one) => String(one['email']).endsWith('person@example.org'));
  };
  await harness.requests();
  const get = () => call('people.get', { entity: 'invitation', key: detail.localId });
  return { ...harness, localId: detail.localId, atHq, get };
}

describe('reading an invitation’s form', () => {
  it('tells what HQ’s list does not, and keeps it over the next pull', async () => {
    const { call, localId, atHq, get, practice, sync, finish } = await withInvited();
    const { locations } = await call('lookups.get', {});
    const place = locations[0]?.id ?? '';
    const [one] = await atHq();
    const set = { assigned_location_ids: [place], primary_location_id: place };
    await practice.control('edit', { json: { entity: 'invitation', id: one?.['id'], set } });
    expect((await get()).values).not.toMatchObject(set);
    const { detail } = await call('invitations.read', { localId });
    expect(detail.values).toMatchObject({ email, ...set });
    await sync('pull');
    expect((await get()).values).toMatchObject(set);
    await finish(['invite-0001']);
  });

  it('keeps what an edit made of it', async () => {
    const { call, localId, sync, get, finish } = await withInvited();
    const [first, second] = (await call('lookups.get', {})).locations;
    const at = (place: string) => ({ primary_location_id: place, assigned_location_ids: [place] });
    await call('invitations.read', { localId });
    for (const [index, place] of [first?.id ?? '', second?.id ?? ''].entries()) {
      await call('people.edit', { changeId: `edit-000${index}`, entity: 'invitation', localId, patch: at(place) });
      expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
      await sync('pull');
      expect(await get()).toMatchObject({ syncState: 'clean', values: at(place) });
    }
    await finish(['invite-0001', 'edit-0000', 'edit-0001']);
  });

  it('gives an edit made without it a base: another admin’s edit is a question from then on', async () => {
    const { call, localId, atHq, practice, sync, changes, finish } = await withInvited();
    const [first, second] = (await call('lookups.get', {})).locations;
    const at = (place: string) => ({ primary_location_id: place, assigned_location_ids: [place] });
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'invitation',
      localId,
      patch: at(first?.id ?? ''),
    });
    await call('invitations.read', { localId });
    const [one] = await atHq();
    await practice.control('edit', { json: { entity: 'invitation', id: one?.['id'], set: at(second?.id ?? '') } });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'conflict' }]);
    await finish(['invite-0001', 'edit-0001']);
  });

  it('asks nothing offline, unsent or signed out', async () => {
    const { call, localId, engine, requests } = await withInvited();
    const { detail } = await call('invitations.create', {
      changeId: 'invite-0002',
      values: { email: 'second.person@example.org', role: 'App Editor' },
    });
    await expect(call('invitations.read', { localId: detail.localId })).rejects.toThrow(/not-found/);
    await call('sync.workOffline', { on: true });
    await expect(call('invitations.read', { localId })).rejects.toThrow(/offline/);
    await call('sync.workOffline', { on: false });
    await engine.call('account.signOut', {});
    await expect(call('invitations.read', { localId })).rejects.toThrow(/credential/);
    expect(await requests()).toEqual([]);
  });
});

describe('another address', () => {
  it('deletes first and invites then, never the other way round', async () => {
    const { call, localId, sync, writes, atHq, changes, mail, finish } = await withInvited();
    const other = { changeId: 'invite-0002', values: { email: 'right.person@example.org', role: 'App Editor' } };
    await call('invitations.create', { ...other, replaces: localId });
    // The same command again is the same pair.
    await call('invitations.create', { ...other, replaces: localId });
    expect(await changes()).toMatchObject([
      { id: 'invite-0002-before', kind: 'delete' },
      { id: 'invite-0002', kind: 'create', waitsFor: 'invite-0002-before' },
    ]);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    const order = (await writes()).map(({ path }) => path.split('/').at(-2));
    expect(order).toEqual(['delete_invitation', 'v1']);
    expect(await atHq()).toMatchObject([{ email: 'right.person@example.org' }]);
    expect((await mail()).filter(({ to }) => to === 'right.person@example.org')).toHaveLength(1);
    await finish(['invite-0001', 'invite-0002', 'invite-0002-before']);
  });

  it('waits with the new one while the old one cannot be deleted', async () => {
    const { call, localId, engine, sync, changes, writes } = await withInvited();
    await engine.call('account.signOut', {});
    const values = { email: 'right.person@example.org', role: 'App Editor' };
    await call('invitations.create', { changeId: 'invite-0002', values, replaces: localId });
    await sync('push');
    expect(await changes()).toMatchObject([
      { kind: 'delete', state: 'queued' },
      { kind: 'create', state: 'queued' },
    ]);
    expect(await writes()).toEqual([]);
  });
});

it('several invitations are one batch', async () => {
  const { call, changes } = await startActions();
  for (const name of ['a', 'b'])
    await call('invitations.create', {
      changeId: `invite-000${name}`,
      batchId: 'batch-0001',
      values: { email: `${name}@example.org`, role: 'App Editor' },
    });
  expect((await changes()).map(({ batchId }) => batchId)).toEqual(['batch-0001', 'batch-0001']);
});

it('a Tableau role goes along, and only one HQ knows', async () => {
  const { call, practice, sync } = await startActions();
  await practice.control('settings', { json: { tableau: true } });
  const values = { email, role: 'App Editor', tableau_role: 'Nobody' };
  await expect(call('invitations.create', { changeId: 'invite-0001', values })).rejects.toThrow(/tableau/);
  await call('invitations.create', {
    changeId: 'invite-0001',
    values: { ...values, tableau_role: 'Viewer', tableau_groups: ['group1'] },
  });
  expect(await sync('push')).toMatchObject({ pushed: 1 });
  const all = (await practice.control('state?entity=invitation')) as Record<string, unknown>[];
  expect(all.find((one) => one['email'] === email)).toMatchObject({
    tableau_role: 'Viewer',
    tableau_groups: ['group1'],
  });
});

it('lists are filtered by what became of the mail and by what is over', async () => {
  const { call, signIn, sync, practice } = await startActions();
  await signIn();
  const all = (await practice.control('state?entity=invitation')) as Record<string, unknown>[];
  const set = { invited_on: '2020-01-31T10:00:00.000Z', email_marked_as_bounced: true };
  await practice.control('edit', { json: { entity: 'invitation', id: all[0]?.['id'], set } });
  await sync('pull');
  await call('invitations.create', { changeId: 'invite-0001', values: { email, role: 'App Editor' } });
  const found = async (where: Record<string, string>) =>
    (await call('invitations.list', { where })).rows.map((row) => row.email);
  expect(await found({ mail: 'unsent' })).toEqual([email]);
  expect(await found({ mail: 'bounced' })).toContain(all[0]?.['email']);
  expect(await found({ mail: 'sent' })).not.toContain(all[0]?.['email']);
  expect(await found({ expired_on: '2020-02-29' })).toEqual([]);
  expect(await found({ expired_on: '2020-03-01' })).toEqual([all[0]?.['email']]);
  await expect(found({ expired_on: 'soon' })).rejects.toThrow(/no day/);
});

describe('access requests', () => {
  it('are read from HQ’s page and kept', async () => {
    const { call, signIn, practice, engine } = await startActions();
    await practice.control('settings', { json: { takesAccessRequests: true } });
    const guest = newVisitor(practice);
    await guest.visit(`${USERS}web/request/`);
    await guest.visit(`${USERS}web/request/`, { full_name: 'Zoë <Ng> & Co', email: 'zoe@example.org' });
    expect(await call('accessRequests.list', {})).toEqual({ requests: [], asOf: null });
    await expect(call('accessRequests.read', {})).rejects.toThrow(/credential/);
    await signIn();
    const told = await call('accessRequests.read', {});
    expect(told.requests).toMatchObject([{ name: 'Zoë <Ng> & Co', email: 'zoe@example.org' }]);
    await engine.call('account.signOut', {});
    expect(await call('accessRequests.list', {})).toEqual(told);
  });
});

it('HQ’s clock is told beside the connection', async () => {
  const { call, sync, ahead } = await startActions();
  ahead(86_400_000);
  await sync('pull');
  const { serverAheadMs } = await call('connection.get', {});
  expect(serverAheadMs).toBeLessThan(-86_000_000);
});

it('what a role allows comes with the lookups', async () => {
  const { call, signIn, sync } = await startActions();
  expect((await call('lookups.get', {})).rolePermissions).toEqual({});
  await signIn();
  await sync('pull');
  const { rolePermissions, profileFields } = await call('lookups.get', {});
  expect(rolePermissions['Read Only']).toContain('view_reports');
  expect(rolePermissions['Read Only']).not.toContain('edit_web_users');
  expect(Object.keys(profileFields).length).toBeGreaterThan(0);
});
