/**
 * A workbook of 20,000 mobile workers, each with another e-mail, carried out: `node test/bench/commit.bench.ts [rows]`. Planned, committed in one
 * transaction (more than that goes to HQ's importer), its outcomes told page by page and as a workbook, and taken back. Prints time, longest turn
 * and memory of each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitPlan } from '#engine/bulk/commit/commit-plan.ts';
import { writeReport } from '#engine/bulk/commit/report-workbook.ts';
import { batchSummary, listBatchRows } from '#engine/bulk/commit/row-progress.ts';
import { undoBatch } from '#engine/bulk/commit/undo-batch.ts';
import { makePlan } from '#engine/bulk/plan/make-plan.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { measured, openStage, writeWorkers } from './bulk-stage.ts';

const rows = Number(process.argv[2] ?? 20_000);
const planId = 'plan-of-bench';
const batchId = 'batch-of-bench';
/** As many rows of a batch as the window asks for at once. */
const page = 100;

const folder = mkdtempSync(join(tmpdir(), 'roster commit '));
try {
  const { context, deps } = openStage(folder, rows);
  const { db, account, secretKey, now } = context;
  const path = join(folder, 'workers.xlsx');
  await writeWorkers(path, rows, 1);
  const record: RecordContext = {
    db,
    author: account.username,
    project: 'p',
    secretKey,
    now,
    usesPersonalId: () => null,
  };
  await measured('plan', () => makePlan(context, { planId, kind: 'mobile-workers', source: { path } }));
  await measured('commit', () =>
    commitPlan({ record, planning: context }, { planId, batchId, validOnly: false, held: false }),
  );
  const { totals } = await measured('totals of the batch', () => batchSummary(db, batchId));
  console.log(`  ${totals.waiting} rows wait`);
  await measured('a page of its rows', () => listBatchRows(db, batchId, {}, { after: rows / 2, limit: page }));
  const work = { ...context, deps, signal: new AbortController().signal, onProgress: () => undefined };
  await measured('report', () => writeReport(work, { batchId, path: join(folder, 'report.xlsx') }));
  await measured('taken back', () => undoBatch(record, batchId));
  db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
