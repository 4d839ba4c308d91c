import { MantineProvider } from '@mantine/core';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { WebUserRow } from '#shared/domain/entities.ts';
import { firstChoice } from '../../../../../renderer/features/people/use-list-choice.ts';
import {
  choosableColumns,
  columnNote,
  webUserColumns,
} from '../../../../../renderer/features/web-users/web-user-columns.tsx';

const nobody = {
  self: false,
  ssoControlled: false,
  untrustedIdentityProvider: false,
  pseudoRole: null,
  asOf: 1,
} as const;
const row: WebUserRow = {
  localId: 'u1',
  serverId: 'u1',
  username: 'ana@example.org',
  name: 'Ana',
  email: 'ana@example.org',
  phone: '',
  role: 'Admin',
  isAdmin: true,
  status: 'active',
  primaryLocation: null,
  syncState: 'clean',
  waiting: [],
  facts: nobody,
  activity: null,
};

function cell(key: string, part: Partial<WebUserRow> = {}): string {
  const column = webUserColumns().find((each) => each.key === key);
  return renderToStaticMarkup(<MantineProvider>{column?.cell({ ...row, ...part }, 0)}</MantineProvider>);
}

it('badges say why an account cannot be handled, and who is oneself', () => {
  expect(cell('username')).not.toMatch(/Single sign-on|not trusted|>You</);
  expect(cell('username', { facts: { ...nobody, ssoControlled: true } })).toMatch(
    /title="[^"]*single sign-on[^"]*"[^>]*>Single sign-on/,
  );
  expect(cell('username', { facts: { ...nobody, untrustedIdentityProvider: true } })).toMatch(
    /title="[^"]*does not trust[^"]*"[^>]*>SSO not trusted/,
  );
  expect(cell('username', { facts: { ...nobody, self: true } })).toContain('>You<');
  // Not known yet: nothing is claimed.
  expect(cell('username', { facts: null })).not.toMatch(/Single sign-on|not trusted|>You</);
});

it('last access and last login are there, and say that HQ tells them only in its file', () => {
  for (const key of ['lastAccess', 'lastLogin'] as const) {
    expect(choosableColumns).toContain(key);
    expect(cell(key)).toMatch(/title="[^"]*Download Web Users[^"]*"[^>]*>–/);
  }
});

it('last access and last login are as HQ’s file told them last, or never', () => {
  const day = Date.UTC(2026, 2, 5, 12);
  const activity = { lastForm: null, lastAccess: day, lastLogin: null, asOf: day };
  expect(cell('lastAccess', { activity })).toMatch(/>[^<]*5[^<]*</);
  expect(cell('lastLogin', { activity })).toContain('>Never<');
});

it('PersonalID is there, says that web users have none, and is not shown at first', () => {
  expect(choosableColumns).toContain('personalId');
  expect(cell('personalId')).toMatch(/title="[^"]*for mobile workers[^"]*"[^>]*>n\/a/);
  expect(columnNote('personalId')).toContain('for mobile workers');
  expect(columnNote('lastLogin')).toContain('Download Web Users');
  expect(columnNote('role')).toBeNull();
  expect(firstChoice('web-user').hidden).toEqual(['personalId']);
  expect(firstChoice('mobile-worker').hidden).toEqual([]);
});

it('a member without a role is told from one whose role is not shown', () => {
  expect(cell('role')).toContain('>Admin<');
  expect(cell('role', { role: '' })).toMatch(/title="Without a role[^"]*"[^>]*>No role</);
});

it('HQ’s own word in place of a role is told from a role', () => {
  const facts = { ...nobody, pseudoRole: 'Dimagi User' } as const;
  expect(cell('role', { role: '', facts })).toMatch(/title="“Dimagi User” is HQ’s own word[^"]*"[^>]*>Dimagi User</);
  // Once a role waits, or one of that very name is the person's.
  expect(cell('role', { role: 'Dimagi User', facts: nobody })).toContain('title="Dimagi User"');
  expect(cell('role', { role: 'App Editor', facts })).toContain('>App Editor<');
});
