/** Details of HQ's importer that no case states: which rule is first, in which words, and what is left behind. */
import { describe, expect, test } from 'vitest';
import type { Cell, Row } from '#practice/bulk/cell.ts';
import { downloadSheets, readFilter } from '#practice/bulk/make-download.ts';
import { importMobileWorkers } from '#practice/bulk/import-mobile-workers.ts';
import { importWebUsers } from '#practice/bulk/import-web-users.ts';
import { readSheet } from '#practice/bulk/read-sheet.ts';
import { buildBulkHq, bulkCaseSchema } from './bulk-case-hq.ts';
import type { BulkHq } from './bulk-case-hq.ts';

type Cells = Record<string, Cell>;

function hqWith(given: Record<string, unknown>): BulkHq {
  const blank = { id: '-', kind: 'mobile', level: 'import', hq: '-', rows: [], expect: {} };
  return buildBulkHq(bulkCaseSchema.parse({ ...blank, given: { roles: ['edit-apps'], ...given } }));
}

const rowsOf = (rows: readonly Cells[]): Row[] =>
  rows.map((row) => readSheet([Object.keys(row), Object.values(row)]).rows[0] ?? {});

function run(kind: 'web' | 'mobile', made: BulkHq, rows: readonly Cells[], groups: readonly Cells[] = []): string[] {
  const upload = { hq: made.hq, uploader: made.uploader, rows: rowsOf(rows.map((row) => made.filled(row))) };
  const result =
    kind === 'web'
      ? importWebUsers({ ...upload, groupNames: [] })
      : importMobileWorkers(upload, rowsOf(groups.map((row) => made.filled(row))));
  return [...result.rows.map((row) => row.flag), ...result.errors, ...(result.isCrashed ? ['(crashed)'] : [])];
}

const fields = [{ slug: 'team', label: 'Team', choices: ['a', 'b'], required_for: ['web', 'mobile'] }];
const profiles = [{ name: 'p', fields: { team: 'a' } }];
const web = { username: 'x@example.org', role: 'edit-apps' };
const long = 'x'.repeat(81);

