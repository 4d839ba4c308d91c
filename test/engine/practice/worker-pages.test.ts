import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
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

const createdSchema = z.object({ success: z.literal(true), user_id: z.string() });
const listSchema = z.object({
  users: z.array(z.looseObject({ user_id: z.string(), username: z.string() })),
  total: z.number(),
});
const madeSchema = z.object({ id: z.string() });
const newUser = { username: 'new.one', password: 'kzt-93-Weather', custom_fields: { team: 'Blue' } };

async function create(user: Record<string, unknown>): Promise<unknown> {
  const answer = await visitor.call(`${USERS}commcare/`, 'create_mobile_worker', { user });
  expect(answer.status).toBe(200);
  return answer.json();
}

async function workers(of: Visitor = visitor): Promise<z.infer<typeof listSchema>> {
  return listSchema.parse((await of.visit(`${USERS}commcare/json/?limit=1000`)).json());
}

/** Somebody with a role of just these permissions, signed in. */
async function signedIn(permissions: string[], locations: string[] = []): Promise<Visitor> {
  const granted = Object.fromEntries(permissions.map((name) => [name, true]));
  const role = { entity: 'role', create: true, set: { name: 'Limited', permissions: granted } };
  await practice.control('edit', { json: role });
  await practice.control('edit', {
    json: {
      entity: 'web-user',
      create: true,
      set: {
        username: 'limited@example.org',
        email: 'limited@example.org',
        role: 'Limited',
        assigned_location_ids: locations,
        password_hash: hashPassword(practice.hq.signIn.password),
      },
    },
  });
  const made = newVisitor(practice);
  expect((await made.signIn('limited@example.org', practice.hq.signIn.password)).status).toBe(302);
  return made;
}

describe('a new mobile worker', () => {
  test('is made with the default role, place, data and profile', async () => {
    const place = madeSchema.parse(await practice.control('state?entity=location&username=Amara Clinic 1')).id;
    const { user_id: id } = createdSchema.parse(
      await create({
        ...newUser,
        first_name: 'New',
        last_name: 'One',
        location_id: place,
        phone_number: '+254700000001',
        custom_fields: { team: 'Blue', commcare_profile: '11' },
      }),
    );
    expect(await practice.control(`state?entity=worker&id=${id}`)).toMatchObject({
      username: 'new.one@practice-project.commcarehq.org',
      role: 'Mobile Worker Default',
      locations: [place],
      phone_numbers: ['254700000001'],
      user_data: { team: 'Blue' },
      profile: 'Community programme',
    });
  });

  test('waits for its owner where that is asked for, with a mail', async () => {
    const later = { force_account_confirmation: true, send_account_confirmation_email: true, password: '' };
    expect(await create({ ...newUser, ...later })).toMatchObject({ error: expect.stringContaining('Email') as string });
    createdSchema.parse(await create({ ...newUser, ...later, email: 'one@example.org' }));
    expect(await practice.control('mail')).toMatchObject([{ kind: 'account-confirmation', to: 'one@example.org' }]);
  });

  test.each([
    ['a taken name', { username: 'TAKEN' }, 'already taken'],
    ['a reserved name', { username: 'admin' }, 'reserved'],
    ['a blank in it', { username: 'two words' }, 'invalid'],
    ['too long a name', { username: 'x'.repeat(51) }, 'too long'],
    ['no password', { password: '' }, 'Password is required'],
    ['a required field left out', { custom_fields: {} }, 'Team is required.'],
    ['an unknown place', { location_id: 'nowhere' }, 'not a valid location'],
    ['a bad address', { email: 'x' }, 'valid email'],
  ])('is refused for %s, in a 200', async (_what, wrong, text) => {
    createdSchema.parse(await create({ ...newUser, username: 'taken' }));
    expect(await create({ ...newUser, ...wrong })).toMatchObject({ error: expect.stringContaining(text) as string });
  });

  test('check_username looks for a name', async () => {
    const check = async (username: string): Promise<unknown> =>
      (await visitor.call(`${USERS}commcare/`, 'check_username', { username })).json();
    expect(await check('free.name')).toEqual({ success: 'Username free.name is available' });
    await create({ ...newUser, username: 'free.name' });
    expect(await check('free.name')).toEqual({ error: 'Username free.name is already taken' });
  });

  test('without the script header the call is a visit to the page; an unknown method is refused', async () => {
    expect((await visitor.visit(`${USERS}commcare/`, { user: 'x' })).text).toContain('<h1>Mobile Workers</h1>');
    expect((await visitor.call(`${USERS}commcare/`, 'nothing', {})).status).toBe(405);
  });

  test('the plan may have no room left', async () => {
    await practice.control('settings', { json: { workerLimit: 1 } });
    expect(await create(newUser)).toEqual({ error: 'No Permission.' });
  });
});

