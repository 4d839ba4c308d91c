import { expect, it } from 'vitest';
import type { CapabilityState } from '#shared/domain/capability.ts';
import { accessObstacle } from '../../../../renderer/features/web-users/access-obstacle.ts';

const account = { username: 'me@example.org' };
const free = { forbidden: () => null };
const person = (part: object = {}) => ({
  username: 'ana@example.org',
  self: false,
  ssoControlled: false,
  ...part,
});

it('nobody takes their own access, but may have it back', () => {
  const me = person({ username: 'ME@example.org' });
  expect(accessObstacle('deactivate', me, account, free)?.why).toContain('support@dimagi.com');
  expect(accessObstacle('remove', me, account, free)?.why).toContain('Another admin');
  expect(accessObstacle('reactivate', me, account, free)).toBeNull();
});

it('is oneself by HQ’s word on the id, whatever the name is now', () => {
  const renamed = person({ username: 'other.name@example.org', self: true });
  expect(accessObstacle('remove', renamed, account, free)?.why).toContain('Another admin');
  expect(accessObstacle('reactivate', renamed, account, free)).toBeNull();
});

it('an account the organisation decides about is only ever removed', () => {
  const sso = person({ ssoControlled: true });
  expect(accessObstacle('deactivate', sso, account, free)?.why).toContain('single sign-on');
  expect(accessObstacle('reactivate', sso, account, free)?.why).toContain('single sign-on');
  expect(accessObstacle('remove', sso, account, free)).toBeNull();
});

it('a missing right is told as the connection tells it', () => {
  const missing: CapabilityState = { can: false, obstacle: 'no-permission', why: 'w', how: 'h' };
  expect(accessObstacle('deactivate', person(), account, { forbidden: () => missing })).toBe(missing);
});
