/** Rows of a committed workbook that were not carried out, planned once more: put right, and carried out like any other plan. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#practice/bulk/read-workbook.ts';
import { writeWorkbook } from '#practice/bulk/write-workbook.ts';
import type { PlanSummary } from '#shared/domain/bulk-plan.ts';
import { host } from '../../../helpers/bulk-host.ts';
import { startHarness } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';
const planId = 'plan-0001';
const again = 'plan-0002';

async function started() {
  const harness = await startHarness({ practice: { size: 10 } });
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const [one, two, three] = rows.map(({ username, localId }) => ({
    username,
    localId,
    short: username.replace(/@.*/, ''),
  }));
  if (!one || !two || !three) throw new Error('Too few workers.');
  const { groups } = await harness.call('lookups.get', {});
  return { harness, one, two, three, group: groups[0]?.name ?? '', other: groups[1]?.name ?? '' };
}

async function planned(harness: Harness, rows: readonly GivenRow[]): Promise<PlanSummary> {
  const path = join(harness.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf(rows)]));
  return host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
}

/** What Roster saves, with these cells changed by hand; rows of nobody else. */
async function edited(harness: Harness, edits: Record<string, Record<string, string>>): Promise<string> {
  const path = join(harness.folder, 'workers.xlsx');
  await host(harness, 'bulk.export', { kind: 'mobile-workers', path, jobId: 'export-0001' });
  const [users, ...others] = readWorkbook(readFileSync(path)).map(({ title, cells }) => ({
    title,
    lines: cells.map((line) => line.map((cell) => String(cell ?? ''))),
  }));
  const [heading = [], ...body] = users?.lines ?? [];
  const lines = body.flatMap((line) => {
    const edit = edits[line[heading.indexOf('username')] ?? ''];
    return edit ? [heading.map((name, at) => edit[name] ?? line[at] ?? '')] : [];
  });
  writeFileSync(path, writeWorkbook([{ title: 'users', lines: [heading, ...lines] }, ...others]));
  return path;
}

async function handedOver(harness: Harness, ids = { planId, batchId }) {
  await host(harness, 'bulk.handOver', { ...ids, path: null, validOnly: true });
  return host(harness, 'bulk.followUpload', { jobId: 'job-00001', batchId: ids.batchId });
}

const rename = (harness: Harness, group: string) =>
  harness.practice.control('edit', { json: { entity: 'group', username: group, set: { name: 'Renamed' } } });

const codes = ({ warnings }: PlanSummary) => warnings.map(({ code }) => code);

