/** Rules of HQ's importer that its own tests leave out. */
import { describe, expect, test } from 'vitest';
import type { Cell, Row } from '#practice/bulk/cell.ts';
import { headerProblems } from '#practice/bulk/check-headers.ts';
import { importMobileWorkers } from '#practice/bulk/import-mobile-workers.ts';
import { importWebUsers } from '#practice/bulk/import-web-users.ts';
import { readSheet } from '#practice/bulk/read-sheet.ts';
import { buildBulkHq, bulkCaseSchema } from './bulk-case-hq.ts';
import type { BulkHq } from './bulk-case-hq.ts';

function hqWith(given: Record<string, unknown>): BulkHq {
  return buildBulkHq(
    bulkCaseSchema.parse({ id: '-', kind: 'mobile', level: 'import', hq: '-', rows: [], expect: {}, given }),
  );
}

const rowsOf = (rows: Record<string, Cell>[]): Row[] =>
  rows.map((row) => readSheet([Object.keys(row), Object.values(row)]).rows[0] ?? {});

function mobile(made: BulkHq, rows: Record<string, Cell>[]): string[] {
  const result = importMobileWorkers({ hq: made.hq, uploader: made.uploader, rows: rowsOf(rows.map(made.filled)) });
  return [...result.rows.map((row) => row.flag), ...(result.isCrashed ? ['(crashed)'] : [])];
}

function web(made: BulkHq, rows: Record<string, Cell>[]): string[] {
  const upload = { hq: made.hq, uploader: made.uploader, rows: rowsOf(rows), groupNames: [] };
  const result = importWebUsers(upload);
  return [...result.rows.map((row) => row.flag), ...(result.isCrashed ? ['(crashed)'] : [])];
}

const oneWorker = { workers: [{ username: 'hello' }], roles: ['edit-apps'] };

