import { describe, expect, it } from 'vitest';
import {
  completeUsername,
  createProblems,
  editProblems,
  invitationProblems,
  usernameProblems,
} from '#shared/domain/rules.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { ProjectFacts } from '#shared/domain/rules.ts';

const facts: ProjectFacts = {
  project: 'test-domain',
  locationIds: new Set(['loc1', 'loc2']),
  groupIds: new Set(['g1']),
  roleNames: new Set(['Reader']),
};

describe('usernames', () => {
  it('are completed as HQ stores them', () => {
    expect(completeUsername('John  Doe', 'test-domain')).toBe('john.doe@test-domain.commcarehq.org');
  });

  it('may be typed with the project’s own suffix, and with no other', () => {
    const stored = 'jo.doe@test-domain.commcarehq.org';
    for (const typed of ['Jo Doe@test-domain.commcarehq.org', 'jo.doe@Test-Domain.CommCareHQ.org ', stored])
      expect(completeUsername(typed, 'test-domain')).toBe(stored);
    expect(completeUsername('jo@test-domain', 'test-domain')).toBe('jo@test-domain');
    expect(completeUsername('@test-domain.commcarehq.org', 'test-domain')).toBe('');
  });

  it.each([
    [
      'test%user',
      "The username component 'test%user' of 'test%user@test-domain.commcarehq.org' may not contain special characters.",
    ],
    [
      'bob@other.commcarehq.org',
      "The username email domain '@other.commcarehq.org' should be '@test-domain.commcarehq.org'.",
    ],
    ['a..b', "Username 'a..b@test-domain.commcarehq.org' must be a valid email address."],
    ['demo_user', "Username 'demo_user@test-domain.commcarehq.org' is already taken or reserved."],
    ['', 'Username is required.'],
  ])('%s is refused with HQ’s words', (typed, message) => {
    expect(usernameProblems(typed, 'test-domain')).toEqual([message]);
  });

  it('are 80 characters with the suffix at most; the 50 of HQ’s own form are not asked of the API', () => {
    const suffix = '@test-domain.commcarehq.org';
    const longest = 'x'.repeat(80 - suffix.length);
    expect(longest.length).toBeGreaterThan(50);
    expect(usernameProblems(longest, 'test-domain')).toEqual([]);
    const stored = `${longest}x${suffix}`;
    for (const typed of [`${longest}x`, stored])
      expect(usernameProblems(typed, 'test-domain')).toEqual([`Username '${stored}' is longer than 80 characters.`]);
  });

  it('may hold dots, hyphens and underscores', () => {
    expect(usernameProblems('ana.maria-2_x', 'test-domain')).toEqual([]);
  });
});

describe('a custom field with a pattern', () => {
  const field = { entity: 'web-user' as const, name: 'start', required: false, choices: null };
  const withPattern = (regex: string, message: string): ProjectFacts => ({
    ...facts,
    fields: [{ ...field, pattern: { regex, message, label: 'Start date' } }],
  });
  const edit = (value: string, known: ProjectFacts, entity: 'web-user' | 'invitation' | 'mobile-worker' = 'web-user') =>
    editProblems(entity, { 'user_data.start': value }, { 'user_data.start': value }, known);
  const date = String.raw`^\d{4}-\d\d-\d\d$`;

  it('wants a value that matches, in the project’s words or else in HQ’s', () => {
    const known = withPattern(date, 'Write the date as YYYY-MM-DD.');
    expect(edit('tomorrow', known)).toEqual({ 'user_data.start': ['Write the date as YYYY-MM-DD.'] });
    expect(edit('tomorrow', known, 'invitation')).toEqual({ 'user_data.start': ['Write the date as YYYY-MM-DD.'] });
    expect(edit('tomorrow', withPattern(date, ''))).toEqual({
      'user_data.start': ["'tomorrow' is not a valid match for Start date"],
    });
    expect(edit('2026-11-22', known)).toEqual({});
    expect(edit('', known)).toEqual({});
  });

  it('is left to HQ where the pattern cannot be said here, and of a worker, where HQ’s API takes any text', () => {
    expect(edit('tomorrow', withPattern('(?>a)b', ''))).toEqual({});
    expect(edit('tomorrow', withPattern(date, ''), 'mobile-worker')).toEqual({});
  });
});

