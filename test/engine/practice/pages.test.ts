import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startPractice } from './practice-client.ts';
import type { Answer, Practice } from './practice-client.ts';

const LOGIN = '/a/practice-project/login/';
const USERS = '/a/practice-project/settings/users/';
const webListSchema = z.object({
  users: z.array(
    z.looseObject({
      id: z.string(),
      email: z.string(),
      removeUrl: z.string().nullable(),
      deactivateUrl: z.string().nullable(),
      reactivateUrl: z.string().nullable(),
    }),
  ),
  total: z.number(),
});
const workerListSchema = z.object({
  users: z.array(
    z.looseObject({ username: z.string(), user_id: z.string(), is_personalid_link_active: z.boolean().nullable() }),
  ),
  total: z.number(),
});

let practice: Practice;
let now: number;
/** The browser's cookies. */
let jar: Map<string, string>;

beforeEach(async () => {
  now = Date.UTC(2026, 5, 1);
  jar = new Map();
  practice = await startPractice({ size: 60, throttle: false, clock: () => new Date(now) });
});
afterEach(() => practice.hq.close());

async function visit(path: string, form?: Record<string, string>): Promise<Answer> {
  const headers: Record<string, string> = { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
  if (form) {
    headers['Content-Type'] = 'application/x-www-form-urlencoded';
    headers['X-CSRFToken'] = jar.get('csrftoken') ?? '';
  }
  const answer = await practice.ask(path, {
    auth: 'none',
    method: form ? 'POST' : 'GET',
    headers,
    raw: form && new URLSearchParams(form).toString(),
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
    jar.set(name, value);
  }
  return answer;
}

async function signIn(): Promise<Answer> {
  await visit(LOGIN);
  const { username, password } = practice.hq.signIn;
  return visit(LOGIN, { 'auth-username': username, 'auth-password': password });
}

async function webUsers(shown: string): Promise<z.infer<typeof webListSchema>> {
  return webListSchema.parse((await visit(`${USERS}web/json/?limit=1000&showActiveUsers=${shown}`)).json());
}

describe('signing in', () => {
  test('a page without a session leads to the sign-in page, and a REST key does not help', async () => {
    const answer = await practice.ask(`${USERS}web/`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(`${LOGIN}?next=${encodeURIComponent(`${USERS}web/`)}`);
  });

  test('right and wrong passwords', async () => {
    await visit(LOGIN);
    const wrong = await visit(LOGIN, { 'auth-username': practice.hq.username, 'auth-password': 'no' });
    expect(wrong.status).toBe(200);
    expect(wrong.text).toContain('Sign In');
    expect((await signIn()).status).toBe(302);
    expect((await visit(`${USERS}web/`)).status).toBe(200);
  });

  test('never leads to another site', async () => {
    await visit(LOGIN);
    const { username, password } = practice.hq.signIn;
    const answer = await visit(`${LOGIN}?next=//evil.example/`, {
      'auth-username': username,
      'auth-password': password,
    });
    expect(answer.headers.get('location')).toBe(`${USERS}web/`);
  });

  test('the one-time code is a second step', async () => {
    await practice.control('settings', { json: { twoFactorRequired: true } });
    expect((await signIn()).text).toContain('token-otp_token');
    expect((await visit(`${USERS}web/`)).status).toBe(302);
    expect((await visit(LOGIN, { 'token-otp_token': '000000' })).status).toBe(200);
    expect((await visit(LOGIN, { 'token-otp_token': '123456' })).status).toBe(302);
    expect((await visit(`${USERS}web/`)).status).toBe(200);
  });

  test('a backup code stands in for the one-time code, once', async () => {
    await practice.control('settings', { json: { twoFactorRequired: true, backupCode: 'spare-wheel' } });
    expect((await signIn()).text).toMatch(/name="wizard_goto_step"[^>]*value="backup"/);
    const asked = await visit(LOGIN, { wizard_goto_step: 'backup' });
    expect(asked.text).toContain('backup-otp_token');
    const wrong = await visit(LOGIN, { 'backup-otp_token': 'spare-tyre' });
    expect(wrong.text).toMatch(/Invalid token[\s\S]*backup-otp_token/);
    expect((await visit(LOGIN, { 'backup-otp_token': 'spare-wheel' })).status).toBe(302);
    expect((await visit(`${USERS}web/`)).status).toBe(200);
    await visit('/accounts/logout/');
    expect((await signIn()).text).not.toContain('wizard_goto_step');
    expect((await visit(LOGIN, { 'backup-otp_token': 'spare-wheel' })).status).toBe(200);
  });

  test('an account of an identity provider is sent there, whatever password it gives', async () => {
    const { webUsers } = z
      .object({ webUsers: z.array(z.object({ username: z.string(), sso_controlled: z.boolean() })) })
      .parse(await practice.control('state'));
    const theirs = webUsers.find(({ sso_controlled }) => sso_controlled)?.username ?? '';
    await visit(LOGIN);
    const answer = await visit(LOGIN, { 'auth-username': theirs, 'auth-password': 'anything' });
    expect(answer.status).toBe(302);
    expect(new URL(answer.headers.get('location') ?? '').origin).not.toBe(practice.hq.url);
  });

  test('tells a member their own rights at the address that the Web Users page names', async () => {
    await signIn();
    const address = /data-name="my_role" data-value="&quot;([^"]*)&quot;"/.exec(
      (await visit(`${USERS}web/`)).text,
    )?.[1];
    expect((await visit(address ?? '')).json()).toMatchObject({
      role: 'Admin',
      is_domain_admin: true,
      permissions: { edit_web_users: true },
    });
  });

  test('a session ends after two weeks without use, and a ping does not count as use', async () => {
    await signIn();
    now += 13 * 86_400_000;
    expect((await visit('/ping_login/')).json()).toMatchObject({ success: true, username: practice.hq.username });
    now += 2 * 86_400_000;
    expect((await visit('/ping_login/')).json()).toMatchObject({ success: false });
    expect((await visit(`${USERS}web/`)).status).toBe(302);
  });

  test('a session works for user_domains and for nothing else of REST', async () => {
    await signIn();
    expect((await visit('/api/user_domains/v1/')).json()).toMatchObject({ meta: { total_count: 1 } });
    expect((await visit('/a/practice-project/api/user/v1/')).status).toBe(401);
  });

  test('a POST without the CSRF token is refused', async () => {
    await signIn();
    jar.set('csrftoken', '');
    expect((await visit(`${USERS}web/reinvite/`, { uuid: 'x' })).status).toBe(403);
  });
});

