import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { damageWhileOpen } from '../../helpers/damage-while-open.ts';
import { finished, jsonHere, runHere, startRoster } from '../../helpers/run-roster.ts';

let root: string;
let hq: PracticeHq;
let data: string;
let worker: { id: string; username: string; first_name: string };

const workersSchema = z.looseObject({
  rows: z.array(z.looseObject({ id: z.string(), username: z.string(), first_name: z.string() })),
});
const historySchema = z.looseObject({
  total: z.number(),
  entries: z.array(
    z.looseObject({
      id: z.number(),
      changeId: z.string(),
      key: z.string(),
      outcome: z.string(),
      fields: z.array(z.looseObject({ field: z.string(), before: z.unknown(), after: z.unknown() })),
      undo: z.looseObject({ can: z.boolean(), why: z.string() }),
    }),
  ),
});

const inFolder = (...args: string[]) => [...args, '--data', data];

async function ok<Schema extends z.ZodType>(schema: Schema, ...args: string[]): Promise<z.output<Schema>> {
  const { answer, stderr } = await jsonHere(inFolder(...args));
  if (!answer.ok) throw new Error(`${args.join(' ')}: ${answer.error.message} ${stderr}`);
  return schema.parse(answer.data);
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster cli '));
  data = path.join(root, 'my people');
  hq = await startPracticeHq({ size: 10, seed: 3, throttle: false });
  const where = ['--server', hq.url, '--project', hq.project, '--username', hq.username];
  await jsonHere(inFolder('connect', ...where), { ROSTER_API_KEY: hq.apiKey });
  await ok(z.unknown(), 'pull');
  const { rows } = await ok(workersSchema, 'mobile-workers', 'list', '--where', 'status=active');
  const [first] = rows;
  if (!first) throw new Error('the sample has no workers');
  worker = first;
});
afterAll(async () => {
  await hq.close();
  rmSync(root, { recursive: true, force: true });
});

describe('the history on the command line', () => {
  it('lists, searches and filters what is finished', async () => {
    expect(await ok(historySchema, 'history', 'list')).toMatchObject({ total: 0, entries: [] });
    expect((await runHere(inFolder('history', 'list'))).stdout).toContain('nothing in the history');
    await ok(z.unknown(), 'mobile-workers', 'edit', worker.id, '--set', 'first_name=Zoë');
    await ok(z.unknown(), 'push');
    const { entries, total } = await ok(historySchema, 'history', 'list', '--search', 'zoe', '--outcome', 'acked');
    expect(total).toBe(1);
    expect(entries).toMatchObject([
      {
        key: worker.username,
        fields: [{ field: 'first_name', before: worker.first_name, after: 'Zoë' }],
        undo: { can: true },
      },
    ]);
    expect((await ok(historySchema, 'history', 'list', '--entity', 'web-user')).total).toBe(0);
    expect((await ok(historySchema, 'history', 'list', '--to', '2020-01-01')).total).toBe(0);
    expect((await ok(historySchema, 'history', 'list', '--from', '2020-01-01', '--limit', '0')).entries).toEqual([]);
    const { stdout } = await runHere(inFolder('history', 'list'));
    expect(stdout).toContain(`first_name: ${worker.first_name} → Zoë`);
    expect(stdout).toContain('1 of 1');
  });

  it.each([
    ['--from', 'yesterday'],
    ['--to', '2026-02-30'],
    ['--outcome', 'lost'],
    ['--entity', 'group'],
    ['--limit', 'x'],
  ])('refuses %s %s as bad input', async (option, value) => {
    const { code, answer } = await jsonHere(inFolder('history', 'list', option, value));
    expect(code).toBe(2);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  });

  it('exports by the file’s ending or --format', async () => {
    const xlsx = path.join(root, 'my history.xlsx');
    expect(await ok(z.unknown(), 'history', 'export', xlsx)).toEqual({ path: xlsx, entries: 1 });
    expect(readWorkbook(readFileSync(xlsx))[0]?.cells.flat()).toContain('Zoë');
    const csv = path.join(root, 'history.txt');
    expect((await jsonHere(inFolder('history', 'export', csv))).code).toBe(2);
    const { stdout } = await runHere(inFolder('history', 'export', csv, '--format', 'csv'));
    expect(stdout).toBe(`One change saved in ${csv}.\n`);
    expect(readFileSync(csv, 'utf8')).toContain('Zoë');
    expect((await jsonHere(inFolder('history', 'export', path.join(root, 'none', 'x.csv')))).code).toBe(1);
  });

  it('takes a change back by its id or its line, once', async () => {
    const [line] = (await ok(historySchema, 'history', 'list')).entries;
    const id = line?.changeId.slice(0, 8) ?? '';
    const schema = z.looseObject({ lines: z.array(z.number()), change: z.looseObject({ id: z.string() }).nullable() });
    const undone = await ok(schema, 'changes', 'undo', id);
    expect(undone).toMatchObject({
      lines: [line?.id],
      change: { state: 'queued', fields: [{ field: 'first_name', was: 'Zoë', yours: worker.first_name }] },
    });
    expect((await ok(schema, 'changes', 'undo', String(line?.id))).change?.id).toBe(undone.change?.id);
    await ok(z.unknown(), 'push');
    // Roster's own words are never in HQ's column.
    const { stdout } = await runHere(inFolder('history', 'list'));
    expect(stdout.split('\n')[0]).toMatch(/HQ's words\s+Roster's note/);
    // HQ's column, between the two, is empty.
    expect(stdout).toMatch(/HQ has it {12,}Takes an earlier change back\./);
    const again = await jsonHere(inFolder('changes', 'undo', id));
    expect(again).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'wrong-state' } } });
    expect((await jsonHere(inFolder('changes', 'undo', 'abcdef'))).answer).toMatchObject({
      error: { code: 'not-found' },
    });
    const shown = z.looseObject({ truth: z.record(z.string(), z.unknown()) });
    expect((await ok(shown, 'mobile-workers', 'show', worker.id)).truth['first_name']).toBe(worker.first_name);
  });
});

