import { expect, it } from 'vitest';
import { fail, ok } from '#shared/ipc/result.ts';
import type { ErrorCode } from '#shared/ipc/result.ts';
import { connectionSteps } from '../../../../renderer/features/connect/connection-steps.ts';

it.each<[ErrorCode, string]>([
  ['offline', 'failed skipped skipped skipped'],
  ['not-hq', 'failed skipped skipped skipped'],
  ['credential', 'ok failed skipped skipped'],
  ['no-project', 'ok ok failed skipped'],
  ['permission', 'ok ok ok failed'],
])('a test that ends with %s', (code, outcomes) => {
  expect(
    connectionSteps(fail(code, 'x'))
      .map(({ outcome }) => outcome)
      .join(' '),
  ).toBe(outcomes);
});

it('a test that goes through names the account, the project and what the key cannot read', () => {
  const steps = connectionSteps(
    ok({
      account: { username: 'a@b.org', name: '', email: '' },
      project: { name: 'demo', title: '' },
      canRead: { mobileWorkers: true, webUsers: false, groups: true, locations: true },
    }),
  );
  expect(steps.map(({ note }) => note)).toContain('a@b.org');
  expect(steps.map(({ note }) => note)).toContain('demo');
  expect(steps.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)).toEqual(['webUsers']);
});