describe('actions on a worker', () => {
  test('the password form answers 200 and a status', async () => {
    const worker = (await workers()).users[0];
    const path = `${USERS}change_password/${worker?.user_id ?? ''}/`;
    const status = async (first: string, second: string): Promise<unknown> =>
      (await visitor.visit(path, { new_password1: first, new_password2: second })).json();
    expect(await status('one', 'other')).toMatchObject({ status: 'different' });
    await practice.control('settings', { json: { strongPasswords: true } });
    expect(await status('weak', 'weak')).toMatchObject({ status: 'weak' });
    expect(await status('', '')).not.toHaveProperty('status');
    expect(await status('kzt-93-Weather', 'kzt-93-Weather')).toMatchObject({ status: 'OK' });
    const json = { username: `${worker?.username ?? ''}@practice-project.commcarehq.org`, password: 'kzt-93-Weather' };
    expect(await practice.control('check-password', { json })).toEqual({ matches: true });
    expect((await visitor.visit(`${USERS}change_password/none/`, { new_password1: 'x' })).status).toBe(404);
  });

  test('delete and restore answer 302 whether or not they did anything', async () => {
    const { users, total } = await workers();
    const id = users[0]?.user_id ?? '';
    const act = async (action: string, target: string): Promise<[number, number]> => [
      (await visitor.visit(`${USERS}commcare/${action}/${target}/`, {})).status,
      (await workers()).total,
    ];
    expect(await act('delete', 'none')).toEqual([302, total]);
    expect(await act('delete', id)).toEqual([302, total - 1]);
    expect((await visitor.visit(`${USERS}commcare/`)).text).toContain('in the next few minutes');
    expect(await act('delete', id)).toEqual([302, total - 1]);
    expect(await act('restore', id)).toEqual([302, total]);
    expect(await practice.control(`state?entity=worker&id=${id}`)).toMatchObject({ deleted: false });
  });

  test('a confirmation mail is always a success', async () => {
    const id = (await workers()).users[0]?.user_id ?? '';
    const path = (target: string): string => `${USERS}commcare/send_confirmation_email/${target}/`;
    expect((await visitor.visit(path(id), {})).json()).toEqual({ success: true });
    expect(await practice.control('mail')).toEqual([]);
    const user = { ...newUser, force_account_confirmation: true, password: '', email: 'later@example.org' };
    const made = createdSchema.parse(await create(user));
    expect((await visitor.visit(path(made.user_id), {})).json()).toEqual({ success: true });
    expect(await practice.control('mail')).toMatchObject([{ to: 'later@example.org' }]);
  });
});

describe('actions on web users', () => {
  test.each(['deactivate', 'reactivate', 'remove'])('%s answers 302 for somebody unknown too', async (action) => {
    const answer = await visitor.visit(`${USERS}web/${action}/${'f'.repeat(32)}/`, {});
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `${USERS}web/`]);
  });

  test('nothing on the server keeps an Admin from removing themself', async () => {
    const id = madeSchema.parse(await practice.control(`state?entity=web-user&username=${practice.hq.username}`)).id;
    expect((await visitor.visit(`${USERS}web/remove/${id}/`, {})).status).toBe(302);
    expect((await visitor.visit(`${USERS}web/`)).status).toBe(404);
  });
});

