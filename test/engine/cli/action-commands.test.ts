import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { jsonHere, runHere, runJson, runRoster } from '../../helpers/run-roster.ts';

let root: string;
let hq: PracticeHq;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster cli '));
  hq = await startPracticeHq({ size: 10, seed: 3, throttle: false });
  const connect = ['connect', '--server', hq.url, '--project', hq.project, '--username', hq.username];
  expect((await runRoster([...connect, '--data', root], { ROSTER_API_KEY: hq.apiKey })).code).toBe(0);
  expect((await runRoster(['pull', '--data', root])).code).toBe(0);
});
afterAll(async () => {
  await hq.close();
  rmSync(root, { recursive: true, force: true });
});

const roster = (...args: string[]) => runJson([...args, '--data', root]);
type Saved = { changeId: string | null; status?: string; username: string };

/** Whether it is the worker's password at HQ. */
async function matches(username: string, password: string): Promise<unknown> {
  const asked = await fetch(`${hq.url}/__practice__/check-password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-Practice-Token': hq.controlToken },
    body: JSON.stringify({ username, password }),
  });
  return asked.json();
}

async function firstWorker(): Promise<string> {
  const { answer } = await roster('mobile-workers', 'list', '--where', 'status=active', '--limit', '1');
  const { rows } = (answer.ok ? answer.data : {}) as { rows: { username: string }[] };
  return rows[0]?.username ?? '';
}

describe('actions from the command line', () => {
  it('are saved, listed by name, taken back by their opposite', async () => {
    const username = await firstWorker();
    const { answer, code } = await roster('mobile-workers', 'deactivate', username);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ ok: true, data: { username, status: 'deactivated', syncState: 'pending' } });
    const list = await runRoster(['changes', 'list', '--data', root]);
    expect(list.stdout).toContain('Deactivate');
    const people = await runRoster(['mobile-workers', 'list', '--data', root]);
    expect(people.stdout).toMatch(/ Deactivated .*deactivate \(waiting\)\n/);
    const person = await runRoster(['mobile-workers', 'show', username, '--data', root]);
    expect(person.stdout).toMatch(/: Deactivate · Waiting to be sent\n/);
    const back = await roster('mobile-workers', 'reactivate', username);
    expect(back.answer).toMatchObject({ ok: true, data: { changeId: null, status: 'active' } });
    const history = await runRoster(['history', 'list', '--data', root]);
    expect(history.stdout).toMatch(/ Deactivate .*\n[^]* Reactivate | Reactivate .*\n[^]* Deactivate /);
    expect(history.stdout).not.toMatch(/ (?:de|re)activate /);
  });

  it('without a way back ask for --yes', async () => {
    const username = await firstWorker();
    const refused = await roster('mobile-workers', 'delete', username);
    expect(refused).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'invalid-input' } } });
    const { answer } = await roster('mobile-workers', 'delete', username, '--yes');
    const saved = (answer.ok ? answer.data : {}) as Saved;
    expect(answer).toMatchObject({ ok: true, data: { changes: [{ kind: 'delete', action: 'remove' }] } });
    const discarded = await roster('changes', 'discard', saved.changeId ?? '');
    expect(discarded.answer).toMatchObject({ ok: true });
  });

  it('a worker is not deleted out of reach: nothing is saved, exit code 4', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'roster cli '));
    const away = await startPracticeHq({ size: 10, seed: 3, throttle: false });
    const at = ['--data', folder];
    const connect = ['connect', '--server', away.url, '--project', away.project, '--username', away.username];
    await runHere([...connect, ...at], { ROSTER_API_KEY: away.apiKey });
    await runHere(['pull', ...at]);
    const { answer } = await jsonHere(['mobile-workers', 'list', '--limit', '1', ...at]);
    const { rows } = (answer.ok ? answer.data : {}) as { rows: { username: string }[] };
    await away.close();
    const refused = await runHere(['mobile-workers', 'delete', rows[0]?.username ?? '', '--yes', ...at]);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('done only while HQ can be reached');
    expect((await jsonHere(['changes', 'list', ...at])).answer).toMatchObject({ ok: true, data: { changes: [] } });
    rmSync(folder, { recursive: true, force: true });
  });

  it('set a password from standard input, never from the command line, and keep it out of sight', async () => {
    const username = await firstWorker();
    const secret = 'Kestrel-Over-7-Fells';
    expect(await roster('mobile-workers', 'set-password', username)).toMatchObject({ code: 2 });
    expect(await roster('mobile-workers', 'set-password', username, secret)).toMatchObject({ code: 2 });
    const args = ['mobile-workers', 'set-password', username, '--password-stdin', '--data', root];
    expect(await runJson(args, {}, '\n')).toMatchObject({ code: 2 });
    const { answer, stdout, code } = await runJson(args, {}, `${secret}\n`);
    expect(code).toBe(0);
    expect(answer).toMatchObject({ ok: true, data: { changes: [{ action: 'set-password' }], syncState: 'pending' } });
    expect(stdout).not.toContain(secret);
    expect((await runRoster(['push', '--data', root])).code).toBe(0);
    expect(await matches(username, secret)).toMatchObject({ matches: true });
  });

  it('create a worker with a password from standard input, and with none from the command line', async () => {
    const secret = 'Heron-Under-3-Bridges';
    const create = (...more: string[]) => [
      'mobile-workers',
      'create',
      '--set',
      'username=nia.piped',
      ...more,
      '--data',
      root,
    ];
    const typed = await runJson(create('--set', `password=${secret}`));
    expect(typed).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'invalid-input' } } });
    expect(typed.stdout + typed.stderr).toContain('--password-stdin');
    expect(typed.stdout + typed.stderr).not.toContain(secret);
    expect(await runJson(create('--password-stdin'), {}, '\n')).toMatchObject({ code: 2 });
    const { answer, stdout, code } = await runJson(create('--password-stdin'), {}, `${secret}\n`);
    expect(code).toBe(0);
    expect(stdout).not.toContain(secret);
    const { username } = (answer.ok ? answer.data : {}) as { username: string };
    expect((await runRoster(['push', '--data', root])).code).toBe(0);
    expect(await matches(username, secret)).toMatchObject({ matches: true });
  });

  it('that HQ’s rules forbid are refused with their reason', async () => {
    const own = await roster('web-users', 'deactivate', hq.username);
    expect(own).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'validation' } } });
  });

  it('invite, edit and delete, and answer only what was asked', async () => {
    const missing = await roster('invitations', 'create', '--email', 'nia@example.org');
    expect(missing).toMatchObject({ code: 2 });
    const created = await roster('invitations', 'create', '--email', 'Nia@Example.org', '--role', 'App Editor');
    expect(created.answer).toMatchObject({ ok: true, data: { username: 'nia@example.org', syncState: 'pending' } });
    const id = ((created.answer.ok ? created.answer.data : {}) as Saved).changeId ?? '';
    const edited = await roster('invitations', 'edit', 'nia@example.org', '--set', 'role=Read Only');
    expect(edited.answer).toMatchObject({ ok: true, data: { changeId: id, values: { role: 'Read Only' } } });
    const unasked = await roster('changes', 'answer', id, 'done');
    expect(unasked.answer).toMatchObject({ ok: false, error: { code: 'wrong-state' } });
    expect(await roster('changes', 'answer', id, 'perhaps')).toMatchObject({ code: 2 });
    const gone = await roster('invitations', 'delete', 'nia@example.org', '--yes');
    expect(gone.answer).toMatchObject({ ok: true, data: { changeId: null, username: 'nia@example.org' } });
  });

  it('are explained by --help', async () => {
    const { stdout } = await runRoster(['mobile-workers', '--help']);
    for (const word of ['deactivate', 'reactivate', 'delete', 'link', 'unlink', 'reset-password', 'set-password'])
      expect(stdout).toContain(`mobile-workers ${word}`);
    expect((await runRoster(['web-users', 'remove', '--help'])).stdout).toContain('--yes');
  });
});
