import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { onTestFinished, describe, expect, it } from 'vitest';
import { createHqSession } from '#engine/hq/hq-session.ts';
import { createThrottle } from '#engine/hq/throttle.ts';
import { startHarness } from '../helpers/engine-harness.ts';
import type { Harness } from '../helpers/engine-harness.ts';
import { html } from '../helpers/scripted-pages.ts';
import { scriptedServer, sendJson } from '../helpers/scripted-server.ts';
import { testDeps } from '../helpers/test-deps.ts';

const call = (h: Harness, method: string, params: object = {}) => h.engine.call(method, params);
const state = async (h: Harness) => (await h.call('connection.get', {})).session;
const settings = (h: Harness, json: object) => h.practice.control('settings', { json });
const pageCalls = async (h: Harness) =>
  (await h.requests()).filter(({ path }) => !path.includes('/api/')).map(({ method, path }) => `${method} ${path}`);

async function signedIn(): Promise<Harness> {
  const h = await startHarness();
  await h.open();
  await h.signIn();
  await h.requests();
  return h;
}

describe('signing in to the open account', () => {
  it('begins a session and tells what is to be kept of it', async () => {
    const h = await startHarness();
    await h.open();
    expect(await state(h)).toBe('none');
    expect(await h.signIn()).toEqual({ step: 'done' });
    expect(h.cookies).toHaveLength(1);
    expect(h.cookies[0]).toContain('sessionid');
    expect(await h.call('connection.get', {})).toMatchObject({
      session: 'signed-in',
      sessionExpiresAt: expect.any(Number) as number,
    });
    const login = `/a/${h.account.project}/login/`;
    expect((await pageCalls(h)).slice(0, 3)).toEqual([`GET ${login}`, `POST ${login}`, 'GET /ping_login/']);
  });

  it('says in HQ’s words what is wrong with the password, and keeps nothing', async () => {
    const h = await startHarness();
    await h.open();
    expect(await call(h, 'account.signIn', { password: 'not it' })).toMatchObject({
      ok: true,
      data: { step: 'refused', messages: [expect.stringContaining('correct username and password')] },
    });
    expect(h.cookies).toEqual([]);
    expect(await state(h)).toBe('none');
  });

  it('asks for the code of a device, again after a wrong one', async () => {
    const h = await startHarness();
    await settings(h, { twoFactorRequired: true });
    await h.open();
    expect(await h.signIn()).toEqual({ step: 'token', backup: false, messages: [] });
    expect(await call(h, 'account.signInCode', { code: '000000' })).toMatchObject({
      ok: true,
      data: { step: 'token', messages: [expect.stringContaining('Invalid token')] },
    });
    expect(await state(h)).toBe('none');
    expect(await call(h, 'account.signInCode', { code: '123456' })).toEqual({ ok: true, data: { step: 'done' } });
    expect(await state(h)).toBe('signed-in');
  });

  it('takes a backup code', async () => {
    const h = await startHarness();
    await settings(h, { twoFactorRequired: true, backupCode: 'spare-wheel' });
    await h.open();
    expect(await h.signIn()).toMatchObject({ step: 'token', backup: true });
    expect(await call(h, 'account.signInBackup')).toMatchObject({ ok: true, data: { step: 'backup' } });
    expect(await call(h, 'account.signInCode', { code: 'spare-wheel' })).toEqual({ ok: true, data: { step: 'done' } });
  });

  it('wants the password before a code', async () => {
    const h = await startHarness();
    await h.open();
    for (const [method, params] of [
      ['account.signInCode', { code: '123456' }],
      ['account.signInBackup', {}],
    ] as const)
      expect(await call(h, method, params)).toMatchObject({ ok: false, error: { code: 'wrong-state' } });
  });

  it('leaves an account of an organisation to the browser', async () => {
    const h = await startHarness();
    const edit = { entity: 'web-user', username: h.account.username, set: { sso_controlled: true } };
    await h.practice.control('edit', { json: edit });
    await h.open();
    expect(await h.signIn()).toEqual({
      step: 'browser',
      address: `${h.account.server}/a/${h.account.project}/login/`,
    });
    expect(h.cookies).toEqual([]);
  });

  it('refuses a session that HQ gave to another account', async () => {
    const h = await startHarness();
    const form = '<form method="post"><input name="auth-username"><input name="auth-password"></form>';
    const server = await scriptedServer(({ method, url }, response) => {
      if (url.startsWith('/ping_login/')) sendJson(response, 200, { success: true, username: 'somebody@else.org' });
      else if (method === 'GET') html(response, form, 200, { 'set-cookie': 'csrftoken=t; Path=/' });
      else {
        response.writeHead(302, { location: '/a/x/', 'set-cookie': 'sessionid=theirs; Path=/' });
        response.end();
      }
    });
    onTestFinished(server.close);
    await h.open({ server: server.url });
    const answer = await call(h, 'account.signIn', { password: 'pw-of-mine' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'credential' } });
    expect(JSON.stringify(answer)).toContain('somebody@else.org');
    expect(h.cookies).toEqual([]);
    expect(await state(h)).toBe('none');
  });

  it('says that HQ cannot be reached', async () => {
    const h = await startHarness();
    const gone = await scriptedServer(() => undefined);
    await gone.close();
    await h.open({ server: gone.url });
    expect(await call(h, 'account.signIn', { password: 'pw' })).toMatchObject({
      ok: false,
      error: { code: 'offline' },
    });
  });

  it('is not for an account that is only looked at', async () => {
    const h = await startHarness();
    await h.open();
    await call(h, 'account.close');
    await h.open({ readOnly: true });
    expect(await call(h, 'account.signIn', { password: 'pw' })).toMatchObject({
      ok: false,
      error: { code: 'read-only' },
    });
  });
});