describe('a name that two have', () => {
  const known: ProjectFacts = { ...facts, doubled: { roles: ['Reader'], profiles: ['Clinic'] } };
  const values = { role: 'Reader', profile: 'Clinic' };
  const said = {
    role: [expect.stringContaining("Two roles of this project are called 'Reader'")],
    profile: [expect.stringContaining("Two profiles of this project are called 'Clinic'")],
  };
  const choose = {
    role: [expect.stringContaining("Several roles of this project are called 'Reader'")],
    profile: [expect.stringContaining("Several profiles of this project are called 'Clinic'")],
  };

  it('is not guessed where HQ is told a name', () => {
    expect(editProblems('web-user', values, values, known)).toEqual(said);
    expect(invitationProblems({ ...values, email: 'a@example.org' }, known, () => null)).toEqual(choose);
  });

  it('is chosen by its id where the form of an invitation takes ids', () => {
    expect(editProblems('invitation', values, values, known)).toEqual(choose);
    const byId = { ...values, role_id: '1', profile_id: '4' };
    expect(editProblems('invitation', byId, byId, known)).toEqual({});
    expect(editProblems('invitation', { 'user_data.x': 'y' }, values, known)).toEqual({});
  });

  it('is no question where the account may give only one of the name', () => {
    const reader = (id: string, assignable: boolean | null) => ({ id, name: 'Reader', assignable, permissions: null });
    const only = { ...known, namesakes: { roles: [reader('1', true), reader('2', false)], profiles: [] } };
    expect(editProblems('invitation', { role: 'Reader' }, { role: 'Reader' }, only)).toEqual({});
    const both = { ...known, namesakes: { roles: [reader('1', true), reader('2', null)], profiles: [] } };
    expect(editProblems('invitation', { role: 'Reader' }, { role: 'Reader' }, both)).toEqual({ role: choose.role });
  });
});

describe('edits', () => {
  it('need a primary location among the locations', () => {
    const patch = { primary_location: 'loc1', locations: ['loc2'] };
    expect(editProblems('mobile-worker', patch, patch, facts)).toEqual({
      primary_location: ['Primary location must be included in the list of locations.'],
    });
  });

  it('cannot leave locations without a primary one', () => {
    expect(
      editProblems(
        'web-user',
        { primary_location_id: '' },
        { primary_location_id: '', assigned_location_ids: ['loc1'] },
        facts,
      ),
    ).toEqual({
      primary_location_id: ["Primary location can't be empty if the user has any locations set"],
    });
  });

  it('are refused for fields HQ does not take', () => {
    expect(Object.keys(editProblems('web-user', { email: 'a@b.org' }, {}, facts))).toEqual(['email']);
    expect(Object.keys(editProblems('mobile-worker', { 'user_data.commcare_project': 'x' }, {}, facts))).toEqual([
      'user_data.commcare_project',
    ]);
  });

  it('count characters as people do', () => {
    expect(editProblems('mobile-worker', { first_name: '😀'.repeat(30) }, {}, facts)).toEqual({});
    expect(Object.keys(editProblems('mobile-worker', { first_name: 'x'.repeat(31) }, {}, facts))).toEqual([
      'first_name',
    ]);
  });

  it('name the unknown role, group and phone', () => {
    expect(editProblems('web-user', { role: 'Ghost' }, {}, facts)['role']).toEqual([
      "Role 'Ghost' is not known in this project.",
    ]);
    expect(editProblems('mobile-worker', { groups: ['g9'] }, {}, facts)['groups']).toEqual([
      "There is no group 'g9' in this project.",
    ]);
    expect(editProblems('mobile-worker', { phone_numbers: ['+1 (23) x'] }, {}, facts)['phone_numbers']).toHaveLength(1);
  });
});

describe('a new worker', () => {
  it('needs a free username and a password', () => {
    const problems = createProblems({ username: 'Ana' }, '', facts, (username) =>
      username === 'ana@test-domain.commcarehq.org' ? 'Somebody has it.' : null,
    );
    expect(problems).toEqual({
      username: ['Somebody has it.'],
      password: ['Password is required.'],
    });
  });

  it('who confirms the account needs an email and no password, in HQ’s words', () => {
    const problems = (values: FieldValues, password = '') =>
      createProblems({ username: 'ana', account_confirmation: 'mail-now', ...values }, password, facts, () => null);
    expect(problems({})).toEqual({
      email: ["You must provide the user's email to send a confirmation email."],
    });
    expect(problems({ email: 'ana@example.org' })).toEqual({});
    expect(problems({ email: 'ana@example.org' }, 'secret')).toEqual({
      password: ['Users will provide their own password on confirmation.'],
    });
    expect(problems({ email: 'ana@example.org', account_confirmation: 'by post' })).toHaveProperty(
      'account_confirmation',
    );
  });
});