describe('mobile workers', () => {
  test.each<[string, Record<string, Cell>, string]>([
    [
      'another username',
      { username: 'other', user_id: '<ID>' },
      "Changing usernames is not supported: 'hello@mydomain.commcarehq.org' to 'other@mydomain.commcarehq.org'",
    ],
    [
      'unconfirming somebody',
      { user_id: '<ID>', is_account_confirmed: 'False' },
      "You can only set 'Is Account Confirmed' to 'False' on a new User.",
    ],
    ['a phone number with signs', { user_id: '<ID>', 'phone-number 1': '12-3' }, 'Invalid phone number detected: 12-3'],
    ['an unknown place', { user_id: '<ID>', 'location_code 1': 'x' }, "Could not find organization with site code 'x'"],
    [
      'a date as a place',
      { user_id: '<ID>', 'location_code 1': true },
      "Unexpected format received for site code 'true'",
    ],
    [
      'the built-in Admin',
      { user_id: '<ID>', role: 'Admin' },
      "Role 'Admin' does not exist or you do not have permission to access it",
    ],
    ['a deleted profile', { user_id: '<ID>', user_profile: 'p' }, "Profile 'p' does not exist"],
    [
      'the profile as data',
      { user_id: '<ID>', 'data: commcare_profile': '1' },
      'You cannot set commcare_profile directly',
    ],
    [
      'the project as data',
      { user_id: '<ID>', 'data: commcare_project': 'x' },
      "'commcare_project' cannot be set directly",
    ],
    [
      'another project without shared rights',
      { username: 'x', password: 'p', domain: 'another-project' },
      'Target domain another-project does not use enterprise permissions of mydomain',
    ],
    ['an unknown project', { username: 'x', password: 'p', domain: 'none' }, "Domain cannot be set to 'none'"],
    ['a long name', { username: 'x'.repeat(81), password: 'p' }, 'username cannot contain greater than 80 characters'],
    [
      'a web user without a role',
      { user_id: '<ID>', web_user: 'a@a.com' },
      'You cannot upload a web user without a role. a@a.com does not have a role',
    ],
    [
      'a confirmed stranger',
      { user_id: '<ID>', web_user: 'a@a.com', role: 'edit-apps', is_account_confirmed: 'True' },
      "You can only set 'Is Account Confirmed' to 'True' on an existing Web User. a@a.com is a new username.",
    ],
    [
      'removing a stranger',
      { user_id: '<ID>', web_user: 'a@a.com', remove_web_user: 'yes' },
      'You cannot remove a web user that is not a member of this project. a@a.com is not a member.',
    ],
    ['a bad truth word', { user_id: '<ID>', is_active: 'perhaps' }, '(crashed)'],
  ])('%s', (_what, row, flag) => {
    expect(mobile(hqWith(oneWorker), [row])).toEqual([flag]);
  });

  test('only who may edit web users may name one, and the worker is saved all the same', () => {
    const permissions = ['edit_commcare_users', 'access_all_locations'];
    const made = hqWith({ ...oneWorker, uploader: { permissions } });
    expect(mobile(made, [{ user_id: '<ID>', name: 'New Name', web_user: 'a@a.com', role: 'edit-apps' }])).toEqual([
      'Only users with the edit web users permission can upload web users',
    ]);
    expect(made.hq.store.all('worker')[0]).toMatchObject({ first_name: 'New', role_id: 'role-edit-apps' });
  });

  test('a bare header for a list is read letter by letter', () => {
    const made = hqWith({ ...oneWorker, groups: ['a'] });
    expect(mobile(made, [{ user_id: '<ID>', group: 'ab' }])).toEqual([
      "Group 'b' does not exist (try adding it to your spreadsheet)",
    ]);
    expect(mobile(made, [{ user_id: '<ID>', 'phone-number': '1223' }])).toEqual(['updated']);
    expect(made.hq.store.all('worker')[0]?.phone_numbers).toEqual(['1', '2', '3']);
  });

  test('without the column all groups are lost, places and numbers stay', () => {
    const made = hqWith({ ...oneWorker, groups: ['a'], locations: [{ code: 'l1' }] });
    mobile(made, [{ user_id: '<ID>', 'group 1': 'a', 'location_code 1': 'L1', 'phone-number 1': '5' }]);
    const id = made.hq.store.all('worker')[0]?.id ?? '';
    expect(made.hq.store.groupsOf(id)).toHaveLength(1);
    expect(mobile(made, [{ user_id: '<ID>', name: 'X' }])).toEqual(['updated']);
    expect(made.hq.store.groupsOf(id)).toEqual([]);
    expect(made.hq.store.get('worker', id)).toMatchObject({ locations: ['id-l1'], phone_numbers: ['5'] });
  });

  test('the same places in another order do not move the primary one', () => {
    const made = hqWith({ ...oneWorker, locations: [{ code: 'l1' }, { code: 'l2' }] });
    mobile(made, [{ user_id: '<ID>', 'location_code 1': 'l1', 'location_code 2': 'l2' }]);
    mobile(made, [{ user_id: '<ID>', 'location_code 1': 'l2', 'location_code 2': 'l1' }]);
    expect(made.hq.store.all('worker')[0]).toMatchObject({ primary_location: 'id-l1', locations: ['id-l1', 'id-l2'] });
  });

  test('a blank bare location_code ends the import; so does a number against a pattern', () => {
    const fields = [{ slug: 'key', label: 'Key', regex: '^[A-G]' }];
    expect(mobile(hqWith(oneWorker), [{ user_id: '<ID>', location_code: '' }])).toEqual(['(crashed)']);
    expect(mobile(hqWith({ ...oneWorker, fields }), [{ user_id: '<ID>', 'data: key': 5 }])).toEqual(['(crashed)']);
  });

  test('both rows of a duplicate are refused, and a name of somebody deleted is taken', () => {
    const made = hqWith({ workers: [{ username: 'gone', deleted: true }] });
    expect(
      mobile(made, [
        { username: 'a', password: 'p' },
        { username: 'a', password: 'p' },
      ]),
    ).toEqual(["'username' values must be unique", "'username' values must be unique"]);
    expect(mobile(made, [{ username: 'gone', password: 'p' }])).toEqual([
      'The username already belongs to a user. Specify an ID to update the user.',
    ]);
  });

  test('confirmation by SMS makes an unconfirmed account and a message', () => {
    const made = hqWith({});
    const row = {
      username: 'sms',
      is_account_confirmed: 'False',
      send_confirmation_sms: 'true',
      'phone-number 1': '+25470',
    };
    expect(mobile(made, [row])).toEqual(['created']);
    expect(made.hq.store.all('worker')[0]).toMatchObject({ is_active: false, is_account_confirmed: false });
    expect(made.hq.store.all('mail')).toMatchObject([{ kind: 'account-confirmation-sms', to: '25470' }]);
  });

  test('passwords do not stay in the result', () => {
    const made = hqWith(oneWorker);
    const rows = rowsOf([
      { username: 'new', password: 'secret' },
      made.filled({ user_id: '<ID>', password: 'secret' }),
      made.filled({ user_id: '<ID>', username: 'hello', password: '***' }),
    ]);
    const result = importMobileWorkers({ hq: made.hq, uploader: made.uploader, rows });
    expect(result.rows.map((row) => row.row['password'])).toEqual(['', 'REDACTED', '']);
  });

  test('groups with an unknown id or an ambiguous name are passed over', () => {
    const made = hqWith({ groups: ['two', 'two'] });
    const groups = rowsOf([
      { id: 'none', name: 'x' },
      { id: '', name: 'two' },
    ]);
    const result = importMobileWorkers({ hq: made.hq, uploader: made.uploader, rows: [] }, groups);
    expect(result.errors).toEqual([
      'There are no groups on CommCare HQ with id "none"',
      'There are multiple groups on CommCare HQ named: two',
    ]);
  });
});

