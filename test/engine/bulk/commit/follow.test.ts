/** A committed workbook, through to HQ: what becomes of each row, sent again, reported and taken back. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWorkbook } from '#engine/bulk/workbook/read-workbook.ts';
import { cellText } from '#engine/bulk/workbook/read-header.ts';
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { hostContract } from '#shared/ipc/engine-host.ts';
import type { HostInput, HostMethodName, HostOutput } from '#shared/ipc/engine-host.ts';
import { startHarness, unwrap } from '../../../helpers/engine-harness.ts';
import type { Harness } from '../../../helpers/engine-harness.ts';
import { sheetOf, workbookBytes } from '../../../helpers/workbook-bytes.ts';
import type { GivenRow } from '../../../helpers/workbook-bytes.ts';

const batchId = 'batch-0001';

async function host<Name extends HostMethodName>(
  { engine }: Harness,
  method: Name,
  params: HostInput<Name>,
): Promise<HostOutput<Name>> {
  return hostContract[method].output.parse(unwrap(await engine.call(method, params))) as HostOutput<Name>;
}

async function committed(harness: Harness, kind: PlanKind, rows: readonly GivenRow[]) {
  const path = join(harness.folder, 'people.xlsx');
  writeFileSync(path, await workbookBytes([sheetOf(rows)]));
  await host(harness, 'bulk.plan', { planId: 'plan-0001', path, kind });
  return host(harness, 'bulk.commit', { planId: 'plan-0001', batchId });
}

/** The rows; the totals of the batch, which are told another way, say the same. */
async function rowsNow(harness: Harness) {
  const { rows } = await host(harness, 'bulk.batchRows', { batchId, limit: 100 });
  const [batch] = (await host(harness, 'bulk.batches', { batchId })).batches;
  for (const outcome of batchRowOutcomes)
    expect(batch?.totals[outcome], outcome).toBe(rows.filter((row) => row.outcome === outcome).length);
  expect(batch?.totals.rows).toBe(rows.length);
  return rows;
}

async function workers(harness: Harness, count: number) {
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  return rows
    .slice(0, count)
    .map(({ localId, username }) => ({ id: localId, username, short: username.replace(/@.*/, '') }));
}

describe('a committed workbook, sent', () => {
  it('tells of each row what HQ said, sends again what failed, and takes back what HQ still has of it', async () => {
    const harness = await startHarness({ practice: { size: 8 } });
    await harness.open();
    await harness.sync('pull');
    const [one, two, three] = await workers(harness, 3);
    if (!one || !two || !three) throw new Error('Too few workers.');
    const emailOf = async (username: string) => (await harness.atHq('worker', username))?.['email'];
    const before = await emailOf(one.username);
    const rows = [one, two, three].map(({ id, short }, index) => ({
      username: short,
      user_id: id,
      email: `row${index}@example.net`,
    }));
    expect(await committed(harness, 'mobile-workers', rows)).toMatchObject({ totals: { rows: 3, waiting: 3 } });

    await harness.fault({ match: { method: 'PUT', path: two.id }, kind: '403' });
    await harness.editAtHq('worker', three.username, { email: 'somebody@example.net' });
    await harness.sync();
    const told = await rowsNow(harness);
    expect(told.map(({ row, outcome }) => [row, outcome])).toEqual([
      [2, 'done'],
      [3, 'failed'],
      [4, 'conflict'],
    ]);
    const [said = ''] = told[1]?.messages ?? [];
    expect(said).not.toBe('');
    expect(told[0]?.at).not.toBeNull();
    expect(await emailOf(one.username)).toBe('row0@example.net');

    // The same sheet with what became of it.
    const path = join(harness.folder, 'report.xlsx');
    await host(harness, 'bulk.report', { jobId: 'job-00001', batchId, path });
    const report = await readWorkbook({ path });
    const [sheet] = report.sheets;
    const cells = [sheet?.header, ...(sheet?.rows ?? [])].map((row) => (row?.cells ?? []).map(cellText));
    expect(cells[0]).toEqual(['username', 'user_id', 'email', 'Outcome', 'HQ’s message', 'Time (UTC)']);
    expect(cells[2]?.slice(0, 5)).toEqual([two.short, two.id, 'row1@example.net', 'failed', said]);
    expect(cells[1]?.[5]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);

    expect(await host(harness, 'bulk.retryBatch', { batchId })).toMatchObject({ retried: 1, left: 1 });
    await harness.sync();
    expect((await rowsNow(harness)).map(({ outcome }) => outcome)).toEqual(['done', 'done', 'conflict']);

    // Another admin's value is not written over by what was before ours: the row only ends.
    const undone = await host(harness, 'bulk.undoBatch', { batchId });
    expect(undone).toMatchObject({ undone: 3, left: [], batch: { totals: { undone: 2, cancelled: 1 } } });
    await rowsNow(harness);
    await harness.sync();
    expect(await emailOf(one.username)).toBe(before);
    expect(await emailOf(three.username)).toBe('somebody@example.net');
    const { batches } = await host(harness, 'bulk.batches', {});
    expect(batches).toMatchObject([{ batchId, file: 'people.xlsx', kind: 'mobile-workers', way: 'rows' }]);
  });
});
