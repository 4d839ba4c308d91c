/** Pages that stand beside the main ones: many workers by file, rights, single sign-on, IP rules, sessions, OAuth2. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import { hashPassword } from '#practice/passwords.ts';
import { USERS, newVisitor } from './page-visitor.ts';
import type { Visitor } from './page-visitor.ts';
import { startPractice } from './practice-client.ts';
import type { Practice } from './practice-client.ts';

let practice: Practice;
let visitor: Visitor;
let now: number;

beforeEach(async () => {
  now = Date.UTC(2026, 5, 1);
  practice = await startPractice({ size: 30, throttle: false, clock: () => new Date(now) });
  visitor = newVisitor(practice);
  await visitor.signIn();
});
afterEach(() => practice.hq.close());

const edit = (json: Record<string, unknown>): Promise<unknown> => practice.control('edit', { json });
const make = (entity: string, set: Record<string, unknown>): Promise<unknown> => edit({ entity, create: true, set });
const sheet = (lines: string[][]) => [{ name: 'w.xlsx', bytes: writeWorkbook([{ title: 'any', lines }]) }];
const worker = (name: string) => practice.control(`state?entity=worker&username=${name}`);
const workerName = (name: string): string => `${name}@practice-project.commcarehq.org`;

describe('many workers by file', () => {
  beforeEach(async () => {
    for (const name of ['one', 'two']) await make('worker', { username: workerName(name) });
    await make('worker', { username: workerName('busy'), has_submissions: true });
  });

  async function deleted(lines: string[][]): Promise<string[]> {
    const answer = await visitor.upload(`${USERS}commcare/delete/`, sheet(lines));
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${USERS}commcare/delete/`]);
    const { text } = await visitor.visit(`${USERS}commcare/delete/`);
    return [...text.matchAll(/<div class="alert" role="status">([^<]*)</g)].map((found) => found[1] ?? '');
  }

  test('are deleted all or none', async () => {
    expect(await deleted([['username'], ['one'], ['busy'], ['nobody']])).toEqual([
      'The following users have form submissions and must be deleted individually: busy.',
      'The following users were not found: nobody.',
      'No users deleted. Please address the above issue(s) and re-upload your updated file.',
    ]);
    expect(await worker('one')).toMatchObject({ deleted: false });
    expect(await deleted([['username'], ['one'], [workerName('two')]])).toEqual(['2 user(s) deleted.']);
    expect(await worker('two')).toMatchObject({ deleted: true });
  });

  test('need a column and a row', async () => {
    expect(await deleted([['name'], ['one']])).toEqual([
      'No users found. Please check your file contains a &#39;username&#39; column.',
    ]);
    expect(await deleted([['username']])).toEqual(['No users found. Please check file is not empty.']);
  });

  test('are looked up into a workbook', async () => {
    await edit({ entity: 'worker', username: 'two', set: { is_active: false } });
    const token = /name="csrfmiddlewaretoken" value="([^"]*)"/.exec(
      (await visitor.visit(`${USERS}commcare/lookup/`)).text,
    );
    expect(token).not.toBeNull();
    const bytes = await visitor.uploadForFile(
      `${USERS}commcare/lookup/`,
      sheet([['username'], ['one'], ['two'], ['x']]),
    );
    expect(readWorkbook(bytes)[0]?.cells).toEqual([
      ['username', 'exists', 'is_active'],
      ['one', 'yes', 'True'],
      ['two', 'yes', 'False'],
      ['x', 'no'],
    ]);
  });
});

test('a password reset is mailed, or a message says why not', async () => {
  const { id } = z.object({ id: z.string() }).parse(await make('worker', { username: workerName('reset') }));
  const ask = async (): Promise<string> => {
    expect((await visitor.visit(`${USERS}commcare/send_password_reset_email/${id}/`, {})).status).toBe(302);
    return (await visitor.visit(`${USERS}commcare/`)).text;
  };
  expect(await ask()).toContain('This user does not have an email address set.');
  await edit({ entity: 'worker', id, set: { email: 'reset@example.org', has_usable_password: true } });
  expect(await ask()).toContain('Password reset email has been sent');
  expect(await practice.control('mail')).toMatchObject([{ to: 'reset@example.org', kind: 'password-reset' }]);
});

test('an Admin of some places sees only their people and invitations on the pages too', async () => {
  const place = z
    .object({ id: z.string() })
    .parse(await practice.control('state?entity=location&username=Amara Clinic 1')).id;
  await make('role', { name: 'Local', permissions: { edit_web_users: true, edit_commcare_users: true } });
  await make('web-user', {
    username: 'local@example.org',
    email: 'local@example.org',
    role: 'Local',
    assigned_location_ids: [place],
    password_hash: hashPassword('local'),
  });
  await make('invitation', { email: 'here@example.org', assigned_location_ids: [place], role: 'Local' });
  const local = newVisitor(practice);
  await local.signIn('local@example.org', 'local');
  expect(await local.pageData(`${USERS}web/`, 'invitations')).toMatchObject([{ email: 'here@example.org' }]);
  const { text } = await local.visit(`${USERS}web/`);
  expect(text).toContain('local@example.org');
  expect(text).not.toContain(practice.hq.username);
  const all = /(\d+) active mobile workers/.exec((await visitor.visit(`${USERS}commcare/`)).text)?.[1];
  const few = /(\d+) active mobile workers/.exec((await local.visit(`${USERS}commcare/`)).text)?.[1];
  expect(Number(few)).toBeLessThan(Number(all));
  expect((await local.visit(`${USERS}my_role/`)).json()).toMatchObject({
    role: 'Local',
    is_domain_admin: false,
    permissions: { edit_web_users: true, edit_commcare_users: true },
  });
});

describe('single sign-on', () => {
  test('the password form leads away to the provider', async () => {
    await make('web-user', { username: 'sso@example.com', sso_controlled: true });
    const answer = await newVisitor(practice).signIn('sso@example.com', 'anything');
    const to = new URL(answer.headers.get('location') ?? '');
    expect([answer.status, to.origin === practice.hq.url]).toEqual([302, false]);
  });

  test('an invitation makes the project trust the provider', async () => {
    await make('web-user', { username: 'x@trust.example', email: 'x@trust.example', sso_untrusted: true });
    const trust = async (): Promise<unknown> =>
      (await visitor.visit(`${USERS}web/check_sso_trust/`, { username: 'x@trust.example' })).json();
    expect(await trust()).toMatchObject({ is_trusted: false, email_domain: 'trust.example' });
    const sent = await visitor.visit(`${USERS}web/invite/`, { email: 'new@trust.example', role: 'admin' });
    expect(sent.status).toBe(302);
    expect(await trust()).toEqual({ is_trusted: true });
  });
});

test('IP rules stop sessions with 451, and leave keys alone', async () => {
  await practice.control('settings', { json: { refusesAddress: true } });
  expect((await visitor.visit(`${USERS}web/`)).status).toBe(451);
  expect((await practice.ask('user/v1/')).status).toBe(200);
});

test('ping_session keeps a session alive, ping_login does not', async () => {
  const day = 86_400_000;
  now += 10 * day;
  expect((await visitor.visit('/ping_session/')).json()).toMatchObject({ success: true });
  now += 10 * day;
  expect((await visitor.visit('/ping_login/')).json()).toMatchObject({ success: true });
  now += 5 * day;
  expect((await visitor.visit('/ping_login/')).json()).toMatchObject({ success: false });
});

test('unlinking PersonalID ends the worker’s OAuth2 access, and linking again does not bring it back', async () => {
  await make('worker', { username: workerName('linked'), personalid_link_active: true });
  await make('oauth-token', { token: 'device', username: workerName('linked') });
  const url = String(await visitor.pageData(`${USERS}commcare/`, 'set_personalid_link_status')).replace(
    '---',
    'linked',
  );
  const status = async (): Promise<number> => (await practice.ask('user/v1/', { auth: 'Bearer device' })).status;
  // A worker's token is known, and no web user's.
  expect(await status()).toBe(403);
  for (const is_active of ['false', 'true']) {
    const answer = await visitor.visit(url, { is_active });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(await status()).toBe(401);
  }
});

describe('the pages as a person reads them', () => {
  test('search, deactivated ones, and more pages where there are more than a hundred', async () => {
    for (let index = 0; index < 110; index += 1) {
      await make('worker', { username: workerName(`many${index}`), last_name: 'Zebra' });
    }
    const first = (await visitor.visit(`${USERS}commcare/?query=zebra`)).text;
    expect(first).toContain('110 active mobile workers, page 1 of 2');
    const next = /href="([^"]*)">Next</.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = (await visitor.visit(next)).text;
    expect(second.match(/<td>Zebra<\/td>/g)).toHaveLength(10);
    expect(second).toContain('>Previous</a>');
    await edit({ entity: 'worker', username: 'many7', set: { is_active: false } });
    const gone = (await visitor.visit(`${USERS}commcare/?query=zebra&showDeactivatedUsers=true`)).text;
    expect(gone).toContain('1 deactivated mobile workers');
    expect(gone).toContain('<td>many7</td>');
  });

  test('nobody who is not signed in is led to the lists', async () => {
    const { text } = await newVisitor(practice).visit('/accounts/login/');
    expect(text).not.toContain('Sign Out');
    expect((await visitor.visit(`${USERS}web/?query=practice.admin`)).text).toContain('<p>1 web users</p>');
  });
});

describe('the search of locations', () => {
  const url = '/a/practice-project/settings/locations/location_search/';
  const listSchema = z.object({ results: z.array(z.object({ id: z.string(), text: z.string() })), total: z.number() });
  const found = async (query: string) => listSchema.parse((await visitor.visit(`${url}${query}`)).json());

  test('tells ids and paths, ten at once unless told', async () => {
    const all = await found('');
    expect(all.total).toBe(60);
    expect(all.results).toHaveLength(10);
    const rest = await found('?page=2&page_limit=45');
    expect(rest.results).toHaveLength(15);
    const clinic = await found('?q=amara%20clinic%201');
    const { id } = z
      .object({ id: z.string() })
      .parse(await practice.control('state?entity=location&username=Amara Clinic 1'));
    const place = clinic.results.find((each) => each.id === id);
    expect(place?.text.split('/')).toHaveLength(3);
    expect(place?.text).toMatch(/\/Amara Clinic 1$/);
    const [top = ''] = place?.text.split('/') ?? [];
    const below = await found(`?page_limit=100&q=${encodeURIComponent(`"${top}"/amara clinic 1`)}`);
    expect(below.results).toContainEqual(place);
    expect((await visitor.visit(`${url}?page_limit=many`)).status).toBe(500);
  });

  test('is for every member, as far as the role reaches, and not there without the plan’s locations', async () => {
    await make('role', { name: 'None at all', permissions: {} });
    const { id } = z
      .object({ id: z.string() })
      .parse(await practice.control('state?entity=location&username=Amara Clinic 1'));
    const set = { role: 'None at all', assigned_location_ids: [id] };
    await edit({ entity: 'web-user', username: practice.hq.username, set });
    expect((await found('')).results.map((place) => place.id)).toEqual([id]);
    await practice.control('settings', { json: { planLocations: false } });
    expect((await visitor.visit(url)).status).toBe(404);
    expect((await newVisitor(practice).visit(url)).status).toBe(302);
  });
});

describe('downloads', () => {
  const started = async (query: string): Promise<string> => {
    const to = (await visitor.visit(`${USERS}commcare/download/${query}`)).headers.get('location') ?? '';
    return /status\/(dl-\w+)\//.exec(to)?.[1] ?? '';
  };

  test('are named after the place when only usernames are wanted', async () => {
    const { id } = z
      .object({ id: z.string() })
      .parse(await practice.control('state?entity=location&username=Amara Clinic 1'));
    const job = await started(`?columns=usernames&location_id=${id}`);
    for (let look = 0; look < 2; look += 1) await visitor.visit(`${USERS}commcare/download/poll/${job}/`);
    const { headers } = await visitor.visit(`/downloads/temp/${job}?get_file=1`);
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="practice-project_Amara Clinic 1_users.xlsx"',
    );
  });

  test('die of a group without a name', async () => {
    await make('group', { name: ' ' });
    const job = await started('');
    await visitor.visit(`${USERS}commcare/download/poll/${job}/`);
    const { status, text } = await visitor.visit(`${USERS}commcare/download/poll/${job}/`);
    expect([status, text]).toEqual([500, '']);
  });
});