describe('web users', () => {
  const row = { username: 'a@a.com', role: 'edit-apps' };

  test.each<[string, Record<string, Cell>, string]>([
    ['no role', { username: 'a@a.com', role: '' }, "Upload of web users requires 'username' and 'role' for each user"],
    ['no address', { username: 'nobody', role: 'edit-apps' }, 'User has an invalid email address for their username'],
    ['a bad e-mail', { ...row, email: 'x' }, 'User has an invalid email address for their email'],
    [
      'the workers’ role',
      { ...row, role: 'Mobile Worker Default' },
      "Role 'Mobile Worker Default' does not exist or you do not have permission to access it",
    ],
    [
      'Invited without an invitation',
      { ...row, status: 'Invited' },
      "You can only set 'Status' to 'Invited' on a pending Web User. a@a.com has no invitations for this project space.",
    ],
    [
      'removing a stranger',
      { ...row, remove: 'T' },
      'You cannot remove a web user that is not a member or invited to this project. a@a.com is not a member or invited.',
    ],
    [
      'removing oneself',
      { ...row, username: 'uploader@example.org', remove: true },
      'You cannot remove yourself from a domain via bulk upload',
    ],
  ])('%s', (_what, cells, flag) => {
    expect(web(hqWith({ roles: ['edit-apps'] }), [cells])).toEqual([flag]);
  });

  test('a second upload of somebody invited renews the date and mails nobody', () => {
    const made = hqWith({ roles: ['edit-apps', 'other'] });
    expect(web(made, [row])).toEqual(['invited']);
    const [before] = made.hq.store.all('invitation');
    if (before) made.hq.store.put('invitation', { ...before, invited_on: '2020-01-01T00:00:00.000Z' });
    expect(web(made, [{ ...row, role: 'other', status: 'Invited' }])).toEqual(['invited']);
    expect(made.hq.store.all('invitation')).toMatchObject([
      { id: before?.id, role_id: 'role-other', invited_on: before?.invited_on },
    ]);
    expect(made.hq.store.all('mail')).toHaveLength(1);
    expect(web(made, [{ ...row, remove: 'true' }])).toEqual(['updated']);
    expect(made.hq.store.all('invitation')).toEqual([]);
  });

  test('without a location column a member loses every place', () => {
    const made = hqWith({
      roles: ['edit-apps'],
      webUsers: [{ username: 'a@a.com', locations: ['l1'] }],
      locations: [{ code: 'l1' }],
    });
    expect(web(made, [row])).toEqual(['updated']);
    expect(made.hq.store.named('web-user', 'a@a.com')[0]?.assigned_location_ids).toEqual([]);
  });
});