describe('the first of several web user rules that fail', () => {
  test.each<[string, Record<string, unknown>, Cells, string]>([
    ['type before length', {}, { ...web, username: 1.5 }, 'Username must be Text'],
    [
      'length before data',
      { fields },
      { ...web, username: long, 'data: team': 'z' },
      'username cannot contain greater than 80 characters',
    ],
    [
      'data before e-mail',
      { fields },
      { ...web, 'data: team': 'z', email: 'no' },
      "'z' is not a valid choice for Team. The available options are: a, b.",
    ],
    ['required data', { fields }, { ...web, 'data: other': 'z' }, 'Team is required.'],
    [
      'e-mail before role',
      {},
      { ...web, email: 'no', role: 'none' },
      'User has an invalid email address for their email',
    ],
    [
      'role before profile',
      {},
      { ...web, role: 'none', user_profile: 'q' },
      "Role 'none' does not exist or you do not have permission to access it",
    ],
    [
      'the default role of workers',
      {},
      { ...web, role: 'Mobile Worker Default' },
      "Role 'Mobile Worker Default' does not exist or you do not have permission to access it",
    ],
    [
      'profile before place',
      {},
      { ...web, user_profile: 'q', 'location_code 1': 'none' },
      "Profile 'q' does not exist",
    ],
    [
      'place before required',
      {},
      { ...web, role: '', 'location_code 1': 'none' },
      "Could not find organization with site code 'none'",
    ],
    [
      'required before username',
      {},
      { ...web, role: '', username: 'no' },
      "Upload of web users requires 'username' and 'role' for each user",
    ],
    ['username last', {}, { ...web, username: 'no' }, 'User has an invalid email address for their username'],
    [
      'target project',
      { settings: { enterpriseProjects: ['shared'] } },
      { ...web, domain: 'another-project' },
      'Target domain another-project does not use enterprise permissions of mydomain',
    ],
    [
      'unknown project',
      { settings: { enterpriseProjects: ['shared'] } },
      { ...web, domain: 'nowhere' },
      "Domain cannot be set to 'nowhere'",
    ],
    [
      'Tableau role, blank',
      { settings: { tableau: true } },
      { ...web, tableau_role: '' },
      "Invalid tableau role: ''. Please choose one of the following: Explorer, ExplorerCanPublish, SiteAdministratorExplorer, Viewer, Unlicensed",
    ],
    [
      'Tableau group, not trimmed',
      { settings: { tableau: true } },
      { ...web, tableau_role: 'Viewer', tableau_groups: 'group1, group2' },
      'These groups,  group2, are not valid for this domain. Please choose from the following: group1, group2, Programme managers',
    ],
    [
      'required profile',
      { profiles, settings: { profileRequiredFor: ['web', 'mobile'] } },
      { ...web, user_profile: '' },
      'A profile must be assigned to users of the following type(s): Web Users, Mobile Workers',
    ],
    [
      'removal needs a role',
      {},
      { ...web, role: '', remove: 'true' },
      "Upload of web users requires 'username' and 'role' for each user",
    ],
    [
      'removal of a stranger',
      {},
      { ...web, remove: 'Y' },
      'You cannot remove a web user that is not a member or invited to this project. x@example.org is not a member or invited.',
    ],
    [
      'status of a stranger',
      {},
      { ...web, status: 'Invited' },
      "You can only set 'Status' to 'Invited' on a pending Web User. x@example.org has no invitations for this project space.",
    ],
    ['status in other words', {}, { ...web, status: 'Invited User' }, 'invited'],
    ['remove, a word that is none', {}, { ...web, remove: 'perhaps' }, '(crashed)'],
  ])('%s', (_name, given, row, flag) => {
    expect(run('web', hqWith(given), [row])).toEqual([flag]);
  });

  test('duplicates are compared as typed', () => {
    const flag = "'username' values must be unique";
    expect(run('web', hqWith({}), [web, { ...web, username: 'X@example.org' }])).toEqual(['invited', 'invited']);
    expect(run('web', hqWith({}), [web, web])).toEqual([flag, flag]);
    const email = { email: 'same@example.org' };
    expect(
      run('web', hqWith({}), [
        { ...web, ...email },
        { ...web, username: 'y@example.org', ...email },
      ]),
    ).toEqual(["'email' values must be unique", "'email' values must be unique"]);
  });

  test('a bounced invitation is not invited again by its status', () => {
    const made = hqWith({ invitations: [{ email: web.username, bounced: true }] });
    const text = "The email has bounced for this user's invite. Please try again with a different username";
    expect(run('web', made, [{ ...web, status: 'Invited' }])).toEqual([text]);
    expect(run('web', made, [web])).toEqual(['invited']);
    expect(made.hq.store.all('mail')).toEqual([]);
  });
});

const fresh = { username: 'new', password: 'secret' };
const noSms = "When 'send_confirmation_sms' is True for a new user, ";

