/** `changes edit`: other values for a waiting change, and a new password where the one saved with it is gone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { jsonHere, runHere } from '../../helpers/run-roster.ts';

const password = 'Lamp-Tree-91';
const another = 'Kestrel-Over-7-Fells';
let root: string;
let hq: PracticeHq;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster edit '));
  hq = await startPracticeHq({ size: 10, seed: 3, throttle: false });
  const connect = ['connect', '--server', hq.url, '--project', hq.project, '--username', hq.username];
  expect((await runHere([...connect, '--data', root], { ROSTER_API_KEY: hq.apiKey })).code).toBe(0);
  expect((await runHere(['pull', '--data', root])).code).toBe(0);
});
afterAll(async () => {
  await hq.close();
  rmSync(root, { recursive: true, force: true });
});

function roster(args: readonly string[], input?: string) {
  return jsonHere([...args, '--data', root], { ROSTER_WORKER_PASSWORD: password }, input);
}

async function saved(args: readonly string[], input?: string): Promise<string> {
  const { answer } = await roster(args, input);
  const { changeId } = (answer.ok ? answer.data : {}) as { changeId?: string };
  if (changeId === undefined) throw new Error(JSON.stringify(answer));
  return changeId;
}

async function atPractice(what: string, json: unknown): Promise<unknown> {
  const reply = await fetch(`${hq.url}/__practice__/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-Practice-Token': hq.controlToken },
    body: JSON.stringify(json),
  });
  return reply.json();
}

describe('changes edit', () => {
  it('gives a new worker brought back without a password another name and a new one', async () => {
    const id = await saved(['mobile-workers', 'create', '--set', 'username=nia.one']);
    const username = `nia.one@${hq.project}.commcarehq.org`;
    await atPractice('edit', { entity: 'worker', create: true, set: { username, first_name: 'Another' } });
    expect(await roster(['push'])).toMatchObject({ code: 3 });
    expect(await roster(['changes', 'resolve', id, '--all', 'theirs'])).toMatchObject({ code: 0 });
    expect(await roster(['changes', 'unresolve', id])).toMatchObject({ code: 0 });
    const shown = await runHere(['changes', 'show', id, '--data', root]);
    expect(shown.stdout).toContain(`roster changes edit ${id.slice(0, 8)} --password-stdin`);
    const edit = ['changes', 'edit', id.slice(0, 8), '--set', 'username=nia.two', '--set', 'first_name=Nia'];
    const without = await roster(edit);
    expect(without).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'validation' } } });
    const edited = await roster([...edit, '--password-stdin'], `${another}\n`);
    expect(edited).toMatchObject({ code: 0, answer: { ok: true, data: { id, state: 'queued' } } });
    expect(edited.stdout).not.toContain(another);
    expect(await roster(['push'])).toMatchObject({ code: 0 });
    const login = { username: `nia.two@${hq.project}.commcarehq.org`, password: another };
    expect(await atPractice('check-password', login)).toMatchObject({ matches: true });
  });

  it('takes a password alone, and for an edit values alone', async () => {
    const created = await saved(['mobile-workers', 'create', '--set', 'username=nia.three']);
    expect(await roster(['changes', 'edit', created, '--password-stdin'], '\n')).toMatchObject({ code: 2 });
    expect(await roster(['changes', 'edit', created, '--password-stdin'], `${another}\n`)).toMatchObject({ code: 0 });
    expect(await roster(['push'])).toMatchObject({ code: 0 });
    const username = `nia.three@${hq.project}.commcarehq.org`;
    expect(await atPractice('check-password', { username, password: another })).toMatchObject({ matches: true });

    const id = await saved(['mobile-workers', 'edit', username, '--set', 'first_name=Nia']);
    expect(await roster(['changes', 'edit', id])).toMatchObject({ code: 2 });
    const withPassword = await roster(['changes', 'edit', id, '--password-stdin'], `${another}\n`);
    expect(withPassword).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'invalid-input' } } });
    const text = await runHere(['changes', 'edit', id, '--set', 'first_name=Nora', '--data', root]);
    expect(text.stdout).toContain('Nora');
    const back = await roster(['changes', 'edit', id, '--set', 'first_name=']);
    expect(back).toMatchObject({ code: 0, answer: { ok: true, data: null } });
    expect((await roster(['changes', 'list'])).answer).toMatchObject({ ok: true, data: { changes: [] } });
  });

  it('is explained by --help', async () => {
    const { stdout } = await runHere(['changes', 'edit', '--help']);
    for (const word of ['--set', '--password-stdin']) expect(stdout).toContain(word);
  });
});
