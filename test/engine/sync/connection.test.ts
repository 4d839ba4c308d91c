import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import type { Failure } from '#engine/hq/outcome.ts';
import { connectionFacts } from '#engine/sync/connection-facts.ts';
import { createPlanWatch } from '#engine/sync/learn-connection.ts';
import { readMeta } from '#engine/sync/meta.ts';
import type { Account } from '#shared/domain/account.ts';
import type { Capability } from '#shared/domain/capability.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

const connection = (h: Harness) => h.call('connection.get', {});
const obstacle = async (h: Harness, name: Capability) => (await connection(h)).capabilities[name].obstacle;
const settings = (h: Harness, json: object) => h.practice.control('settings', { json });
/** The key is limited to a role, which holds these permissions. */
async function limitKey(h: Harness, permissions: Record<string, boolean>): Promise<void> {
  await h.practice.control('edit', { json: { entity: 'api-key', id: 'key-main', set: { role: 'Field Implementer' } } });
  await h.practice.control('edit', { json: { entity: 'role', username: 'Field Implementer', set: { permissions } } });
}
const setRole = (h: Harness, role: string) => h.editAtHq('web-user', h.account.username, { role });

describe('what is known of a connection', () => {
  it('is nothing before the first pull, and forbids nothing', async () => {
    const h = await startHarness();
    await h.open();
    expect(await connection(h)).toMatchObject({ api: true, session: 'none', role: '', isAdmin: 'unknown' });
    expect(await obstacle(h, 'edit-web-user')).toBeNull();
    expect(await obstacle(h, 'list-invitations')).toBe('not-signed-in');
  });

  it('comes with the pull by REST: own role, administrator, rights', async () => {
    const h = await startHarness();
    await h.open();
    await h.sync();
    expect(await connection(h)).toMatchObject({ role: 'Admin', isAdmin: 'yes' });
  });

  it('goes by which lists HQ refuses where the own record cannot be read', async () => {
    const h = await startHarness();
    await limitKey(h, { access_api: true, edit_commcare_users: true });
    await h.open();
    await h.sync();
    expect(await obstacle(h, 'edit-mobile-worker')).toBeNull();
    expect(await obstacle(h, 'edit-web-user')).toBe('no-permission');
  });

  it("keeps the rights of a limited key apart from those of the session, an administrator's too", async () => {
    const h = await startHarness();
    await limitKey(h, { access_api: true, edit_commcare_users: true });
    await h.open();
    await h.sync();
    await h.signIn();
    await h.sync();
    expect(await connection(h)).toMatchObject({ role: 'Admin', isAdmin: 'yes' });
    // HQ answers the key with 403, whatever the account may.
    expect(await obstacle(h, 'edit-web-user')).toBe('no-permission');
    expect(await obstacle(h, 'edit-mobile-worker')).toBeNull();
    // The session is not limited by the key.
    expect(await obstacle(h, 'remove-web-user')).toBeNull();
    expect(await obstacle(h, 'list-locations')).toBeNull();
    // An invitation goes by the key, or else by the session.
    expect(await obstacle(h, 'invite')).toBeNull();
    await h.engine.call('account.signOut', {});
    expect(await obstacle(h, 'invite')).toBe('not-signed-in');
    expect(await obstacle(h, 'list-locations')).toBe('not-signed-in');
  });

  it('comes from the pages too, and follows a role that changed', async () => {
    const h = await startHarness();
    await h.open();
    await h.sync();
    await h.signIn();
    expect(await connection(h)).toMatchObject({ role: 'Admin', isAdmin: 'yes', session: 'signed-in' });
    await setRole(h, 'Read Only');
    // Not at every run: the pages are asked again when what they said is an hour old.
    h.ahead(2 * 3_600_000);
    await h.sync();
    expect(await connection(h)).toMatchObject({ role: 'Read Only', isAdmin: 'no' });
    expect(await obstacle(h, 'list-invitations')).toBeNull();
    expect(await obstacle(h, 'edit-invitation')).toBe('no-permission');
  });

  it('asks the pages no more often than it has to', async () => {
    const h = await startHarness();
    await h.open();
    await h.signIn();
    await h.requests();
    await h.sync();
    const pagesAsked = async () =>
      (await h.requests()).filter(({ path }) => !path.includes('/api/')).map(({ path }) => path);
    const lists = await pagesAsked();
    // Whether the session lives, then each list once; the rights were told at the sign-in.
    expect(lists[0]).toBe('/ping_login/');
    expect(new Set(lists).size).toBe(lists.length);
    expect(lists.slice(1).every((path) => path.includes('/settings/users/'))).toBe(true);
    await h.sync('push');
    expect(await pagesAsked()).toEqual([]);
  });
});

