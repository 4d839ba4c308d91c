import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, describe, onTestFinished } from 'vitest';
import { z } from 'zod';
import { runJson, runRoster, startRoster } from '../../helpers/run-roster.ts';

const whereSchema = z.object({
  url: z.string(),
  project: z.string(),
  username: z.string(),
  apiKey: z.string(),
  signIn: z.object({ username: z.string(), password: z.string() }),
});

/** Where the practice HQ says it is. */
async function firstLine(child: ChildProcess): Promise<z.output<typeof whereSchema>> {
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
  await expect.poll(() => output.includes('\n'), { timeout: 15_000 }).toBe(true);
  return whereSchema.parse(JSON.parse(output.split('\n')[0] ?? ''));
}

describe('help and the practice HQ', () => {
  it('tells all commands, and more about one', async () => {
    const all = await runRoster(['--help']);
    expect(all.code).toBe(0);
    for (const word of ['practice', 'connect', 'mobile-workers edit', 'changes discard', 'Exit codes'])
      expect(all.stdout).toContain(word);
    const one = await runRoster(['mobile-workers', 'edit', '--help']);
    expect(one.stdout).toMatch(/--set FIELD=VALUE/);
    expect(one.code).toBe(0);
  });

  it('practice: first line JSON, works, ends on SIGTERM', async () => {
    const child = startRoster(['practice', '--size', '10', '--seed', '5']);
    const ended = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    const where = await firstLine(child);
    const reply = await fetch(`${where.url}/a/${where.project}/api/user/v1/?limit=1`, {
      headers: { authorization: `ApiKey ${where.username}:${where.apiKey}` },
    });
    expect(reply.status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('practice: refuses fault rules that make no sense, plays those that do', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'roster faults '));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'faults.json');
    writeFileSync(file, '[{"kind":"no-such-fault"}]');
    const refused = await runJson(['practice', '--faults', file]);
    expect(refused).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'invalid-input' } } });
    writeFileSync(file, '[{"kind":"html-200","match":{"path":"/group/"},"times":5}]');
    const child = startRoster(['practice', '--size', '5', '--faults', file]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const where = await firstLine(child);
    const data = path.join(folder, 'data');
    const args = ['--server', where.url, '--project', where.project, '--username', where.username, '--data', data];
    const connected = await runJson(['connect', ...args], { ROSTER_API_KEY: where.apiKey });
    expect(connected).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'not-hq' } } });
  });
});