describe('headers', () => {
  const problems = (kind: 'web' | 'mobile', keys: string[], given = {}): string => {
    const made = hqWith(given);
    return headerProblems(made.hq, made.uploader, kind, keys);
  };

  test('deprecated, Tableau, required and illegal ones, in this order', () => {
    expect(problems('web', ['username', 'location-sms-code', 'tableau_role', 'foo']).split('\n')).toEqual([
      "'The column header 'location-sms-code' is deprecated, please use 'location_code' instead.",
      "Only users with 'Manage Tableau Configuration' edit permission in domains where Tableau User Syncing is enabled can upload files with 'Tableau Role' and/or 'Tableau Groups' fields.",
      'The following are required column headers: role.',
      'The following are illegal column headers: foo.',
    ]);
  });

  test('some only where the project has them', () => {
    expect(problems('mobile', ['username', 'deactivate_after', 'domain'])).toBe(
      'The following are illegal column headers: deactivate_after, domain.',
    );
    const settings = { allowCustomDeactivation: true, enterpriseProjects: ['other'] };
    expect(problems('mobile', ['username', 'deactivate_after', 'domain'], { settings })).toBe('');
    expect(problems('web', ['username', 'role', 'deactivate_after'], { settings })).toContain('deactivate_after');
  });

  test('a number as a header, and a header that is a flat name and an object', () => {
    expect(() => readSheet([['username', 5]])).toThrow('Error details: Field 5 is not a string..');
    expect(() => readSheet([['data', 'data: x']])).toThrow('You have a repeat field: data');
    expect(readSheet([['username', null, 'role'], ['a', 'b', 'c'], [' ', null], [null], ['z']])).toEqual({
      keys: ['username'],
      rows: [{ username: 'a' }, { username: '' }],
    });
  });
});

describe('a column `domain` that is not filled in', () => {
  test('keeps the row out of the comparison with others', () => {
    const made = hqWith({ ...oneWorker, settings: { enterpriseProjects: ['other'] } });
    const twin = { username: 'twin', password: 'secret' };
    expect(
      mobile(made, [
        { ...twin, domain: '' },
        { ...twin, domain: '' },
      ]),
    ).toEqual(['created', '(crashed)']);
    const named = { username: 'named', password: 'secret', domain: 'mydomain' };
    expect(mobile(made, [named, named])).toEqual(Array(2).fill("'username' values must be unique"));
  });

  test('on every row ends an upload of web users', () => {
    const made = hqWith({ roles: ['edit-apps'], settings: { enterpriseProjects: ['other'] } });
    const row = { username: 'a@example.org', role: 'edit-apps' };
    expect(web(made, [{ ...row, domain: '' }])).toEqual(['(crashed)']);
    expect(web(made, [{ ...row, domain: 'mydomain' }])).toEqual(['invited']);
  });
});

test('with parallel imports duplicates are found only inside a thousand rows', () => {
  const made = hqWith({ settings: { parallelImports: true } });
  const rows = Array.from({ length: 1_001 }, (_item, index) => ({
    username: index % 1_000 === 0 ? 'twin' : `one${index}`,
    password: 'secret',
  }));
  const flags = mobile(made, rows);
  expect(flags).toHaveLength(1_001);
  expect([flags[0], flags.at(-1)]).toEqual([
    'created',
    'The username already belongs to a user. Specify an ID to update the user.',
  ]);
  const together = hqWith({});
  const both = mobile(together, rows);
  expect([both[0], both.at(-1)]).toEqual(Array(2).fill("'username' values must be unique"));
});
