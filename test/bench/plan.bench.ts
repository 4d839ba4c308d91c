/**
 * Workbooks of 100,000 mobile workers: `node test/bench/plan.bench.ts [rows]`. One by hand, every tenth row with another e-mail, and Roster's own
 * export with its hidden sheet, which is no change for anybody. Prints time, longest turn and memory of each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportPeople } from '#engine/bulk/export/export-people.ts';
import { makePlan } from '#engine/bulk/plan/make-plan.ts';
import { peopleExportSchema } from '#shared/domain/people-export.ts';
import { measured, openStage, writeWorkers } from './bulk-stage.ts';

const rows = Number(process.argv[2] ?? 100_000);
const kind = 'mobile-workers';

const folder = mkdtempSync(join(tmpdir(), 'roster plan '));
try {
  const { context, deps } = openStage(folder, rows);
  const path = join(folder, 'workers.xlsx');
  await writeWorkers(path, rows, 10);
  const plan = (file: string) => makePlan(context, { planId: 'plan-of-bench', kind, source: { path: file } });
  const { totals } = await measured('plan of a list made by hand', () => plan(path));
  console.log(`  ${totals.rows} rows, ${totals.update} updates`);

  const saved = join(folder, 'export.xlsx');
  const work = { ...context, deps, signal: new AbortController().signal, onProgress: () => undefined };
  await measured('export', () => exportPeople(work, peopleExportSchema.parse({ kind, path: saved })));
  const again = await measured('plan of that export', () => plan(saved));
  console.log(`  ${again.totals.rows} rows, ${again.totals['no-change']} no change`);
  context.db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