/** Outside of an engine, begun with a cookie. `told`: what is to be kept, in order. */
function sessionWith(server: string, cookie: string) {
  const deps = testDeps();
  const told: (string | null)[] = [];
  const session = createHqSession({
    deps,
    account: { id: 'test', kind: 'hq', server, project: 'demo', username: 'ana@x.org' },
    throttle: createThrottle(deps),
    wasOver: false,
    onOver: () => undefined,
    saved: JSON.stringify({ cookies: [{ name: 'sessionid', value: cookie }], expiresAt: null }),
    onCookies: (cookies) => told.push(cookies),
    onState: () => undefined,
  });
  return { session, told };
}

describe('a session', () => {
  it('goes on after a restart with what was kept', async () => {
    const h = await signedIn();
    await call(h, 'account.close');
    await h.open({ cookies: h.cookies.at(-1) ?? null });
    expect(await state(h)).toBe('signed-in');
    expect((await h.sync()).done).toBe(true);
    expect(await state(h)).toBe('signed-in');
    expect(await pageCalls(h)).toContain('GET /ping_login/');
  });

  it('that HQ ended is over; REST goes on, and its cookies are not sent again', async () => {
    const h = await signedIn();
    const told: string[][] = [];
    h.engine.on('data.changed', ({ entities }) => told.push(entities));
    await h.practice.control('end-sessions', { json: {} });
    const report = await h.sync();
    expect(report).toMatchObject({ done: true, error: null, pulled: { 'mobile-worker': 30 } });
    expect(await state(h)).toBe('over');
    expect(h.cookies.at(-1)).toBeNull();
    await expect.poll(() => told.flat()).toContain('connection');
    expect((await h.call('sync.status', {})).hold).toBeNull();
    await h.requests();
    await h.sync();
    expect(await pageCalls(h)).toEqual([]);
    expect(await h.signIn()).toEqual({ step: 'done' });
    expect(await state(h)).toBe('signed-in');
  });

  it('that ends while its pages are being asked is over from then on', async () => {
    const h = await signedIn();
    await h.fault({ match: { path: 'web/' }, kind: 'delay', ms: 300, times: 1 });
    h.ahead(2 * 3_600_000);
    const run = h.sync();
    await expect.poll(async () => (await pageCalls(h)).join(), { timeout: 5_000 }).toContain('/ping_login/');
    await h.practice.control('end-sessions', { json: {} });
    expect(await run).toMatchObject({ done: true, error: null });
    expect(await state(h)).toBe('over');
  });

  it("that turns out to be another account's is over at the first look", async () => {
    const server = await scriptedServer((_request, response) =>
      sendJson(response, 200, { success: true, username: 'somebody@else.org' }),
    );
    onTestFinished(server.close);
    const { session, told } = sessionWith(server.url, 'theirs');
    onTestFinished(session.close);
    const pages = session.pages();
    await session.check();
    expect([session.state(), session.pages(), told]).toEqual(['over', null, [null]]);
    expect(await pages?.listInvitations()).toMatchObject({ kind: 'session-over' });
    expect(server.seen).toHaveLength(1);
  });

  it('that is over by the clock is not tried', async () => {
    const h = await signedIn();
    const kept = h.cookies.at(-1) ?? null;
    h.ahead(15 * 86_400_000);
    expect(await state(h)).toBe('over');
    await call(h, 'account.close');
    await h.open({ cookies: kept });
    expect(await state(h)).toBe('over');
    await h.sync();
    expect(await pageCalls(h)).toEqual([]);
    expect(h.cookies.at(-1)).toBeNull();
  });

  it('that is over stays so after a restart, until somebody signs in or out', async () => {
    const h = await signedIn();
    const again = async () => {
      await call(h, 'account.close');
      await h.open({ cookies: h.cookies.at(-1) ?? null });
      return state(h);
    };
    await h.practice.control('end-sessions', { json: {} });
    await h.sync();
    expect(await again()).toBe('over');
    expect(h.cookies.at(-1)).toBeNull();
    await h.signIn();
    expect(await again()).toBe('signed-in');
    await h.practice.control('end-sessions', { json: {} });
    await h.sync();
    await call(h, 'account.signOut');
    expect(await again()).toBe('none');
  });

  it('lasts longer by being used', async () => {
    const h = await signedIn();
    const first = (await h.call('connection.get', {})).sessionExpiresAt ?? 0;
    h.ahead(13 * 86_400_000);
    await h.sync();
    expect((await h.call('connection.get', {})).sessionExpiresAt).toBeGreaterThan(first);
    // Also in what is kept: the next start may come after the end that was told first.
    await call(h, 'account.close');
    h.ahead(2 * 86_400_000);
    await h.open({ cookies: h.cookies.at(-1) ?? null });
    expect(await state(h)).toBe('signed-in');
  });

  it('of a practice HQ that was started anew ends quietly', async () => {
    const h = await signedIn();
    const kept = h.cookies.at(-1) ?? null;
    await call(h, 'account.close');
    await h.practice.control('end-sessions', { json: {} });
    await h.open({ cookies: kept, autoSync: true });
    await expect.poll(() => state(h), { timeout: 5_000 }).toBe('over');
    await expect.poll(async () => (await h.call('sync.status', {})).lastPullAt, { timeout: 5_000 }).not.toBeNull();
    expect((await h.call('sync.status', {})).lastError).toBeNull();
  });

  it('that cannot be read any more is over', async () => {
    const h = await startHarness();
    await h.open({ cookies: 'not ours: secret-text' });
    expect(await state(h)).toBe('over');
    expect(h.logged.join('\n')).not.toContain('secret-text');
  });

  it('is forgotten by signing out', async () => {
    const h = await signedIn();
    expect(await call(h, 'account.signOut')).toEqual({ ok: true, data: {} });
    expect(h.cookies.at(-1)).toBeNull();
    expect(await state(h)).toBe('none');
    await h.sync();
    expect(await pageCalls(h)).toEqual([]);
  });

  it('tells renewed cookies at the latest when the account is closed', async () => {
    let renewals = 0;
    const server = await scriptedServer(({ url }, response) => {
      renewals += 1;
      const cookie = { 'set-cookie': `sessionid=renewed-${renewals}; Path=/` };
      if (url.startsWith('/ping')) sendJson(response, 200, { success: true, username: 'ana@x.org' }, cookie);
      else html(response, '', 200, cookie);
    });
    onTestFinished(server.close);
    const { session, told } = sessionWith(server.url, 'first');
    await session.check();
    await session.pages()?.hasPersonalId();
    expect(told).toEqual([]);
    await session.close();
    expect(told).toEqual([expect.stringContaining('renewed-2')]);
  });
});

