import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import { jsonHere } from '../../helpers/run-roster.ts';

it('a sample workbook of the practice project is saved, planned and put right on the command line', async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'roster cli '));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const data = path.join(root, 'my people');
  const hq = await startPracticeHq({ size: 100, seed: 3, throttle: false });
  onTestFinished(() => hq.close());
  const where = ['--server', hq.url, '--project', hq.project, '--username', hq.username];
  await jsonHere(['connect', ...where, '--data', data], { ROSTER_API_KEY: hq.apiKey });
  await jsonHere(['pull', '--data', data]);

  const file = path.join(root, 'mistakes.xlsx');
  const saved = await jsonHere(['bulk', 'sample', 'mobile-workers', 'mistakes', file, '--data', data]);
  expect(saved.answer).toMatchObject({ ok: true, data: { path: file, rows: 12 } });
  const plan = await jsonHere(['bulk', 'plan', file, '--as', 'mobile-workers', '--repair', '--data', data]);
  expect(plan.answer).toMatchObject({ ok: true, data: { totals: { rows: 12, duplicate: 2, create: 1 } } });

  const other = path.join(root, 'other.xlsx');
  const wrong = await jsonHere(['bulk', 'sample', 'mobile-workers', 'huge', other, '--data', data]);
  expect(wrong).toMatchObject({ code: 2, answer: { ok: false } });
  expect(existsSync(other)).toBe(false);
});
