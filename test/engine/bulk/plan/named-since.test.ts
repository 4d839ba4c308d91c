/** A file made while names were not known here, planned when they are: what nobody typed is not refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import type { PlannedRow } from '#shared/domain/bulk-plan.ts';
import { host } from '../../../helpers/bulk-host.ts';
import { startHarness } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';

const planId = 'plan-0001';

/** The export of all workers with another address for everybody. */
async function typed(harness: Harness) {
  const path = join(harness.folder, 'workers.xlsx');
  await host(harness, 'bulk.export', { kind: 'mobile-workers', path, jobId: 'export-0001' });
  const sheets = readWorkbook(readFileSync(path)).map(({ title, cells }) => ({
    title,
    lines: cells.map((line) => line.map((cell) => String(cell ?? ''))),
  }));
  const [heading = [], ...lines] = sheets[0]?.lines ?? [];
  for (const [index, line] of lines.entries()) line[heading.indexOf('email')] = `typed${index}@example.net`;
  writeFileSync(path, writeWorkbook(sheets));
  const column = (name: string) => lines.map((line) => line[heading.indexOf(name)] ?? '');
  return { path, column, count: lines.length };
}

async function planned(harness: Harness, path: string): Promise<PlannedRow[]> {
  await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
  return (await host(harness, 'bulk.rows', { planId, limit: 200 })).rows;
}

const told = (rows: readonly PlannedRow[]) => rows.map(({ outcome, changes }) => [outcome, Object.keys(changes)]);
const onlyEmails = (count: number) => Array.from({ length: count }, () => ['update', ['email']]);

describe('of a file that names by id what was not known when it was made', () => {
  it('profiles, which are learned with the sign-in: untouched before and after, also given to HQ', async () => {
    const harness = await startHarness();
    await harness.open();
    await harness.sync('pull');
    const { path, column, count } = await typed(harness);
    expect(column('user_profile').filter((profile) => /^\d+$/.test(profile)).length).toBeGreaterThan(0);
    expect(told(await planned(harness, path))).toEqual(onlyEmails(count));
    await harness.signIn();
    await harness.sync('pull');
    const rows = await planned(harness, path);
    expect(told(rows)).toEqual(onlyEmails(count));
    const before = await Promise.all(rows.map(({ username }) => profileOf(harness, username)));
    await host(harness, 'bulk.handOver', { planId, batchId: 'batch-0001', path: null });
    await host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId: 'batch-0001' });
    const [batch] = (await host(harness, 'bulk.batches', {})).batches;
    expect(batch?.totals).toMatchObject({ done: count });
    expect(await Promise.all(rows.map(({ username }) => profileOf(harness, username)))).toEqual(before);
  });

  it('groups and locations, which another pull tells', async () => {
    const harness = await startHarness();
    await harness.open();
    await harness.sync('pull');
    const db = new Database(join(harness.folder, 'mirror.db'));
    const locations = db.prepare('SELECT * FROM locations').all() as Record<string, unknown>[];
    const groups = db.prepare('SELECT * FROM groups').all() as Record<string, unknown>[];
    db.exec('DELETE FROM locations; DELETE FROM groups');
    const { path, column, count } = await typed(harness);
    expect(column('group 1').some((group) => groups.some((one) => one['group_id'] === group))).toBe(true);
    for (const [table, lines] of Object.entries({ locations, groups }))
      for (const line of lines)
        db.prepare(
          `INSERT INTO ${table} VALUES (${Object.keys(line)
            .map((key) => `@${key}`)
            .join(', ')})`,
        ).run(line);
    db.close();
    expect(told(await planned(harness, path))).toEqual(onlyEmails(count));
  });

  it('an id that somebody typed is none', async () => {
    const harness = await startHarness();
    await harness.open();
    await harness.signIn();
    await harness.sync('pull');
    const { path, column } = await typed(harness);
    expect(column('user_profile').every((profile) => !/^\d+$/.test(profile))).toBe(true);
    const sheets = readWorkbook(readFileSync(path)).map(({ title, cells }) => ({
      title,
      lines: cells.map((line) => line.map((cell) => String(cell ?? ''))),
    }));
    const [heading = [], first = []] = sheets[0]?.lines ?? [];
    first[heading.indexOf('user_profile')] = '4711';
    writeFileSync(path, writeWorkbook(sheets));
    const [row] = await planned(harness, path);
    expect(row).toMatchObject({ outcome: 'invalid' });
    expect(row?.reasons.join()).toContain("Profile '4711' does not exist");
  });
});

async function profileOf(harness: Harness, username: string) {
  return (await harness.atHq('worker', username))?.['profile_id'];
}