describe('the first of several mobile worker rules that fail', () => {
  test.each<[string, Record<string, unknown>, Cells, string]>([
    [
      'spaces and signs',
      {},
      { ...fresh, username: 'a b!' },
      'Username must not contain blank spaces or special characters.',
    ],
    [
      'another project in the name',
      {},
      { ...fresh, username: 'new@else.commcarehq.org' },
      'Username must not contain blank spaces or special characters.',
    ],
    ['neither name nor id', {}, { username: '', password: 'secret' }, "One of 'username' or 'user_id' is required"],
    ['asterisks are no password', {}, { username: 'new', password: '***' }, 'New users must have a password set.'],
    ['password before group', {}, { username: 'new', 'group 1': 'none' }, 'New users must have a password set.'],
    ['group', {}, { ...fresh, 'group 1': 'none' }, "Group 'none' does not exist (try adding it to your spreadsheet)"],
    [
      'group before SMS',
      {},
      { ...fresh, 'group 1': 'none', send_confirmation_sms: 'true', is_active: 'true' },
      "Group 'none' does not exist (try adding it to your spreadsheet)",
    ],
    [
      'SMS, both',
      {},
      { ...fresh, send_confirmation_sms: 'true', is_active: 'true', is_account_confirmed: 'true' },
      `${noSms}is_active and is_account_confirmed must be either empty or set to False.`,
    ],
    [
      'SMS, one',
      {},
      { ...fresh, send_confirmation_sms: 'true', is_active: 'true' },
      `${noSms}is_active must be either empty or set to False.`,
    ],
    [
      'SMS, an existing user',
      { workers: [{ username: 'hello' }] },
      {
        username: 'hello',
        user_id: '<ID>',
        send_confirmation_sms: 'true',
        is_active: 'true',
        is_account_confirmed: 'false',
      },
      "When 'send_confirmation_sms' is True for an existing user, is_active must be empty or set to False and is_account_confirmed must be empty.",
    ],
    [
      'a short password',
      { settings: { strongPasswords: true } },
      { username: 'new', password: 'short' },
      'Password must have at least 8 characters.',
    ],
    ['a word in is_active', {}, { ...fresh, is_active: 'perhaps' }, '(crashed)'],
    [
      'a month that is none',
      { settings: { allowCustomDeactivation: true } },
      { ...fresh, deactivate_after: '13-2026' },
      '(crashed)',
    ],
    ['an unknown id', {}, { username: '', user_id: 'none' }, "User with ID 'none' not found"],
    [
      'a name of somebody',
      { workers: [{ username: 'hello' }] },
      { username: 'Hello', password: 'x' },
      'The username already belongs to a user. Specify an ID to update the user.',
    ],
    [
      'a required profile',
      { profiles, settings: { profileRequiredFor: ['mobile'] } },
      fresh,
      'A profile must be assigned to users of the following type(s): Mobile Workers',
    ],
    [
      'data against the profile',
      { fields, profiles },
      { ...fresh, user_profile: 'p', 'data: team': 'b' },
      "'team' cannot be set directly",
    ],
    [
      'a web user without a role',
      {},
      { ...fresh, web_user: 'w@example.org' },
      'You cannot upload a web user without a role. w@example.org does not have a role',
    ],
    [
      'a new web user, confirmed',
      {},
      { ...fresh, web_user: 'w@example.org', role: 'edit-apps', is_account_confirmed: 'true' },
      "You can only set 'Is Account Confirmed' to 'True' on an existing Web User. w@example.org is a new username.",
    ],
    [
      'a web user to remove',
      {},
      { ...fresh, web_user: 'w@example.org', remove_web_user: 'true' },
      'You cannot remove a web user that is not a member of this project. w@example.org is not a member.',
    ],
  ])('%s', (_name, given, row, flag) => {
    expect(run('mobile', hqWith(given), [row])).toEqual([flag]);
  });

  test('confirmation columns: who is active, and who is told', () => {
    const made = hqWith({});
    const rows = [
      { username: 'plain', password: 'secret', is_account_confirmed: '', email: '', send_confirmation_email: '' },
      {
        username: 'waits',
        password: '',
        is_account_confirmed: 'False',
        email: 'W@example.org',
        send_confirmation_email: 'yes',
      },
    ];
    expect(run('mobile', made, rows)).toEqual(['created', 'created']);
    const [plain, waits] = made.hq.store.all('worker');
    expect(plain).toMatchObject({ is_active: true, is_account_confirmed: true });
    expect(waits).toMatchObject({ is_active: false, is_account_confirmed: false, email: 'w@example.org' });
    expect(made.hq.store.all('mail')).toMatchObject([{ to: 'w@example.org', kind: 'account-confirmation' }]);
  });

  test('deactivate_after is the first of the month, and gone without its column', () => {
    const made = hqWith({ workers: [{ username: 'hello' }], settings: { allowCustomDeactivation: true } });
    const day = () => made.hq.store.all('worker')[0]?.deactivate_after ?? null;
    expect(run('mobile', made, [{ user_id: '<ID>', username: '', deactivate_after: '02-2027' }])).toEqual(['updated']);
    expect(day()).toBe('2027-02-01');
    expect(run('mobile', made, [{ user_id: '<ID>', username: '' }])).toEqual(['updated']);
    expect(day()).toBeNull();
  });

  test('phone numbers: the first is the default, blanks and doubles vanish, the plus goes', () => {
    const made = hqWith({ workers: [{ username: 'hello' }] });
    const numbers = (row: Cells) => {
      expect(run('mobile', made, [{ user_id: '<ID>', username: '', ...row }])).toEqual(['updated']);
      return made.hq.store.all('worker')[0]?.phone_numbers;
    };
    expect(numbers({ 'phone-number 1': '', 'phone-number 2': '+12', 'phone-number 3': '12' })).toEqual(['12']);
    expect(numbers({ name: 'Ada' })).toEqual(['12']);
    expect(numbers({ 'phone-number 1': '', 'phone-number 2': '' })).toEqual([]);
  });

  test('groups sheet: each mistake has its words, the others go on, columns left out are blanked', () => {
    const made = hqWith({ groups: ['here'] });
    const group = (row: Cells): Cells => ({ id: '', name: '', ...row });
    const errors = run(
      'mobile',
      made,
      [],
      [
        group({ name: 'new', 'reporting?': 'yes', 'data: a': '1' }),
        group({ name: 'new' }),
        group({ 'reporting?': 'yes' }),
        group({ id: 'none', name: 'z' }),
        group({ id: '<GID>', name: 'renamed' }),
      ],
    );
    expect(errors).toEqual([
      'Your spreadsheet has multiple groups called "new" and only the first was processed',
      'Your spreadsheet has a group with no name or id and it has been ignored',
      'There are no groups on CommCare HQ with id "none"',
    ]);
    expect(made.hq.store.all('group')).toMatchObject([
      { name: 'new', reporting: true, case_sharing: false, metadata: { a: '1' } },
      { name: 'renamed', reporting: false, case_sharing: false, metadata: {} },
    ]);
  });
});