describe('what is secret', () => {
  it('is in no log line, no error, no event and not in the database', async () => {
    const h = await startHarness();
    await settings(h, { twoFactorRequired: true, backupCode: 'spare-wheel-77' });
    await h.open();
    const said: unknown[] = [];
    h.engine.on('data.changed', (payload) => said.push(payload));
    h.engine.on('sync.status', (payload) => said.push(payload));
    const ask = async (method: string, params: object = {}) => said.push(await call(h, method, params));
    await ask('account.signIn', { password: 'wrong-password-1' });
    await ask('account.signIn', { password: h.practice.hq.signIn.password });
    await ask('account.signInCode', { code: '010101' });
    await ask('account.signInBackup');
    await ask('account.signInCode', { code: 'spare-wheel-77' });
    expect(said.at(-1)).toEqual({ ok: true, data: { step: 'done' } });
    await h.sync();
    await h.practice.control('end-sessions', { json: {} });
    await h.sync();
    await ask('account.signInCode', { code: '123456' });
    await ask('connection.get');
    const kept = z
      .object({ cookies: z.array(z.object({ value: z.string() })) })
      .parse(JSON.parse(h.cookies.find((text) => text !== null) ?? ''));
    const secrets = [
      'wrong-password-1',
      h.practice.hq.signIn.password,
      '010101',
      'spare-wheel-77',
      ...kept.cookies.map(({ value }) => value),
    ];
    expect(secrets.length).toBeGreaterThanOrEqual(6);
    await h.engine.shutdown();
    const files = readdirSync(h.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const onDisk = files.map((file) => readFileSync(path.join(file.parentPath, file.name)).toString('latin1')).join('');
    expect(onDisk).toContain(h.account.username);
    for (const secret of secrets) {
      expect(h.logged.join('\n')).not.toContain(secret);
      expect(JSON.stringify(said)).not.toContain(secret);
      expect(onDisk.includes(secret)).toBe(false);
    }
  });
});