describe("the project's flags and plan", () => {
  it('tells whether there is PersonalID once somebody has signed in, and remembers it', async () => {
    const h = await startHarness();
    await settings(h, { connect: false });
    await h.open();
    expect(await obstacle(h, 'see-personal-id')).toBe('not-signed-in');
    await h.signIn();
    expect(await obstacle(h, 'see-personal-id')).toBe('flag-personal-id');
    await h.engine.call('account.close', {});
    await h.open();
    expect(await obstacle(h, 'see-personal-id')).toBe('flag-personal-id');
    await settings(h, { connect: true });
    await h.signIn();
    expect(await obstacle(h, 'see-personal-id')).toBeNull();
  });

  it('remembers a plan without API access until HQ answers again', async () => {
    const h = await startHarness();
    await settings(h, { planApi: false });
    await h.open();
    await h.sync();
    await h.engine.call('account.close', {});
    await h.open();
    expect(await obstacle(h, 'edit-mobile-worker')).toBe('plan-api');
    await settings(h, { planApi: true });
    await h.sync();
    expect(await obstacle(h, 'edit-mobile-worker')).toBeNull();
  });

  it('takes refused locations for the plan where the account is an administrator', async () => {
    const h = await startHarness();
    await settings(h, { planLocations: false });
    await h.open();
    await h.sync();
    expect(await obstacle(h, 'list-locations')).toBe('plan-locations');
    await settings(h, { planLocations: true });
    await h.sync();
    expect(await obstacle(h, 'list-locations')).toBeNull();
  });

  it('are read from the pages before anybody has typed anything, and followed', async () => {
    const h = await startHarness();
    const asked = ['assign-profile', 'upload-web-users', 'upload-mobile-workers', 'set-tableau'] as const;
    const obstacles = async () => {
      const { capabilities } = await connection(h);
      return asked.map((name) => capabilities[name].obstacle);
    };
    await settings(h, { planProfiles: false, planBulk: false, tableau: false });
    await h.open();
    await h.sync();
    await h.signIn();
    await h.sync();
    expect(await obstacles()).toEqual(['plan-profiles', 'plan-bulk', 'plan-bulk', 'flag-tableau']);
    await settings(h, { planProfiles: true, planBulk: true, tableau: true });
    h.ahead(2 * 3_600_000);
    await h.sync();
    expect(await obstacles()).toEqual([null, null, null, null]);
  });

  it('are not read from what only this account may not see', async () => {
    const h = await startHarness();
    await settings(h, { tableau: true, restrictProfiles: true });
    await setRole(h, 'Field Implementer');
    await h.open();
    await h.signIn();
    expect(await obstacle(h, 'upload-web-users')).not.toBe('plan-bulk');
    expect(await obstacle(h, 'assign-profile')).not.toBe('plan-profiles');
    expect(await obstacle(h, 'set-tableau')).not.toBe('flag-tableau');
  });

  it("does not take a limited key's refused locations for the plan where the invite form has locations", async () => {
    const h = await startHarness();
    await limitKey(h, { access_api: true, edit_commcare_users: true, edit_web_users: true });
    await h.open();
    await h.sync();
    await h.signIn();
    expect(await obstacle(h, 'list-locations')).toBeNull();
    expect(await obstacle(h, 'assign-locations')).toBeNull();
    await settings(h, { planLocations: false });
    h.ahead(2 * 3_600_000);
    await h.sync();
    expect(await obstacle(h, 'list-locations')).toBe('plan-locations');
  });

  it('are learned from what HQ refuses, each in its own way', () => {
    const deps = testDeps();
    const db = openDatabase(tempFolder(), deps);
    const account: Account = { id: 'a', kind: 'hq', server: 'https://hq.example', project: 'p', username: 'ana@x.org' };
    let changes = 0;
    const watch = createPlanWatch({ db, deps, account, changed: () => (changes += 1) });
    const plan = () => connectionFacts(db, account, { api: true, signedIn: true }).facts.plan;
    const refused = (text: string): Failure => ({ kind: 'refused', status: 400, messages: [text], fields: {} });
    watch.rest('webUser', refused('This domain does not have user profile privileges.'));
    watch.rest('webUser', refused('This domain does not have locations privileges.'));
    watch.rest('projects', { kind: 'ok', status: 200, value: [], serverTime: null });
    expect(plan()).toEqual({
      api: 'unknown',
      locations: 'no',
      bulkUsers: 'unknown',
      profiles: 'no',
      accountConfirmation: 'unknown',
    });
    watch.rest('location', { kind: 'ok', status: 200, value: [], serverTime: null });
    expect(plan()).toMatchObject({ api: 'yes', locations: 'yes' });
    const upload = { method: 'POST', path: '/a/p/settings/users/web/upload/' } as const;
    watch.page(upload, 'permission');
    expect(plan().bulkUsers).toBe('unknown');
    watch.page(upload, 'plan');
    expect(plan().bulkUsers).toBe('no');
    expect(readMeta(db, 'connection').plan.bulkUsers).toEqual({ included: false, at: deps.now(), from: 'upload' });
    // The form lies behind the same check.
    watch.page({ method: 'GET', path: upload.path }, 'ok');
    expect(plan().bulkUsers).toBe('yes');
    watch.page(upload, 'ok');
    const before = changes;
    watch.page(upload, 'ok');
    expect(changes).toBe(before);
    db.close();
  });
});
