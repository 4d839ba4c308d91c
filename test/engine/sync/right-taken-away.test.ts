import { describe, expect, it } from 'vitest';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

const rights = { access_api: true, access_all_locations: true, edit_commcare_users: true, edit_locations: true };
const roleName = 'Field Implementer';

/** What the account's role allows, beside mobile workers. */
const allow = (h: Harness, permissions: Record<string, boolean>) =>
  h.practice.control('edit', {
    json: { entity: 'role', username: roleName, set: { permissions: { ...rights, ...permissions } } },
  });
const giveRight = (h: Harness) => allow(h, { edit_web_users: true, view_web_users: true });
const takeRight = (h: Harness) => allow(h, { edit_web_users: false, view_web_users: true });
const waitingChanges = async (h: Harness) => (await h.call('changes.list', {})).changes;
const ownRightsAsked = async (h: Harness) => (await h.requests()).filter(({ path }) => path.includes('my_role')).length;

/** An account that is no administrator, with an edit of a web user waiting. */
async function waiting({ signedIn }: { signedIn: boolean }) {
  const h = await startHarness();
  await giveRight(h);
  await h.editAtHq('web-user', h.account.username, { role: roleName });
  await h.open();
  await h.sync('pull');
  if (signedIn) await h.signIn();
  if (signedIn) await h.sync('pull');
  const user = (await h.call('webUsers.list', {})).rows.find(({ isAdmin, username }) => {
    return !isAdmin && username !== h.account.username;
  });
  const localId = user?.localId ?? '';
  const edit = (changeId: string, notes: string) =>
    h.call('people.edit', { changeId, entity: 'web-user', localId, patch: { 'user_data.notes': notes } });
  await h.requests();
  return { h, localId, username: user?.username ?? '', edit };
}

const patches = async (h: Harness) => (await h.writes()).filter(({ method }) => method === 'PATCH');

describe('a right that is taken away while something waits', () => {
  it('is said at the change and the person, and what waits goes once it is back, without a session', async () => {
    const { h, localId, username, edit } = await waiting({ signedIn: false });
    await edit('edit-0001', 'Waiting');
    await takeRight(h);
    expect(await h.sync()).toMatchObject({ done: true, pushed: 0, pending: 1, attention: 0 });
    const [change] = await waitingChanges(h);
    expect(change).toMatchObject({ state: 'queued', attempts: 0, reason: { code: 'permission' } });
    expect(change?.reason?.message).toContain('edit web users');
    expect(change?.reason?.message).toContain('saved here');
    const person = await h.call('people.get', { entity: 'web-user', key: localId });
    expect(person.changes[0]?.reason?.message).toBe(change?.reason?.message);
    expect(await patches(h)).toEqual([]);
    await giveRight(h);
    expect(await h.sync()).toMatchObject({ done: true, pushed: 1, pending: 0 });
    expect(await patches(h)).toMatchObject([{ applied: true }]);
    expect(await h.atHq('web-user', username)).toMatchObject({ user_data: { notes: 'Waiting' } });
    await h.engine.shutdown();
    assertLaws(h.folder, ['edit-0001']);
  });

  it('is asked about at once over the pages, though what they said is new, and names the role', async () => {
    const { h, edit } = await waiting({ signedIn: true });
    await edit('edit-0001', 'Waiting');
    await takeRight(h);
    expect(await h.sync('push')).toMatchObject({ done: true, pushed: 0, pending: 1, attention: 0 });
    expect(await ownRightsAsked(h)).toBe(1);
    expect((await waitingChanges(h))[0]?.reason?.message).toContain(`Your role at HQ, ${roleName}`);
    expect((await h.call('connection.get', {})).capabilities['edit-invitation'].obstacle).toBe('no-permission');
    await giveRight(h);
    expect(await h.sync()).toMatchObject({ done: true, pushed: 1, pending: 0 });
    expect((await h.call('connection.get', {})).capabilities['edit-invitation'].can).toBe(true);
    await h.engine.shutdown();
    assertLaws(h.folder, ['edit-0001']);
  });

  it('keeps what only the pages can do waiting instead of refusing it', async () => {
    const { h } = await waiting({ signedIn: true });
    const [invitation] = (await h.call('invitations.list', {})).rows;
    const localId = invitation?.localId ?? '';
    await h.call('people.act', { changeId: 'remove-0001', entity: 'invitation', localId, action: 'remove' });
    await takeRight(h);
    expect(await h.sync('push')).toMatchObject({ done: true, pushed: 0, pending: 1, attention: 0 });
    expect(await waitingChanges(h)).toMatchObject([
      { id: 'remove-0001', state: 'queued', reason: { code: 'permission' } },
    ]);
    await giveRight(h);
    await h.requests();
    expect(await h.sync()).toMatchObject({ done: true, pushed: 1, pending: 0 });
    expect((await h.writes()).filter(({ path }) => path.includes('delete_invitation'))).toMatchObject([
      { applied: true },
    ]);
    await h.engine.shutdown();
    assertLaws(h.folder, ['remove-0001']);
  });

  it('is asked about no more than once a minute, and not because of what is refused every time', async () => {
    const { h, localId, edit } = await waiting({ signedIn: true });
    await takeRight(h);
    await edit('edit-0001', 'One');
    await h.call('people.act', { changeId: 'off-0001', entity: 'web-user', localId, action: 'deactivate' });
    await h.sync('push');
    expect(await ownRightsAsked(h)).toBe(1);
    // Once it is known to be missing nothing is tried that needs it.
    await h.sync('push');
    expect(await ownRightsAsked(h)).toBe(0);
    expect(await h.writes()).toEqual([]);
  });

  it('takes being refused the page of web users for both of its rights, and leaves the others as they are', async () => {
    const { h, edit } = await waiting({ signedIn: true });
    await edit('edit-0001', 'Waiting');
    await allow(h, { edit_web_users: false, view_web_users: false });
    await h.sync('push');
    const { capabilities } = await h.call('connection.get', {});
    expect(capabilities['list-web-users'].obstacle).toBe('no-permission');
    expect(capabilities['edit-mobile-worker'].can).toBe(true);
    expect((await waitingChanges(h))[0]?.reason?.code).toBe('permission');
  });
});