describe('watching', () => {
  it('keeps syncing, tells each event in one JSON line and ends cleanly', async () => {
    await ok(z.unknown(), 'mobile-workers', 'edit', worker.id, '--set', 'first_name=Watched');
    const child = startRoster(inFolder('watch'));
    let seen = '';
    child.stdout?.on('data', (text: string) => (seen += text));
    const ended = finished(child);
    await expect.poll(() => seen, { timeout: 20_000 }).toContain('"run-ended"');
    child.kill('SIGTERM');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    const events = lines.map((line) =>
      z.looseObject({ at: z.iso.datetime(), event: z.string() }).parse(JSON.parse(line)),
    );
    expect(events[0]).toMatchObject({ event: 'started', account: { project: hq.project } });
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['run-started', 'run-ended', 'change']));
    const place = (event: string, to?: string) => events.findIndex((each) => each.event === event && each['to'] === to);
    expect(place('run-started')).toBeLessThan(place('change', 'acked'));
    expect(place('change', 'acked')).toBeLessThan(place('run-ended'));
    expect(events.find(({ to }) => to === 'acked')).toMatchObject({ key: worker.username, kind: 'update' });
    expect(events.at(-1)).toMatchObject({ event: 'stopped' });
  });

  it('tells in a last line that it cannot begin, or what ended it', async () => {
    const lines = (stdout: string) =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => z.looseObject({ at: z.iso.datetime(), event: z.string() }).parse(JSON.parse(line)));
    const none = await runHere(['watch', '--data', path.join(root, 'nobody')]);
    expect(none.code).not.toBe(0);
    expect(lines(none.stdout)).toMatchObject([{ event: 'failed', error: { code: 'no-account' } }]);

    // The file is damaged while its run waits for HQ: the next look at the changes meets a page that is broken.
    const slow = { match: { path: '/user/v1/' }, kind: 'delay', ms: 2_000 };
    const answer = await fetch(`${hq.url}/__practice__/faults`, {
      method: 'POST',
      headers: { 'X-Practice-Token': hq.controlToken, 'Content-Type': 'application/json' },
      body: JSON.stringify(slow),
    });
    expect(answer.status).toBe(200);
    const child = startRoster(inFolder('watch'));
    let seen = '';
    child.stdout?.on('data', (text: string) => (seen += text));
    const ended = finished(child);
    await expect.poll(() => seen, { timeout: 20_000 }).toContain('"run-started"');
    damageWhileOpen(data, 'changes');
    await expect.poll(() => child.exitCode, { timeout: 10_000 }).not.toBeNull();
    const { code, stdout, stderr } = await ended;
    expect(code).not.toBe(0);
    const last = lines(stdout).at(-1);
    expect(last).toMatchObject({ event: 'failed', error: { code: 'database-corrupt' } });
    expect(lines(stdout).filter(({ event }) => event === 'failed' || event === 'stopped')).toHaveLength(1);
    expect(stderr).toContain('roster: ');
  });
});
