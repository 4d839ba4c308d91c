import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { finished, runHere, startRoster } from '../../helpers/run-roster.ts';
import { startPractice } from '../practice/practice-client.ts';
import type { Practice } from '../practice/practice-client.ts';

let root: string;
let practice: Practice;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster bulk '));
  practice = await startPractice({ size: 30, seed: 3, throttle: false });
  const { hq } = practice;
  const args = ['connect', '--server', hq.url, '--project', hq.project, '--username', hq.username];
  expect(await run(args, { ROSTER_API_KEY: hq.apiKey })).toMatchObject({ code: 0 });
  expect(await run(['sync'])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await practice.hq.close();
  rmSync(root, { recursive: true, force: true });
});

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => runHere([...args, '--data', root], env);

describe('bulk export', () => {
  it('counts first, writes the file, says how many rows and as of when, and tells progress beside it', async () => {
    const file = path.join(root, 'workers.xlsx');
    const { code, stdout, stderr } = await run(['bulk', 'export', 'mobile-workers', file, '--json']);
    expect(code).toBe(0);
    const { data } = JSON.parse(stdout) as { data: { path: string; people: number; asOf: string } };
    expect(data.path).toBe(file);
    expect(Date.parse(data.asOf)).toBeGreaterThan(Date.now() - 600_000);
    const [users] = readWorkbook(readFileSync(file));
    expect(users?.cells.length).toBe(1 + data.people);
    expect(stderr).toContain(`${data.people} rows to write …`);
    expect(stderr.indexOf('rows to write')).toBeLessThan(stderr.indexOf('100 %'));
    const deactivated = ['bulk', 'export', 'mobile-workers', file, '--status', 'deactivated', '--source', 'mirror'];
    const plain = await run(deactivated);
    expect(plain.stdout).toMatch(/^\d+ rows? saved in .*workers\.xlsx\.\nAs HQ had it on /);
  });

  it('fetches HQ’s own file for whoever is signed in, says how many rows it will have, and what it is', async () => {
    const file = path.join(root, 'from hq.xlsx');
    const fetching = ['bulk', 'export', 'mobile-workers', file, '--source', 'hq'];
    expect((await run(fetching)).stderr).toContain('sign in first');
    expect(existsSync(file)).toBe(false);
    const signIn = ['account', 'sign-in', '--password-stdin', '--data', root];
    expect(await runHere(signIn, {}, `${practice.hq.signIn.password}\n`)).toMatchObject({ code: 0 });
    const { code, stdout, stderr } = await run([...fetching, '--status', 'active']);
    const rows = (readWorkbook(readFileSync(file))[0]?.cells.length ?? 0) - 1;
    expect([code, stderr]).toEqual([0, expect.stringMatching(/HQ makes a file of /)]);
    expect(stdout).toMatch(new RegExp(`^${rows} rows? saved in .*\\nHQ’s own file, made on `));
    expect(await run([...fetching, '--source', 'here'])).toMatchObject({ code: 2 });
  });

  it('goes on with HQ’s file where the one before was killed over it, and says so', async () => {
    const file = path.join(root, 'gone on with.xlsx');
    const fetching = ['bulk', 'export', 'web-users', file, '--source', 'hq', '--status', 'active'];
    const logged = z.array(z.looseObject({ path: z.string() }));
    const requests = async (part: string) =>
      logged.parse(await practice.control('log')).filter((request) => request.path.includes(part)).length;
    await practice.control('log', { method: 'DELETE' });
    await practice.control('faults', { json: { match: { path: '/download/poll/' }, kind: 'delay', ms: 5_000 } });
    const child = startRoster([...fetching, '--data', root]);
    const ended = finished(child);
    await expect.poll(() => requests('/download/poll/'), { timeout: 20_000 }).toBeGreaterThan(0);
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    expect(existsSync(file)).toBe(false);
    const { code, stdout, stderr } = await run(fetching);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/HQ was asked for this file at \d{4}-.*going on/)]);
    expect([stdout, await requests('/web/download/?')]).toEqual([expect.stringContaining('rows saved in'), 1]);
    // It is over and told: the next is a file of its own.
    expect((await run(fetching)).stderr).not.toContain('going on');
    expect(await requests('/web/download/?')).toBe(2);
  });

  it('says that pending invitations are not in it where nobody ever read them', async () => {
    const other = path.join(root, 'other account');
    const { hq } = practice;
    const where = ['--server', hq.url, '--project', hq.project, '--username', hq.username, '--data', other];
    await runHere(['connect', ...where], { ROSTER_API_KEY: hq.apiKey });
    await runHere(['pull', '--data', other]);
    const file = path.join(root, 'members.xlsx');
    const { code, stdout } = await runHere(['bulk', 'export', 'web-users', file, '--data', other]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Pending invitations are not known here')]);
  });

  it('refuses what it cannot apply, and leaves no file', async () => {
    const file = path.join(root, 'none.xlsx');
    const refused = async (...args: string[]) => (await run(['bulk', 'export', ...args])).stderr;
    expect(await refused('mobile-workers', file, '--role', 'App Editor')).toContain(
      'does not tell mobile workers’ roles',
    );
    expect(await refused('people', file)).toContain('web-users, mobile-workers');
    expect(await refused('web-users', file, '--location', 'Nowhere')).toContain('Nowhere');
    expect(await refused('web-users', path.join(root, 'none.csv'))).toContain('.xlsx');
    expect(existsSync(file)).toBe(false);
  });
});
