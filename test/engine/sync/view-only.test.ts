import { describe, expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

const people = async (h: Harness) => h.call('webUsers.list', {});
const usernames = async (h: Harness) => (await people(h)).rows.map(({ username }) => username).sort();

/** Signed in as somebody who may look at web users and mobile workers, and edit none: the practice HQ's role "Read Only". */
async function viewer({ before }: { before: 'nothing' | 'a pull as administrator' }) {
  const h = await startHarness();
  await h.open();
  if (before !== 'nothing') await h.sync('pull');
  await h.editAtHq('web-user', h.account.username, { role: 'Read Only' });
  return h;
}

describe('web users, for who may only view them', () => {
  it('come from the Web Users page, read-only, with the reason', async () => {
    const h = await viewer({ before: 'nothing' });
    expect(await h.sync()).toMatchObject({ done: false, hold: { error: { code: 'permission' } } });
    await h.signIn();
    expect(await h.sync()).toMatchObject({ done: true, hold: null });
    const list = await people(h);
    expect(list.all).toBeGreaterThan(1);
    expect(list.unavailable).toMatchObject({ code: 'permission' });
    expect(list.unavailable?.message).toContain('To view only');
    const atHq = (await h.practice.control('state?entity=web-user')) as {
      username: string;
      is_member: boolean;
      first_name: string;
      last_name: string;
      is_active_in_domain: boolean;
    }[];
    const members = atHq.filter((user) => user.is_member);
    expect(await usernames(h)).toEqual(members.map(({ username }) => username).sort());
    const other = members.find(
      ({ username, is_active_in_domain: active }) => !active && username !== h.account.username,
    );
    const row = list.rows.find(({ username }) => username === other?.username);
    expect(row).toMatchObject({ name: `${other?.first_name} ${other?.last_name}`.trim(), status: 'deactivated' });
    const { capabilities, role } = await h.call('connection.get', {});
    expect(role).toBe('Read Only');
    expect(capabilities['list-web-users'].can).toBe(true);
    for (const name of ['edit-web-user', 'invite', 'activate-web-user', 'remove-web-user'] as const)
      expect(capabilities[name].obstacle, name).not.toBeNull();
  });

  it('keep what REST told before, with the role of now, and are REST’s again without doubles', async () => {
    const h = await viewer({ before: 'a pull as administrator' });
    const user = (await people(h)).rows.find(
      ({ role, primaryLocation }) => primaryLocation !== null && role !== 'Admin',
    );
    const username = user?.username ?? '';
    await h.editAtHq('web-user', username, { role: 'Billing Admin' });
    await h.signIn();
    expect(await h.sync()).toMatchObject({ done: true, hold: null });
    const before = await usernames(h);
    const row = async () => (await people(h)).rows.find((found) => found.username === username);
    expect(await row()).toMatchObject({ role: 'Billing Admin', primaryLocation: user?.primaryLocation });
    await h.editAtHq('web-user', h.account.username, { role: 'Admin' });
    expect(await h.sync()).toMatchObject({ done: true, hold: null });
    expect(await people(h)).toMatchObject({ unavailable: null });
    expect(await usernames(h)).toEqual(before);
    expect((await row())?.localId).toBe(user?.localId);
    expect(await h.call('connection.get', {})).toMatchObject({ isAdmin: 'yes' });
  });

  it('go once two listings of the page lack them', async () => {
    const h = await viewer({ before: 'nothing' });
    await h.signIn();
    await h.sync();
    const gone = (await people(h)).rows.find(({ username }) => username !== h.account.username)?.username ?? '';
    await h.editAtHq('web-user', gone, { is_member: false });
    await h.sync();
    expect(await usernames(h)).toContain(gone);
    await h.sync();
    expect(await usernames(h)).not.toContain(gone);
  });
});
