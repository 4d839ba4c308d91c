import { expect, it } from 'vitest';
import { capabilityTable } from '#engine/hq/capabilities.ts';
import type { ConnectionFacts } from '#engine/hq/capabilities.ts';
import { connectionState } from '../../../../renderer/api/connection-state.ts';

const facts: ConnectionFacts = {
  api: true,
  signedIn: false,
  isAdmin: 'no',
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

function stateFor(part: Partial<ConnectionFacts>) {
  const capabilities = capabilityTable({ ...facts, ...part });
  return connectionState(
    {
      api: true,
      session: 'none',
      sessionExpiresAt: null,
      role: '',
      isAdmin: 'unknown',
      serverAheadMs: 0,
      capabilities,
    },
    null,
  );
}

it('nothing is missing while nothing is known', () => {
  const state = connectionState(null, null);
  expect(state.missing('list-invitations')).toBeNull();
  expect(state.forbidden('edit-mobile-worker')).toBeNull();
});

it('what a sign-in opens is missing, and can be saved here all the same', () => {
  const state = stateFor({});
  expect(state.missing('edit-invitation')).toMatchObject({ obstacle: 'not-signed-in' });
  expect(state.missing('edit-invitation')?.how).toContain('Sign in to HQ');
  expect(state.forbidden('edit-invitation')).toBeNull();
});

it('without the key people can go on editing', () => {
  const state = stateFor({ api: false });
  expect(state.missing('edit-mobile-worker')).toMatchObject({ obstacle: 'no-api-key' });
  expect(state.forbidden('edit-mobile-worker')).toBeNull();
});

it('a permission or a plan that is not there forbids', () => {
  expect(stateFor({ permissions: { edit_commcare_users: 'no' } }).forbidden('create-mobile-worker')).toMatchObject({
    obstacle: 'no-permission',
    why: expect.stringContaining('edit mobile workers') as unknown,
  });
  expect(stateFor({ plan: { ...facts.plan, api: 'no' } }).forbidden('edit-web-user')?.obstacle).toBe('plan-api');
  expect(stateFor({}).forbidden('edit-web-user')).toBeNull();
});