test('a download has its columns in HQ’s order, for web users and mobile workers', () => {
  const made = hqWith({
    fields,
    profiles,
    groups: ['g10', 'g2'],
    workers: [{ username: 'hello', user_data: { zone: 'z' } }],
    settings: { allowCustomDeactivation: true, tableau: true },
  });
  const head = (kind: 'web' | 'mobile') =>
    downloadSheets(made.hq, made.uploader, kind, readFilter(made.hq, new URLSearchParams())).map(
      ({ lines }) => lines[0],
    );
  expect(head('web')).toEqual([
    [
      'username',
      'first_name',
      'last_name',
      'email',
      'role',
      'last_access_date (read only)',
      'last_login (read only)',
      'status',
      'remove',
      'user_profile',
      'data: team',
      'location_code 1',
      'tableau_role',
      'tableau_groups',
    ],
  ]);
  expect(head('mobile')).toEqual([
    [
      'username',
      'password',
      'name',
      'email',
      'language',
      'role',
      'user_id',
      'is_active',
      'User IMEIs (read only)',
      'registered_on (read only)',
      'last_submission (read only)',
      'last_sync (read only)',
      'phone-number 1',
      'deactivate_after',
      'user_profile',
      'data: team',
      'uncategorized_data: zone',
      'group 1',
      'location_code 1',
    ],
    ['id', 'name', 'case-sharing?', 'reporting?'],
  ]);
});
