/** The command line over a folder on its bad days: in use, not to be written, damaged. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEngine } from '#engine/engine.ts';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { makeReadOnly } from '../../e2e/support/read-only-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';
import { runJson, runRoster } from '../../helpers/run-roster.ts';

let root: string;
let hq: PracticeHq;
let data: string;

/** An account that was pulled. */
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster cli '));
  data = path.join(root, 'my people');
  hq = await startPracticeHq({ size: 30, seed: 3, throttle: false });
  const where = ['--server', hq.url, '--project', hq.project, '--username', hq.username];
  expect((await runJson(inFolder('connect', ...where), { ROSTER_API_KEY: hq.apiKey })).code).toBe(0);
  expect((await runJson(inFolder('pull'))).code).toBe(0);
});
afterAll(async () => {
  await hq.close();
  rmSync(root, { recursive: true, force: true });
});

const listSchema = z.looseObject({ rows: z.array(z.looseObject({ id: z.string() })), total: z.number() });
const detailSchema = z.looseObject({ id: z.string() });

const inFolder = (...args: string[]) => [...args, '--data', data];

async function ok<Schema extends z.ZodType>(schema: Schema, ...args: string[]): Promise<z.output<Schema>> {
  const { answer, code, stderr } = await runJson(inFolder(...args));
  if (!answer.ok) throw new Error(`${args.join(' ')}: ${answer.error.message} ${stderr}`);
  expect(code).toBe(0);
  return schema.parse(answer.data);
}

describe('an account that is open in another Roster', () => {
  it('can be looked at, not written', async () => {
    const other = createEngine(testDeps());
    const account: unknown = JSON.parse(readFileSync(path.join(data, 'account.json'), 'utf8'));
    const secrets: unknown = JSON.parse(readFileSync(path.join(data, 'credentials.json'), 'utf8'));
    const open = await other.call('account.open', { folder: data, account, secrets, autoSync: false });
    expect(open).toMatchObject({ ok: true });
    try {
      const { rows } = await ok(listSchema, 'mobile-workers', 'list', '--limit', '1');
      expect(rows).toHaveLength(1);
      const edit = ['mobile-workers', 'edit', rows[0]?.id ?? '', '--set', 'last_name=No'];
      for (const args of [edit, ['sync']])
        expect(await runJson(inFolder(...args))).toMatchObject({
          code: 1,
          answer: { ok: false, error: { code: 'busy' } },
        });
    } finally {
      await other.shutdown();
    }
  });
});

describe('a folder that cannot be written', () => {
  it('can be looked at, with a note; an edit says why it cannot be', async () => {
    const { rows } = await ok(listSchema, 'mobile-workers', 'list', '--limit', '1');
    const makeWritable = makeReadOnly(data);
    try {
      for (const args of [
        ['mobile-workers', 'list'],
        ['mobile-workers', 'show', rows[0]?.id ?? ''],
        ['changes', 'list'],
        ['status'],
      ]) {
        const { answer, code, stderr } = await runJson(inFolder(...args));
        expect({ args, ok: answer.ok, code }).toEqual({ args, ok: true, code: 0 });
        expect(stderr).toContain('cannot be written');
      }
      const edit = await runJson(inFolder('mobile-workers', 'edit', rows[0]?.id ?? '', '--set', 'last_name=No'));
      expect(edit).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'read-only' } } });
    } finally {
      makeWritable();
    }
  });
});

describe('a damaged file', () => {
  it('is told, and repaired without losing what waits', async () => {
    const worker = (await ok(listSchema, 'mobile-workers', 'list', '--limit', '1')).rows[0];
    await ok(detailSchema, 'mobile-workers', 'edit', worker?.id ?? '', '--set', 'last_name=Kept');
    const copy = path.join(root, 'damaged');
    cpSync(data, copy, { recursive: true });
    const file = path.join(copy, 'mirror.db');
    for (const beside of ['-wal', '-shm']) rmSync(file + beside, { force: true });
    writeFileSync(file, Buffer.concat([Buffer.alloc(4096, 7), readFileSync(file).subarray(4096)]));
    const told = await runJson(['status', '--data', copy]);
    expect(told).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'database-corrupt' } } });
    expect(JSON.stringify(told.answer)).toContain(file);
    expect((await runRoster(['changes', 'list', '--data', copy])).stderr).toContain('roster repair --salvage');
    expect((await runJson(['repair', '--data', copy])).code).toBe(2);
    const repaired = await runJson(['repair', '--salvage', '--data', copy]);
    expect(repaired).toMatchObject({ code: 0, answer: { ok: true } });
    expect((await runJson(['sync', '--data', copy])).answer).toMatchObject({ ok: true, data: { done: true } });
  });
});