describe('who may', () => {
  test('reading is not editing', async () => {
    const reader = await signedIn(['view_web_users', 'view_commcare_users', 'access_all_locations']);
    expect((await reader.visit(`${USERS}web/`)).status).toBe(200);
    expect((await reader.visit(`${USERS}web/download/`)).status).toBe(302);
    for (const path of ['web/invite/', 'web/upload/', 'commcare/upload/', 'roles/']) {
      expect([path, (await reader.visit(USERS + path)).status]).toEqual([path, 403]);
    }
    const refused = await reader.call(`${USERS}commcare/`, 'create_mobile_worker', { user: newUser });
    expect([refused.status, refused.json()]).toEqual([200, { error: 'No Permission.' }]);
  });

  test('others than Admins give only the roles marked for them', async () => {
    const editor = await signedIn(['edit_web_users', 'access_all_locations']);
    const roles = async (): Promise<string[]> =>
      [
        ...(await editor.visit(`${USERS}web/invite/`)).text.matchAll(
          /<option value="(?:admin|user-role:[^"]*)">([^<]*)</g,
        ),
      ].map((found) => found[1] ?? '');
    expect(await roles()).toEqual([]);
    await practice.control('edit', {
      json: { entity: 'role', create: true, set: { name: 'For all', is_non_admin_editable: true } },
    });
    expect(await roles()).toEqual(['For all']);
  });

  test('admins of some places see and touch only people there; an empty 401 says so', async () => {
    const place = madeSchema.parse(await practice.control('state?entity=location&username=Northern Highlands')).id;
    const local = await signedIn(['edit_web_users', 'edit_commcare_users'], [place]);
    const mine = await workers(local);
    expect(mine.total).toBeGreaterThan(0);
    expect(mine.total).toBeLessThan((await workers()).total);
    const outside = (await workers()).users.find((item) => !mine.users.some((own) => own.user_id === item.user_id));
    const stopped = await local.visit(`${USERS}commcare/deactivate/${outside?.user_id ?? ''}/`, {});
    expect(stopped.json()).toEqual({ error: 'No Permission.' });
    const id = madeSchema.parse(await practice.control(`state?entity=web-user&username=${practice.hq.username}`)).id;
    const refused = await local.visit(`${USERS}web/remove/${id}/`, {});
    expect([refused.status, refused.text]).toEqual([401, '']);
  });

  test('roles are told with all their permissions', async () => {
    const roles = z
      .array(z.looseObject({ _id: z.string(), name: z.string() }))
      .parse(await visitor.pageData(`${USERS}roles/`, 'user_roles'));
    expect(roles[0]).toMatchObject({ _id: 'admin', name: 'Admin' });
    expect(roles.map((role) => role.name)).toContain('Field Implementer');
  });
});

describe('sessions', () => {
  test('revoked ones lead to the sign-in page', async () => {
    await practice.control('end-sessions', { method: 'POST' });
    const answer = await visitor.visit(`${USERS}web/`);
    expect(answer.headers.get('location')).toBe(
      `/a/practice-project/login/?next=${encodeURIComponent(`${USERS}web/`)}`,
    );
  });

  test('in a secure project half an hour is enough to be signed out, by way of the general page', async () => {
    await practice.control('settings', { json: { secureSessions: true } });
    now += 29 * 60_000;
    expect((await visitor.visit(`${USERS}web/`)).status).toBe(200);
    expect((await visitor.visit('/ping_login/')).json()).toMatchObject({ secure_session: true });
    now += 31 * 60_000;
    expect((await visitor.visit(`${USERS}web/`)).headers.get('location')).toMatch(/^\/accounts\/login\/\?next=/);
  });

  test('a project that begins to ask for two factors refuses those who signed in without', async () => {
    await practice.control('settings', { json: { twoFactorRequired: true } });
    expect((await visitor.visit(`${USERS}web/`)).status).toBe(403);
  });

  test('a member no more: nothing there, or the page to ask for access', async () => {
    const json = { entity: 'web-user', username: practice.hq.username, set: { is_active_in_domain: false } };
    await practice.control('edit', { json });
    expect((await visitor.visit(`${USERS}web/`)).status).toBe(404);
    await practice.control('settings', { json: { takesAccessRequests: true } });
    const answer = await visitor.visit(`${USERS}web/json/?showActiveUsers=true`);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<h1>Request Access</h1>');
  });

  test('a paused plan leaves the web users and takes the mobile workers', async () => {
    await practice.control('settings', { json: { planPaused: true } });
    expect((await visitor.visit(`${USERS}web/json/?showActiveUsers=true`)).json()).toMatchObject({ page: 1 });
    expect((await visitor.visit(`${USERS}commcare/json/`)).text).toContain('Your subscription is paused');
  });

  test('single sign-on: whether the project trusts the provider', async () => {
    const trust = async (username: string): Promise<unknown> =>
      (await visitor.visit(`${USERS}web/check_sso_trust/`, { username })).json();
    expect(await trust('any@example.org')).toEqual({ is_trusted: true });
    const json = { entity: 'web-user', username: practice.hq.username, set: { sso_untrusted: true } };
    await practice.control('edit', { json });
    expect(await trust(practice.hq.username)).toMatchObject({ is_trusted: false, email_domain: 'example.org' });
  });
});
