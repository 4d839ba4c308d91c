import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPractice } from '../practice/practice-client.ts';
import { jsonHere, runHere, runRoster } from '../../helpers/run-roster.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

async function setUp() {
  const practice = await startPractice({ size: 10, seed: 3, throttle: false });
  onTestFinished(() => practice.hq.close());
  const { url, project, username, apiKey, signIn } = practice.hq;
  const data = path.join(tempFolder(), 'my people');
  const args = ['--server', url, '--project', project, '--username', username, '--data', data];
  expect((await runHere(['connect', ...args], { ROSTER_API_KEY: apiKey })).code).toBe(0);
  const kept = () =>
    z
      .object({ apiKey: z.string(), cookies: z.string().nullable() })
      .parse(JSON.parse(readFileSync(path.join(data, 'credentials.json'), 'utf8')));
  return {
    practice,
    data,
    kept,
    password: signIn.password,
    settings: (json: object) => practice.control('settings', { json }),
    connectAgain: () => runHere(['connect', ...args], { ROSTER_API_KEY: apiKey }),
    /** `roster account …` with a line on standard input. */
    account: (words: string[], input?: string) => jsonHere(['account', ...words, '--data', data], {}, input),
  };
}

const withPassword = ['sign-in', '--password-stdin'];

describe('roster account', () => {
  it('signs in, keeps the session for the next command, tells what it allows, and signs out', async () => {
    const { account, password, data, kept, connectAgain } = await setUp();
    expect((await account(['connection'])).answer).toMatchObject({
      ok: true,
      data: {
        api: true,
        session: 'none',
        capabilities: { 'list-invitations': { can: false, obstacle: 'not-signed-in' } },
      },
    });
    const done = await account(withPassword, `${password}\n`);
    expect(done).toMatchObject({ code: 0, answer: { ok: true, data: { session: 'signed-in', role: 'Admin' } } });
    expect(kept().cookies).toContain('sessionid');
    if (process.platform !== 'win32') expect(statSync(path.join(data, 'credentials.json')).mode & 0o777).toBe(0o600);
    await connectAgain();
    const now = await account(['connection']);
    expect(now.answer).toMatchObject({
      ok: true,
      data: { session: 'signed-in', isAdmin: 'yes', capabilities: { 'list-invitations': { can: true } } },
    });
    const plain = await runHere(['account', 'connection', '--data', data]);
    expect(plain.stdout).toMatch(/signed in\.\nThe session ends without use at \d{4}-.*\nRole: Admin\n/);
    expect(plain.stdout).toMatch(/list-invitations +yes\n/);
    for (const { stdout, stderr } of [done, now, plain])
      for (const secret of [password, ...(kept().cookies?.match(/"value":"[^"]+/g) ?? ['no cookies'])])
        expect(stdout + stderr).not.toContain(secret);
    expect((await account(['sign-out'])).code).toBe(0);
    expect(kept().cookies).toBeNull();
    const after = await runHere(['account', 'connection', '--data', data]);
    expect(after.stdout).toContain('not signed in');
    expect(after.stdout).toMatch(/list-invitations +no\n/);
    expect(after.stdout).toMatch(/list-invitations, .*:\n {2}HQ offers this only on its web pages.* Sign in to HQ/);
  });

  it('takes the code of a device or a backup code', async () => {
    const { account, password, settings } = await setUp();
    await settings({ twoFactorRequired: true, backupCode: 'spare-wheel' });
    const without = await account(withPassword, password);
    expect(without).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'invalid-input' } } });
    const wrong = await account([...withPassword, '--code', '000000'], password);
    expect(wrong).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'credential' } } });
    expect((await account([...withPassword, '--code', '123456'], password)).code).toBe(0);
    expect((await account([...withPassword, '--backup-code', 'spare-wheel'], password)).code).toBe(0);
    expect((await account([...withPassword, '--backup-code', 'x', '--code', 'y'], password)).code).toBe(2);
  });

  it('says plainly what is wrong with the password, or that only a browser can do it', async () => {
    const { account, practice, password, data } = await setUp();
    // Standard input for real.
    const wrong = await runRoster(['account', ...withPassword, '--data', data], {}, 'guess\n');
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/does not take this password.*\n.*HQ says: Please enter a correct username/);
    expect((await account(withPassword, '')).code).toBe(2);
    const nobody = await account(['sign-in']);
    expect(nobody).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'invalid-input' } } });
    const edit = { entity: 'web-user', username: practice.hq.username, set: { sso_controlled: true } };
    await practice.control('edit', { json: edit });
    const browser = await account(withPassword, password);
    expect(browser).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'credential' } } });
    expect(browser.stdout).toContain('organisation');
  });

  it('forgets a session that HQ ended at the next sync, which goes on', async () => {
    const { account, practice, password, data, kept } = await setUp();
    await account(withPassword, password);
    await practice.control('end-sessions', { json: {} });
    const synced = await jsonHere(['sync', '--data', data]);
    expect(synced).toMatchObject({ code: 0, answer: { ok: true, data: { done: true } } });
    expect(kept().cookies).toBeNull();
    expect((await account(['connection'])).answer).toMatchObject({ ok: true, data: { session: 'over' } });
  });
});