describe('web users', () => {
  beforeEach(signIn);

  test('the list fails without showActiveUsers', async () => {
    expect((await visit(`${USERS}web/json/`)).status).toBe(500);
    const active = await webUsers('true');
    const others = await webUsers('false');
    expect((await webUsers('null')).total).toBe(active.total + others.total);
    expect(others.total).toBeGreaterThan(0);
  });

  test('no action on yourself is offered', async () => {
    const self = (await webUsers('null')).users.find((user) => user.email === practice.hq.username);
    expect(self).toMatchObject({ removeUrl: null, deactivateUrl: null, reactivateUrl: null });
  });

  test('deactivate and reactivate by the row’s own URLs', async () => {
    const user = (await webUsers('true')).users.find((item) => item.deactivateUrl);
    expect((await visit(user?.deactivateUrl ?? '', {})).status).toBe(302);
    const after = (await webUsers('false')).users.find((item) => item.id === user?.id);
    expect(after?.reactivateUrl).toContain(user?.id);
    expect((await visit(after?.reactivateUrl ?? '', {})).status).toBe(302);
    expect((await webUsers('true')).users.some((item) => item.id === user?.id)).toBe(true);
  });

  test('remove a membership and undo it by the link of the next page', async () => {
    const user = (await webUsers('true')).users.find((item) => item.removeUrl !== null);
    expect((await visit(user?.removeUrl ?? '', {})).status).toBe(302);
    expect((await webUsers('null')).users.some((item) => item.id === user?.id)).toBe(false);
    const undo = /href="([^"]*undo_remove[^"]*)"/.exec((await visit(`${USERS}web/`)).text)?.[1] ?? '';
    expect((await visit(undo, {})).status).toBe(302);
    expect((await webUsers('null')).users.some((item) => item.id === user?.id)).toBe(true);
    expect((await visit(`${USERS}web/`)).text).not.toContain('undo_remove');
  });
});

