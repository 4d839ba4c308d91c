/** A batch on the command line: HQ's percentage, what was refused once more, and a review in the window that no command disturbs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createEngine } from '#engine/engine.ts';
import type { Engine } from '#engine/engine.ts';
import { readAccount } from '../../../main/cli/account-folder.ts';
import { host } from '../../helpers/bulk-host.ts';
import { harnessDeps, unwrap } from '../../helpers/engine-harness.ts';
import { jsonHere, runHere } from '../../helpers/run-roster.ts';
import { sheetOf, workbookBytes } from '../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../helpers/workbook-bytes.ts';
import { startPractice } from '../practice/practice-client.ts';
import type { Practice } from '../practice/practice-client.ts';

let root: string;
let data: string;
let practice: Practice;
type Known = { username: string; id: string };
let one: Known;
let two: Known;

const bulk = async (...args: string[]) => jsonHere(['bulk', ...args, '--data', data]);
const peopleSchema = z.object({ rows: z.array(z.object({ username: z.string(), id: z.string() })) });
const committedSchema = z.object({ batch: z.looseObject({ batchId: z.string() }) });

async function workbook(name: string, rows: readonly GivenRow[]): Promise<string> {
  const saved = path.join(root, name);
  writeFileSync(saved, await workbookBytes([sheetOf(rows)]));
  return saved;
}

const line = (email: string) => ({ username: one.username, user_id: one.id, email, 'data: team': 'Blue' });

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster batches '));
  data = path.join(root, 'my people');
  practice = await startPractice({ size: 10, seed: 3, throttle: false });
  const { hq } = practice;
  const where = ['--server', hq.url, '--project', hq.project, '--username', hq.username];
  await jsonHere(['connect', ...where, '--data', data], { ROSTER_API_KEY: hq.apiKey });
  await jsonHere(['pull', '--data', data]);
  const listed = await jsonHere(['mobile-workers', 'list', '--where', 'status=active', '--data', data]);
  const nobody = { username: '', id: '' };
  [one = nobody, two = nobody] = peopleSchema.parse(listed.answer.ok ? listed.answer.data : null).rows;
});
afterAll(async () => {
  await practice.hq.close();
  rmSync(root, { recursive: true, force: true });
});

it('HQ’s importer is followed with its percentage', async () => {
  const signIn = ['account', 'sign-in', '--password-stdin', '--data', data];
  expect(await runHere(signIn, {}, `${practice.hq.signIn.password}\n`)).toMatchObject({ code: 0 });
  await practice.control('settings', { json: { jobPolls: 3 } });
  const file = await workbook('to hq.xlsx', [line('upload@example.net')]);
  const { code, stderr } = await runHere(['bulk', 'handover', file, '--as', 'mobile-workers', '--data', data]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/HQ’s importer works on batch .*\n(?:.*\n)*HQ’s importer: 33 %\nHQ’s importer: 66 %\n/);
});

it('rows that were left out are planned anew, and carried out at once where they can be by now', async () => {
  await jsonHere(['pull', '--data', data]);
  const left = { ...line(''), username: two.username, user_id: two.id, 'group 1': 'Coming' };
  const file = await workbook('one later.xlsx', [{ ...line('again@example.net'), 'group 1': '' }, left]);
  const done = await bulk('commit', file, '--as', 'mobile-workers', '--valid-only');
  const { batchId } = committedSchema.parse(done.answer.ok ? done.answer.data : null).batch;
  const open = await bulk('retry', batchId, '--anew');
  expect(open).toMatchObject({ code: 3, answer: { data: { plan: { rows: [{ row: 3, outcome: 'invalid' }] } } } });
  expect(await bulk('retry', batchId, '--anew', '--commit')).toMatchObject({ code: 2 });
  const set = { name: 'Coming', case_sharing: false, reporting: true, metadata: {}, extra: {} };
  await practice.control('edit', {
    json: { entity: 'group', create: true, set: { ...set, domain: practice.hq.project } },
  });
  await jsonHere(['pull', '--data', data]);
  const again = await bulk('retry', batchId, '--anew', '--commit');
  expect(again).toMatchObject({ code: 0, answer: { data: { plan: null, batch: { totals: { waiting: 1 } } } } });
  await jsonHere(['sync', '--data', data]);
  const made = committedSchema.parse(again.answer.ok ? again.answer.data : null).batch.batchId;
  expect(await bulk('show', made)).toMatchObject({ code: 0, answer: { data: { batch: { totals: { done: 1 } } } } });
});

it('a review that is open in the window outlives a commit of another file, refused or not', async () => {
  // As the window opens it.
  const opened = async <Value>(work: (engine: Engine) => Promise<Value>) => {
    const engine = createEngine(harnessDeps({}, [], () => 0));
    unwrap(await engine.call('account.open', { folder: data, ...readAccount(data), autoSync: false }));
    try {
      return await work(engine);
    } finally {
      await engine.shutdown();
    }
  };
  const review = await workbook('review.xlsx', [line('review@example.net')]);
  const planId = 'plan-of-window';
  await opened((engine) => host({ engine }, 'bulk.plan', { planId, path: review, kind: 'mobile-workers' }));
  const bad = await workbook('bad.xlsx', [
    { username: 'bad name!', password: 'Long-pass-7-words', 'data: team': 'Blue' },
  ]);
  expect(await bulk('commit', bad, '--as', 'mobile-workers')).toMatchObject({ code: 2 });
  const good = await workbook('good.xlsx', [line('good@example.net')]);
  expect(await bulk('commit', good, '--as', 'mobile-workers')).toMatchObject({ code: 0 });
  const { plans } = await opened((engine) => host({ engine }, 'bulk.plans', {}));
  expect(plans.map(({ planId: id, file }) => [id, file])).toEqual([[planId, 'review.xlsx']]);
});
