import { describe, expect, it } from 'vitest';
import { capabilities } from '#shared/domain/capability.ts';
import type { ConnectionView } from '#shared/domain/capability.ts';
import { capabilityLines } from '../../../../renderer/features/connection/capability-areas.ts';
import { roleText, sessionText } from '../../../../renderer/features/connection/connection-text.ts';

const works = { can: true, obstacle: null, why: '', how: '' };
const table = {
  ...Object.fromEntries(capabilities.map((capability) => [capability, works])),
  'list-invitations': { can: false, obstacle: 'not-signed-in', why: 'Only on web pages.', how: 'Sign in to HQ.' },
  'set-tableau': { can: false, obstacle: 'flag-tableau', why: 'No Tableau.', how: 'Ask support.' },
} as ConnectionView['capabilities'];

const found = (search: string, onlyMissing = false): string[] =>
  capabilityLines(table, search, onlyMissing).flatMap(({ lines }) => lines.map(({ capability }) => capability));

describe('capabilityLines', () => {
  it('has every capability once', () => expect(found('').sort()).toEqual([...capabilities].sort()));
  it('groups by area in the order of the navigation', () =>
    expect(capabilityLines(table, '', false).map(({ label }) => label)).toEqual([
      'Web Users',
      'Pending Invitations',
      'Mobile Workers',
      'PersonalID',
      'Project',
      'Bulk',
    ]));
  it('finds words in name, area, reason and remedy', () => {
    expect(found('SIGN in')).toEqual(['list-invitations']);
    expect(found('bulk upload')).toEqual(['upload-web-users', 'upload-mobile-workers']);
    expect(found('nothing like it')).toEqual([]);
  });
  it('keeps to what is missing', () => expect(found('', true)).toEqual(['list-invitations', 'set-tableau']));
});

it('sessionText tells the end where HQ tells it', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  expect(sessionText({ session: 'none', sessionExpiresAt: null }, now)).toBe('Not signed in');
  expect(sessionText({ session: 'signed-in', sessionExpiresAt: null }, now)).toBe('Signed in');
  expect(sessionText({ session: 'signed-in', sessionExpiresAt: now + 60_000 }, now)).toMatch(
    /^Signed in\. HQ ends the session .*\d/,
  );
  expect(sessionText({ session: 'over', sessionExpiresAt: null }, now)).toMatch(/^Over/);
});

it('roleText claims nothing that is not known', () => {
  expect(roleText({ role: '', isAdmin: 'yes' })).toBe('Not known yet');
  expect(roleText({ role: 'Admin', isAdmin: 'yes' })).toBe('Admin (every permission)');
  expect(roleText({ role: 'Read Only', isAdmin: 'unknown' })).toBe('Read Only');
});