describe('invitations', () => {
  beforeEach(signIn);

  async function pending(): Promise<{ uuid: string; invited_on: string }[]> {
    const { text } = await visit(`${USERS}web/`);
    const value = /data-name="invitations" data-value="([^"]*)"/.exec(text)?.[1] ?? '';
    const json = value
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
    const schema = z.array(z.looseObject({ uuid: z.string(), invited_on: z.string() }));
    return schema.parse(JSON.parse(json.replaceAll('&amp;', '&')));
  }

  test('are embedded in the page; resend restarts the clock and mails; delete takes them away', async () => {
    const before = await pending();
    expect(before).toHaveLength(25);
    const uuid = before.at(-1)?.uuid ?? '';
    expect((await visit(`${USERS}web/reinvite/`, { uuid })).json()).toEqual({
      response: 'Invitation resent',
      status: 'ok',
    });
    expect((await pending()).find((item) => item.uuid === uuid)?.invited_on).toBe(new Date(now).toISOString());
    expect(await practice.control('mail')).toMatchObject([{ kind: 'invitation', about: uuid }]);
    expect((await visit(`${USERS}web/delete_invitation/`, { uuid })).json()).toEqual({ status: 'ok' });
    expect(await pending()).toHaveLength(24);
    expect((await visit(`${USERS}web/reinvite/`, { uuid })).json()).toMatchObject({ status: 'error' });
    expect((await visit(`${USERS}web/delete_invitation/`, { uuid })).status).toBe(500);
  });
});

describe('mobile workers', () => {
  beforeEach(signIn);

  const workers = async (query = ''): Promise<z.infer<typeof workerListSchema>> =>
    workerListSchema.parse((await visit(`${USERS}commcare/json/?limit=1000${query}`)).json());

  test('the three lists together are all workers', async () => {
    const lists = [await workers(), await workers('&showDeactivatedUsers=true')];
    lists.push(await workers('&showDeactivatedUsers=true&showUnconfirmedUsers=true'));
    expect(lists.reduce((sum, list) => sum + list.total, 0)).toBe(60);
  });

  test('PersonalID is unlinked and linked by the URL in the page', async () => {
    const { text } = await visit(`${USERS}commcare/`);
    const url = /data-name="set_personalid_link_status" data-value="&quot;([^&]*)&quot;"/.exec(text)?.[1] ?? '';
    const linked = (await workers()).users.find((worker) => worker.is_personalid_link_active === true);
    const path = url.replace('---', linked?.username ?? '');
    const answer = await visit(path, { is_active: 'false' });
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(
      (await workers()).users.find((worker) => worker.username === linked?.username)?.is_personalid_link_active,
    ).toBe(false);
    expect((await visit(path, {})).status).toBe(400);
    const unlinked = (await workers()).users.find((worker) => worker.is_personalid_link_active === null);
    expect((await visit(url.replace('---', unlinked?.username ?? ''), { is_active: 'true' })).status).toBe(500);
    await practice.control('settings', { json: { connect: false } });
    expect((await visit(path, { is_active: 'true' })).status).toBe(403);
    expect((await workers()).users.every((worker) => worker.is_personalid_link_active === null)).toBe(true);
    expect((await visit(`${USERS}commcare/`)).text).not.toContain('PersonalID Status');
  });

  test('deactivate and activate', async () => {
    const id = (await workers()).users[0]?.user_id ?? '';
    expect((await visit(`${USERS}commcare/deactivate/${id}/`, {})).json()).toEqual({ success: true });
    expect((await workers('&showDeactivatedUsers=true')).users.some((worker) => worker.user_id === id)).toBe(true);
    expect((await visit(`${USERS}commcare/activate/${id}/`, {})).json()).toEqual({ success: true });
  });
});
