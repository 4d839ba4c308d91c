/** One-click repairs of a file's rows as they are stored; plan anew after them. */
import type { SheetRepair } from '../workbook/repair-sheet.ts';
import { scanCells } from '../workbook/cell-traps.ts';
import { readHeader } from '../workbook/read-header.ts';
import { blankCell, textCell } from '../workbook/raw-sheet.ts';
import type { RawRow } from '../workbook/raw-sheet.ts';
import type { SheetTrap, TrapCode } from '../workbook/sheet-trap.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { wideEnough } from './added-columns.ts';
import { likelyFeatures } from './header-rules.ts';
import { readPlanFacts } from './plan-facts.ts';
import { readPlan, writePlan } from './plan-store.ts';
import type { StoredPlan } from './plan-store.ts';
import { aroundTraps } from './plan-stored.ts';
import type { PlanContext } from './plan-stored.ts';
import { headerOf } from './read-draft.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import type { PlanChange } from './plan-changed.ts';
import { readRowValues } from './row-values.ts';
import { countRows, nextRows, putRows, rowKey, rowsByNumber } from './stored-rows.ts';
import { beginRepair, finishRepair, repairSlice } from './stored-repair.ts';

const sliceRows = 500;

/** A column that is named right shows what is wrong in its cells, and those may show more: so many times it is looked again. */
const rounds = 5;

/** Puts right all that can be with one click. @param codes only these; all without */
export async function repairTraps(context: PlanContext, planId: string, codes?: readonly TrapCode[]): Promise<void> {
  finishRepair(context, planId);
  for (let round = 0; round < rounds; round += 1) {
    const plan = readPlan(context.db, planId);
    const traps = await storedTraps(context, plan);
    const repairs = traps.flatMap(({ code, repair }) => (repair && (codes?.includes(code) ?? true) ? [repair] : []));
    if (repairs.length === 0) return;
    const gone = repairs.flatMap((repair) => (repair.kind === 'drop-columns' ? repair.columns : []));
    const added = repairs.filter((repair) => repair.kind === 'add-columns');
    // Alone, in a round of its own: the places that the others name would not be theirs any more.
    if (added.length === repairs.length) {
      for (const repair of added) await repairStored(context, planId, wideEnough(context.db, plan.kind, repair));
      continue;
    }
    for (const repair of repairs)
      if (repair.kind !== 'drop-columns' && repair.kind !== 'add-columns') await repairStored(context, planId, repair);
    // Last and together: other columns have other places after it.
    if (gone.length > 0) await repairStored(context, planId, { kind: 'drop-columns', columns: [...new Set(gone)] });
  }
}

async function storedTraps(context: PlanContext, plan: StoredPlan): Promise<SheetTrap[]> {
  const header = headerOf(plan.sheet);
  if (plan.sheet.below !== null) return aroundTraps(plan, {}, 0);
  const columns = readHeader({ header });
  const features = likelyFeatures(columns, readPlanFacts(context.db, context.account, plan.kind).tableau);
  const scan = scanCells(plan.sheet.name, columns.columns, plan.kind);
  await eachRows(context, plan.id, (rows) => rows.forEach((row) => scan.row(row)));
  return [
    ...aroundTraps(plan, features, plan.sheet.gap === null ? 0 : countRows(context.db, plan.id, plan.sheet.gap + 1)),
    ...scan.traps(),
  ];
}

/** To its end, whoever calls it off: with its rows in two shapes a plan is of no use (`stored-repair.ts`). */
export async function repairStored(context: PlanContext, planId: string, repair: SheetRepair): Promise<void> {
  beginRepair(context.db, planId, repair);
  while (repairSlice(context, planId)) await context.pause();
}

async function eachRows(
  { db, pause, signal }: PlanContext,
  planId: string,
  look: (rows: readonly RawRow[]) => void,
): Promise<void> {
  let after = 0;
  for (;;) {
    const rows = nextRows(db, planId, after, sliceRows).map(({ raw }) => raw);
    look(rows);
    after = rows.at(-1)?.row ?? after;
    if (rows.length < sliceRows) return;
    await pause();
    if (signal?.aborted === true) throw new AppFailure('cancelled', t('plan.stopped'));
  }
}

/** Another value in one cell. @throws AppFailure `not-found` */
export function cellChange(
  { db, account, secretKey }: PlanContext,
  plan: StoredPlan,
  { row, column, text }: { row: number; column: number; text: string },
): PlanChange {
  const { id: planId, kind } = plan;
  const [found] = rowsByNumber(db, planId, [row]);
  if (found === undefined) throw new AppFailure('not-found', t('plan.no-row', { row }));
  const cells = [...found.raw.cells];
  while (cells.length <= column) cells.push(blankCell);
  cells[column] = text === '' ? blankCell : textCell(text);
  const { columns } = readHeader({ header: headerOf(plan.sheet) });
  const { passwordColumn: secretColumn } = plan.sheet;
  const { project } = account;
  const reading = { planId, kind, project, columns, passwordColumn: secretColumn, secretKey };
  const values = readRowValues(columns, cells);
  return {
    rows: [row],
    cells: { keys: duplicateKeys(kind, project, values), baseKey: rowKey(reading, values) },
    write: () => writePlan(db, 'edit-plan-cell', () => putRows(db, reading, [{ ...found.raw, cells }])),
  };
}
