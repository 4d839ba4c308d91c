import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import {
  planTotalsSchema,
  plannedChangesSchema,
  planWarningSchema,
  rowOutcomeSchema,
} from '#shared/domain/bulk-plan.ts';
import { jsonHere, runHere } from '../../helpers/run-roster.ts';
import { sheetOf, workbookBytes } from '../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../helpers/workbook-bytes.ts';

let root: string;
let hq: PracticeHq;
let data: string;

/** The promised shape, to the letter. */
const planSchema = z.strictObject({
  rows: z.array(
    z.strictObject({
      row: z.number().int(),
      username: z.string(),
      outcome: rowOutcomeSchema,
      reasons: z.array(z.string()),
      changes: plannedChangesSchema,
    }),
  ),
  totals: planTotalsSchema.strict(),
  warnings: z.array(planWarningSchema.strict()),
  emails: z.number().int(),
});
const committedSchema = z.looseObject({
  batch: z.looseObject({ batchId: z.string() }),
  rows: z.array(z.looseObject({ row: z.number() })),
});
const peopleSchema = z.looseObject({
  rows: z.array(z.looseObject({ id: z.string(), username: z.string(), role: z.string().optional() })),
});

async function workbook(name: string, rows: readonly GivenRow[]): Promise<string> {
  const file = path.join(root, name);
  writeFileSync(file, await workbookBytes([sheetOf(rows)]));
  return file;
}

async function plan(...args: string[]) {
  const { answer, code, stderr } = await jsonHere(['bulk', 'plan', ...args, '--data', data]);
  if (!answer.ok) throw new Error(`${answer.error.message} ${stderr}`);
  return { ...planSchema.parse(answer.data), code };
}

async function people(kind: string) {
  const { answer } = await jsonHere([kind, 'list', '--data', data]);
  if (!answer.ok) throw new Error(answer.error.message);
  return peopleSchema.parse(answer.data).rows;
}

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster cli '));
  data = path.join(root, 'my people');
  hq = await startPracticeHq({ size: 10, seed: 3, throttle: false });
  const where = ['--server', hq.url, '--project', hq.project, '--username', hq.username];
  await jsonHere(['connect', ...where, '--data', data], { ROSTER_API_KEY: hq.apiKey });
  await jsonHere(['pull', '--data', data]);
});
afterAll(async () => {
  await hq.close();
  rmSync(root, { recursive: true, force: true });
});

