import { describe, expect, it } from 'vitest';
import { capabilityTable, permissionFacts } from '#engine/hq/capabilities.ts';
import type { ConnectionFacts } from '#engine/hq/capabilities.ts';
import { capabilities } from '#shared/domain/capability.ts';
import type { Capability } from '#shared/domain/capability.ts';

const open: ConnectionFacts = {
  api: true,
  signedIn: true,
  isAdmin: 'unknown',
  permissions: {},
  keyRights: {},
  flags: { personalId: 'unknown', tableau: 'unknown' },
  plan: {
    api: 'unknown',
    locations: 'unknown',
    bulkUsers: 'unknown',
    profiles: 'unknown',
    accountConfirmation: 'unknown',
  },
};
const obstacles = (facts: Partial<ConnectionFacts>) => {
  const table = capabilityTable({ ...open, ...facts });
  return Object.fromEntries(capabilities.map((capability) => [capability, table[capability].obstacle])) as Record<
    Capability,
    string | null
  >;
};

describe('what a connection can do', () => {
  it('is everything while nothing is known against it', () => {
    expect(Object.values(obstacles({})).every((obstacle) => obstacle === null)).toBe(true);
  });

  it('with an API key alone leaves out what only pages offer, and says how to get it', () => {
    const found = obstacles({ signedIn: false });
    expect(found).toMatchObject({
      invite: null,
      'edit-web-user': null,
      'activate-web-user': null,
      'create-mobile-worker': null,
      'list-invitations': 'not-signed-in',
      'remove-web-user': 'not-signed-in',
      'link-personal-id': 'not-signed-in',
      'upload-web-users': 'not-signed-in',
    });
    const state = capabilityTable({ ...open, signedIn: false })['list-invitations'];
    expect(state).toMatchObject({ can: false, how: expect.stringContaining('Sign in') as string });
  });

  it('signed in alone leaves out what only the API offers', () => {
    const found = obstacles({ api: false });
    expect(found).toMatchObject({
      'edit-web-user': 'no-api-key',
      'list-groups': 'no-api-key',
      invite: 'no-api-key',
      'activate-web-user': 'no-api-key',
    });
    expect(obstacles({ api: false, signedIn: false })).toMatchObject({
      invite: 'no-api-key',
      'list-web-users': 'no-connection',
      'edit-web-user': 'no-api-key',
      'list-invitations': 'not-signed-in',
    });
  });

  it('goes by permissions: REST needs the edit one even to read, pages are content with the view one', () => {
    const permissions = permissionFacts({
      access_api: true,
      edit_web_users: false,
      view_web_users: true,
      edit_commcare_users: true,
      doc_type: 'Permissions',
      view_commcare_users: [],
    });
    expect(permissions).toEqual({
      access_api: 'yes',
      edit_web_users: 'no',
      view_web_users: 'yes',
      edit_commcare_users: 'yes',
    });
    expect(obstacles({ permissions })).toMatchObject({
      'list-web-users': null,
      'edit-web-user': 'no-permission',
      invite: 'no-permission',
      'list-invitations': null,
      'edit-mobile-worker': null,
    });
    expect(obstacles({ permissions, signedIn: false })).toMatchObject({ 'list-web-users': 'no-permission' });
    const { why } = capabilityTable({ ...open, permissions }).invite;
    expect(why).toContain('edit web users');
    expect(obstacles({ permissions, isAdmin: 'yes' }).invite).toBeNull();
  });

  it("holds a limited key to its own rights, an administrator's too, and the session to the account's", () => {
    const keyRights = { access_api: 'yes', edit_web_users: 'no', edit_commcare_users: 'yes' } as const;
    const found = obstacles({ isAdmin: 'yes', keyRights });
    expect(found).toMatchObject({
      'edit-web-user': 'no-permission',
      'edit-mobile-worker': null,
      // HQ's pages go by the account's own rights.
      invite: null,
      'activate-web-user': null,
      'resend-invitation': null,
    });
    expect(obstacles({ isAdmin: 'yes', keyRights, signedIn: false })).toMatchObject({
      'edit-web-user': 'no-permission',
      invite: 'not-signed-in',
    });
    // A key is never more than the account.
    const permissions = { edit_commcare_users: 'no' } as const;
    expect(obstacles({ permissions, keyRights })['edit-mobile-worker']).toBe('no-permission');
  });

  it('without API access goes on by pages where they serve', () => {
    const found = obstacles({ permissions: { access_api: 'no' } });
    expect(found).toMatchObject({ 'list-web-users': null, invite: null, 'edit-web-user': 'no-api-access' });
    expect(obstacles({ permissions: { access_api: 'no' }, signedIn: false })).toMatchObject({
      'list-web-users': 'no-api-access',
    });
  });

  it('goes by the plan and the flags, for administrators too', () => {
    const found = obstacles({
      isAdmin: 'yes',
      plan: { api: 'no', locations: 'no', bulkUsers: 'no', profiles: 'no', accountConfirmation: 'no' },
      flags: { personalId: 'no', tableau: 'no' },
    });
    expect(found).toMatchObject({
      invite: null,
      'activate-web-user': null,
      'resend-invitation': null,
      'edit-web-user': 'plan-api',
      'assign-locations': 'plan-locations',
      'assign-profile': 'plan-profiles',
      'confirm-account': 'plan-confirmation',
      'upload-mobile-workers': 'plan-bulk',
      'link-personal-id': 'flag-personal-id',
    });
    const tableau = obstacles({ flags: { personalId: 'yes', tableau: 'no' } });
    expect(tableau).toMatchObject({ 'set-tableau': 'flag-tableau', 'link-personal-id': null });
  });

  it('says of what HQ’s pages do in REST’s place why REST does not, and that a sign-in would', () => {
    const plan = { ...open.plan, api: 'no' } as const;
    const state = capabilityTable({ ...open, plan, signedIn: false }).invite;
    expect(state).toMatchObject({ can: false, obstacle: 'not-signed-in' });
    expect(state.why).toContain('plan does not include API access');
    expect(state.why).toContain('own web pages do it');
    expect(state.how).toContain('Sign in');
    // Who may not do it there either is told what is missing.
    const permissions = { edit_web_users: 'no' } as const;
    expect(capabilityTable({ ...open, plan, permissions, signedIn: false }).invite.obstacle).toBe('plan-api');
    expect(capabilityTable({ ...open, permissions }).invite.obstacle).toBe('no-permission');
  });

  it('knows that a download of web users is waited for on a page for mobile workers', () => {
    const permissions = permissionFacts({
      view_web_users: true,
      edit_commcare_users: false,
      view_commcare_users: false,
    });
    const table = capabilityTable({ ...open, permissions });
    const { why, how } = table['download-web-users'];
    expect(table['list-web-users'].can).toBe(true);
    expect(table['download-web-users'].obstacle).toBe('no-permission');
    expect(why).toMatch(/prepares.*view mobile workers/);
    expect(how).toContain('administrator');
    expect(capabilityTable({ ...open, permissions, isAdmin: 'yes' })['download-web-users'].can).toBe(true);
    const { why: whyNeither } = capabilityTable({
      ...open,
      permissions: { ...permissions, edit_web_users: 'no', view_web_users: 'no' },
    })['download-web-users'];
    expect(whyNeither).toContain('web users');
  });

  it('has a reason and a way out for everything it denies', () => {
    for (const facts of [
      { api: false, signedIn: false },
      { permissions: { access_api: 'no' as const }, signedIn: false },
    ])
      for (const state of Object.values(capabilityTable({ ...open, ...facts })))
        if (!state.can) expect([state.why, state.how].every((text) => /^[A-Z].*\.$/.test(text))).toBe(true);
  });
});