describe('rows that were not carried out', () => {
  it('of an upload are a plan with HQ’s words, and go once they are put right; what HQ changed since the file was made stays', async () => {
    const { harness, one, two, three, group, other } = await started();
    const path = await edited(harness, {
      [one.short]: { email: 'one@example.net' },
      [two.short]: { 'group 1': group, language: 'fra' },
      [three.short]: { email: 'three@example.net' },
    });
    await host(harness, 'bulk.plan', { planId, path, kind: 'mobile-workers' });
    const column = (await host(harness, 'bulk.row', { planId, row: 2 })).cells.find(({ header }) => header === 'email');
    await host(harness, 'bulk.editCell', { planId, row: 2, column: column?.column ?? 0, text: 'right@example.net' });
    await host(harness, 'bulk.exclude', { planId, rows: [4], excluded: true });
    await rename(harness, group);
    const told = await handedOver(harness);
    expect(told).toMatchObject({ totals: { done: 1, failed: 1, 'left-out': 1 }, again: { rows: 1, lost: 0 } });
    await harness.editAtHq('worker', two.username, { email: 'theirs@example.net' });
    await harness.sync('pull');

    const plan = await host(harness, 'bulk.planAgain', { batchId, planId: again });
    expect(plan).toMatchObject({
      planId: again,
      state: 'planned',
      file: 'workers.xlsx',
      totals: { rows: 1, update: 1 },
    });
    const words = `Group '${group}' does not exist (try adding it to your spreadsheet)`;
    expect(plan.warnings.find(({ code }) => code === 'refused-before')).toMatchObject({ rows: [3], count: 1 });
    expect(plan.warnings.map(({ text }) => text).join(' ')).toContain(words);
    expect(codes(plan)).toContain('planned-again');
    expect(codes(plan)).not.toContain('no-base');
    expect(codes(plan)).not.toContain('passwords-again');

    const cell = (await host(harness, 'bulk.row', { planId: again, row: 3 })).cells.find(
      ({ header }) => header === 'group 1',
    );
    expect(cell?.text).toBe(group);
    await host(harness, 'bulk.editCell', { planId: again, row: 3, column: cell?.column ?? 0, text: other });
    const { rows } = await host(harness, 'bulk.rows', { planId: again, limit: 10 });
    expect(rows.map(({ row, outcome, changes }) => [row, outcome, Object.keys(changes).sort()])).toEqual([
      [3, 'update', ['groups', 'language']],
    ]);
    expect((await handedOver(harness, { planId: again, batchId: 'batch-0002' })).totals).toMatchObject({ done: 1 });
    expect(await harness.atHq('worker', two.username)).toMatchObject({ email: 'theirs@example.net', language: 'fra' });
    // The first batch says what it said.
    expect((await host(harness, 'bulk.batches', { batchId })).batches[0]?.totals).toMatchObject({ done: 1, failed: 1 });
  });

  it('ask for the password anew, which is kept with no batch', async () => {
    const { harness, one, group } = await started();
    const team = { 'data: team': 'Blue' };
    await planned(harness, [
      { username: 'brand.new', password: 'a-strong-1-password', 'group 1': group, ...team },
      { username: one.short, user_id: one.localId, password: 'b-strong-2-password', 'group 1': group, ...team },
    ]);
    await rename(harness, group);
    expect((await handedOver(harness)).totals).toMatchObject({ failed: 2 });
    await harness.sync('pull');
    const plan = await host(harness, 'bulk.planAgain', { batchId, planId: again });
    expect(plan.warnings.find(({ code }) => code === 'passwords-again')).toMatchObject({ rows: [2, 3] });
    const { cells } = await host(harness, 'bulk.row', { planId: again, row: 2 });
    const column = (name: string) => cells.find(({ header }) => header === name)?.column ?? 0;
    for (const row of [2, 3])
      await host(harness, 'bulk.editCell', { planId: again, row, column: column('group 1'), text: '' });
    const rows = async () => (await host(harness, 'bulk.rows', { planId: again, limit: 10 })).rows;
    expect((await rows()).map(({ outcome }) => outcome)).toEqual(['invalid', 'no-change']);
    await host(harness, 'bulk.editCell', {
      planId: again,
      row: 2,
      column: column('password'),
      text: 'c-strong-3-password',
    });
    expect((await rows())[0]).toMatchObject({ outcome: 'create' });
  });

  it('are those whose result is lost only where the person says so; what HQ has done of them is no change', async () => {
    const { harness, one, two } = await started();
    await planned(harness, [
      { username: one.short, user_id: one.localId, email: 'one@example.net' },
      { username: two.short, user_id: two.localId, email: 'two@example.net' },
    ]);
    await harness.fault({ match: { method: 'POST', path: '/upload/' }, kind: 'drop-after' });
    const lost = await host(harness, 'bulk.handOver', { planId, batchId, path: null });
    expect(lost).toMatchObject({ totals: { held: 2 }, again: { rows: 0, lost: 2 } });
    await expect(host(harness, 'bulk.planAgain', { batchId, planId: again })).rejects.toThrow(
      'No row of this workbook',
    );
    await harness.editAtHq('worker', two.username, { email: 'back@example.net' });
    await harness.sync('pull');
    const plan = await host(harness, 'bulk.planAgain', { batchId, planId: again, lost: true });
    expect(plan.totals).toMatchObject({ rows: 2, 'no-change': 1, update: 1 });
  });

  it('of a batch of changes are those that were left out for a reason, and nobody who was taken out by hand', async () => {
    const { harness, one, two, three } = await started();
    await planned(harness, [
      { username: one.short, user_id: one.localId, email: 'one@example.net' },
      { username: two.short, user_id: two.localId, email: 'no address' },
      { username: three.short, user_id: three.localId, email: 'three@example.net' },
    ]);
    await host(harness, 'bulk.exclude', { planId, rows: [4], excluded: true });
    const batch = await host(harness, 'bulk.commit', { planId, batchId, validOnly: true });
    expect(batch).toMatchObject({ totals: { waiting: 1, 'left-out': 2 }, again: { rows: 1, lost: 0 } });
    const plan = await host(harness, 'bulk.planAgain', { batchId, planId: again });
    expect(plan.totals).toMatchObject({ rows: 1, invalid: 1 });
    await host(harness, 'bulk.editCell', { planId: again, row: 3, column: 2, text: 'two@example.net' });
    const next = await host(harness, 'bulk.commit', { planId: again, batchId: 'batch-0002' });
    expect(next.totals).toMatchObject({ rows: 1, waiting: 1 });
    // The same rows once more meet what waits.
    const third = await host(harness, 'bulk.planAgain', { batchId, planId: 'plan-0003' });
    expect(third.totals).toMatchObject({ rows: 1, invalid: 1 });
  });
});