describe('a workbook on the command line', () => {
  it('is planned row by row, with totals, warnings and mails', async () => {
    const [member] = (await people('web-users')).filter(({ username }) => username !== hq.username);
    const rows = [
      { username: member?.username ?? '', role: member?.role ?? '', remove: '' },
      { username: 'new.one@example.org', role: 'Admin', remove: '' },
      { username: 'nobody@example.org', role: 'Admin', remove: 'true' },
    ];
    const file = await workbook('people é.xlsx', rows);
    const found = await plan(file, '--as', 'web-users');
    expect(found.code).toBe(3);
    expect(found.emails).toBe(1);
    expect(found.rows.map(({ row, username, outcome }) => [row, username, outcome]).slice(1)).toEqual([
      [3, 'new.one@example.org', 'invite'],
      [4, 'nobody@example.org', 'invalid'],
    ]);
    expect(found.rows[1]?.changes).toMatchObject({ role: { from: null, to: 'Admin' } });
    expect(found.rows[2]?.reasons[0]).toContain('You cannot remove a web user that is not a member');
    expect(found.totals).toMatchObject({ rows: 3, invite: 1, invalid: 1, newAdmins: 1 });
    // The column that is left out takes everybody's locations away.
    expect(found.warnings.map(({ code }) => code)).toContain('header-clears');

    const { stdout, code } = await runHere(['bulk', 'plan', file, '--as', 'web-users', '--data', data]);
    expect(code).toBe(3);
    expect(stdout).toContain('1 e-mail goes out: new.one@example.org');
    // Of somebody new there is nothing before.
    expect(stdout).toMatch(/invite +email: new\.one@example\.org/);
    expect(stdout).toContain('makes somebody an admin');
    expect(stdout).toContain('is not a member or invited');
    expect(stdout).toContain('HQ takes away: ');
    // Nothing was saved.
    const changes = await jsonHere(['changes', 'list', '--data', data]);
    expect(changes.answer).toMatchObject({ ok: true, data: { totals: { all: 0 } } });
  });

  it('of mobile workers goes by their ids, and ends with 0 where all can be carried out', async () => {
    const [known] = await people('mobile-workers');
    const short = known?.username.replace(/@.*/, '') ?? '';
    const file = await workbook('workers.xlsx', [
      { username: short, user_id: known?.id ?? '', email: 'other@example.org', password: '' },
      { username: 'brand new', user_id: '', email: '', password: 'secret-of-4-words' },
    ]);
    const found = await plan(file, '--as', 'mobile-workers');
    expect(found.rows).toMatchObject([
      { row: 2, username: short, outcome: 'update', changes: { email: { to: 'other@example.org' } } },
      { row: 3, username: 'brand new', outcome: 'create', changes: { password: { from: null, to: '********' } } },
    ]);
    expect(found.code).toBe(0);
    expect(JSON.stringify(found)).not.toContain('secret-of-4-words');
    const { stdout } = await runHere(['bulk', 'plan', file, '--as', 'mobile-workers', '--limit', '1', '--data', data]);
    expect(stdout).toContain('… and 1 more row');
    expect(stdout).toContain('No e-mail goes out.');
  });

  it('is put right first where that is asked for', async () => {
    const file = await workbook('mistakes.xlsx', [{ Username: 'ny', password: 'x', 'shoe size': '7' }]);
    expect((await plan(file, '--as', 'mobile-workers')).totals.invalid).toBe(1);
    expect((await plan(file, '--as', 'mobile-workers', '--repair')).totals.create).toBe(1);
  });

  it('is refused with a clear text where it is none, and where nobody says whose it is', async () => {
    const none = path.join(root, 'none.xlsx');
    writeFileSync(none, '');
    const refused = await jsonHere(['bulk', 'plan', none, '--as', 'web-users', '--data', data]);
    expect(refused).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'invalid-input' } } });
    const missing = await jsonHere(['bulk', 'plan', path.join(root, 'gone.xlsx'), '--as', 'web-users', '--data', data]);
    expect(missing).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'not-found' } } });
    for (const args of [[], ['--as', 'groups']])
      expect(await jsonHere(['bulk', 'plan', none, ...args, '--data', data])).toMatchObject({ code: 2 });
  });

  it('is carried out, followed, reported and taken back', async () => {
    const bulk = async (...args: string[]) => jsonHere(['bulk', ...args, '--data', data]);
    const [known] = await people('mobile-workers');
    const user = { username: known?.username.replace(/@.*/, '') ?? '', user_id: known?.id ?? '' };
    const file = await workbook('carry out.xlsx', [
      { ...user, email: 'other@example.org', password: '' },
      { username: 'bad name!', user_id: '', email: '', password: 'x-4-words-long' },
    ]);
    const refused = await bulk('commit', file, '--as', 'mobile-workers');
    expect(refused).toMatchObject({ code: 2, answer: { ok: false, error: { code: 'validation' } } });
    expect((await bulk('list')).answer).toMatchObject({ ok: true, data: { batches: [], total: 0 } });

    const done = await bulk('commit', file, '--as', 'mobile-workers', '--valid-only');
    expect(done).toMatchObject({ code: 3, answer: { ok: true } });
    const { batch, rows } = committedSchema.parse(done.answer.ok ? done.answer.data : null);
    expect(rows).toMatchObject([
      { row: 2, outcome: 'waiting', planned: 'update' },
      { row: 3, outcome: 'left-out', planned: 'invalid' },
    ]);
    // The same file once more: what can be done is so already.
    const again = await bulk('commit', file, '--as', 'mobile-workers', '--valid-only');
    expect(again).toMatchObject({ code: 3, answer: { ok: true, data: { batch: null, totals: { invalid: 1 } } } });
    const said = await runHere(['bulk', 'commit', file, '--as', 'mobile-workers', '--valid-only', '--data', data]);
    expect(said.stdout).toMatch(/Row 3, bad name!: .+[^]*Nothing was saved: no row can be carried out\.\n$/);
    const { stdout } = await runHere(['bulk', 'show', batch.batchId.slice(0, 8), '--data', data]);
    expect(stdout).toContain('carry out.xlsx: 1 waiting, 1 left out');

    expect(await bulk('pause', batch.batchId)).toMatchObject({
      code: 0,
      answer: { data: { batch: { paused: true } } },
    });
    const listed = await runHere(['bulk', 'list', '--data', data]);
    expect(listed.stdout).toContain('carry out.xlsx: 1 waiting, 1 left out, held back');
    expect(await bulk('list', '--search', 'CARRY', '--limit', '0')).toMatchObject({
      answer: { data: { batches: [], total: 1 } },
    });
    const none = await runHere(['bulk', 'list', '--search', 'other', '--data', data]);
    expect(none.stdout).toContain('No workbook that was carried out here has “other” in its name');
    expect(await bulk('resume', batch.batchId)).toMatchObject({ answer: { data: { batch: { paused: false } } } });

    const report = path.join(root, 'report.xlsx');
    expect(await bulk('report', batch.batchId, report)).toMatchObject({ code: 0, answer: { data: { rows: 2 } } });
    const read = await bulk('plan', report, '--as', 'mobile-workers');
    expect(JSON.stringify(read.answer)).toContain('Outcome');
    expect(await bulk('undo', batch.batchId)).toMatchObject({ code: 0, answer: { data: { undone: 1, left: [] } } });
    expect(await bulk('cancel', batch.batchId)).toMatchObject({ code: 0, answer: { data: { cancelled: 0 } } });
    expect(await bulk('retry', batch.batchId)).toMatchObject({ code: 0, answer: { data: { retried: 0 } } });
    expect(await bulk('cancel', 'none-of-these')).toMatchObject({ code: 1, answer: { error: { code: 'not-found' } } });
    const changes = await jsonHere(['changes', 'list', '--data', data]);
    expect(changes.answer).toMatchObject({ ok: true, data: { totals: { all: 0 } } });
  });

  it('is saved for HQ, or handed to its importer and followed', async () => {
    const bulk = async (...args: string[]) => jsonHere(['bulk', ...args, '--data', data]);
    const [known] = await people('mobile-workers');
    const user = { username: known?.username.replace(/@.*/, '') ?? '', user_id: known?.id ?? '' };
    const file = await workbook('for hq.xlsx', [{ ...user, email: 'third@example.org' }]);
    const refused = await bulk('handover', file, '--as', 'mobile-workers');
    expect(refused).toMatchObject({ answer: { ok: false, error: { code: 'credential' } } });
    const to = path.join(root, 'ready.xlsx');
    const saved = await bulk('handover', file, '--as', 'mobile-workers', '--to', to);
    expect(saved).toMatchObject({ code: 0, answer: { data: { path: to, batch: { way: 'file' } } } });
    expect(saved.answer).toMatchObject({ data: { rows: [{ row: 2, outcome: 'handed-over' }] } });
    expect(existsSync(to)).toBe(true);
    const batchId = committedSchema.parse(saved.answer.ok ? saved.answer.data : null).batch.batchId;
    expect(await bulk('follow', batchId)).toMatchObject({ answer: { ok: false } });
    // Nothing of it waits here that could be held back.
    expect(await bulk('pause', batchId)).toMatchObject({ code: 1, answer: { error: { code: 'wrong-state' } } });
    expect((await bulk('show', batchId)).answer).toMatchObject({ data: { batch: { paused: false } } });
    expect(await bulk('handover', file, '--as', 'mobile-workers', '--to', 'x.csv')).toMatchObject({ code: 2 });

    // What went to HQ as a whole is not sent again: rows that were not carried out are planned once more.
    expect(await bulk('retry', batchId)).toMatchObject({ code: 0, answer: { data: { plan: null } } });
    const none = await runHere(['bulk', 'retry', batchId, '--data', data]);
    expect(none.stdout).toContain('No row of it was refused: there is nothing to plan again.');
    // Nothing of it is here: said with the reason, and not with a 0.
    const undone = await bulk('undo', batchId);
    expect(undone).toMatchObject({ code: 3, answer: { data: { undone: 0, leftTotal: 1 } } });
    expect(JSON.stringify(undone.answer)).toContain('in a workbook that was saved for HQ');
    expect(await bulk('cancel', batchId)).toMatchObject({ code: 3, answer: { data: { cancelled: 0 } } });
    const wrong = await workbook('one wrong.xlsx', [
      { ...user, email: 'fourth@example.org' },
      { username: 'bad name!', user_id: '', email: '' },
    ]);
    const part = await bulk('handover', wrong, '--as', 'mobile-workers', '--to', to, '--valid-only');
    const partId = committedSchema.parse(part.answer.ok ? part.answer.data : null).batch.batchId;
    expect(await bulk('retry', partId)).toMatchObject({
      code: 3,
      answer: { data: { plan: { rows: [{ row: 3, username: 'bad name!', outcome: 'invalid' }] } } },
    });
    const again = await runHere(['bulk', 'retry', partId, '--data', data]);
    expect(again.stdout).toContain('Nothing was sent. These rows are open for review');
  });
});
