/**
 * What one changed row costs in a plan of 100,000 mobile workers: `node test/bench/plan-changed.bench.ts [rows]`. All rows planned anew, as it
 * was once, beside those alone that depend on it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { makePlan, planSummary } from '#engine/bulk/plan/make-plan.ts';
import { changePlanned, planAll } from '#engine/bulk/plan/plan-changed.ts';
import { exclusion } from '#engine/bulk/plan/planned-rows.ts';
import { cellChange } from '#engine/bulk/plan/repair-stored.ts';
import { openStage, writeWorkers } from './bulk-stage.ts';

const rows = Number(process.argv[2] ?? 100_000);
const planId = 'plan-of-bench';

const folder = mkdtempSync(join(tmpdir(), 'roster plan '));
try {
  const { context } = openStage(folder, rows);
  const { db } = context;
  const path = join(folder, 'workers.xlsx');
  await writeWorkers(path, rows, 10);
  const { totals } = await makePlan(context, { planId, kind: 'mobile-workers', source: { path } });
  const timed = async <Value>(work: () => Promise<Value>): Promise<{ value: Value; ms: number }> => {
    const started = performance.now();
    const value = await work();
    return { value, ms: performance.now() - started };
  };
  // As the window has it: the change, and the totals it shows after it.
  const all = await timed(async () => {
    exclusion(db, planId, [rows - 1], true).write();
    await planAll(context, planId);
    return planSummary(db, planId);
  });
  const change = async (describe: Parameters<typeof changePlanned>[2]) => {
    const { value, ms } = await timed(async () => {
      const which = await changePlanned(context, planId, describe);
      planSummary(db, planId);
      return which;
    });
    if (value !== 'dependent') throw new Error('All rows were planned.');
    return ms;
  };
  const beside = (name: string, ms: number) =>
    console.log(
      `${name}: ${Math.round(ms)} ms, all rows ${Math.round(all.ms)} ms (${Math.round(all.ms / ms)} times as long)`,
    );
  const edit = (row: number, column: number, text: string) =>
    change((plan) => cellChange(context, plan, { row, column, text }));
  beside('a row left out', await change(() => exclusion(db, planId, [Math.floor(rows / 2)], true)));
  beside('a row taken in', await change(() => exclusion(db, planId, [Math.floor(rows / 2)], false)));
  beside('a cell edited', await edit(Math.floor(rows / 3), 3, 'other@example.org'));
  beside('a cell edited to a username that is there', await edit(Math.floor(rows / 4), 0, 'worker1'));
  const updates = await change(() => exclusion(db, planId, { outcomes: ['update'] }, true));
  beside(`all ${totals.update} updates left out`, updates);
  db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
