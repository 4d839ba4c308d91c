/**
 * One repair of a plan's stored rows, slice by slice. How far it is stands with the plan, written with each slice: killed or failed in
 * between, it is gone on with before the plan is used again. Until its end the header is the old one.
 */
import type { Account } from '#shared/domain/account.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { earlier } from '../workbook/first-gap.ts';
import { isBlankUnder } from '../workbook/raw-sheet.ts';
import type { RawRow, RawSheet } from '../workbook/raw-sheet.ts';
import { readHeader } from '../workbook/read-header.ts';
import { repairAround, repairRow } from '../workbook/repair-sheet.ts';
import type { SheetRepair } from '../workbook/repair-sheet.ts';
import { fillColumns } from './added-columns.ts';
import { readPlan, savePlan, writePlan } from './plan-store.ts';
import type { StoredPlan, StoredSheet } from './plan-store.ts';
import { headerOf, passwordColumn, rowsBelow } from './read-draft.ts';
import { packCell } from './stored-cell.ts';
import { nextRows, putRows } from './stored-rows.ts';

/** Rows of one transaction: some 20 ms. */
const sliceRows = 500;

export type RepairContext = {
  db: EngineDatabase;
  account: Account;
  /** 32 bytes, base64. */
  secretKey: string;
};

/** The plan waits to be planned from here on. */
export function beginRepair(db: EngineDatabase, planId: string, repair: SheetRepair): void {
  const { sheet, warnings } = readPlan(db, planId);
  savePlan(db, planId, { state: 'read', sheet: { ...sheet, repairing: { repair, after: 0, blank: null } }, warnings });
}

/** What an earlier session, or a fault, left half done; at once, because nothing may look at the rows before. */
export function finishRepair(context: RepairContext, planId: string): void {
  while (repairSlice(context, planId));
}

/** @returns whether more is to be done */
export function repairSlice({ db, account, secretKey }: RepairContext, planId: string): boolean {
  const plan = readPlan(db, planId);
  const { repairing, ...old } = plan.sheet;
  if (repairing === null) return false;
  const { repair, after } = repairing;
  const before = readHeader({ header: headerOf(plan.sheet) }).columns;
  const width = before.length;
  const sheet = repairedSheet(plan, repair);
  const { columns } = readHeader({ header: headerOf(sheet) });
  const { passwordColumn: secretColumn } = sheet;
  const { project } = account;
  const reading = { planId, kind: plan.kind, project, columns, passwordColumn: secretColumn, secretKey };
  const rows = nextRows(db, planId, after, sliceRows).map(({ raw }) => raw);
  const more = rows.length === sliceRows;
  const kept =
    repair.kind === 'add-columns'
      ? fillColumns(db, rows, repair, { kind: plan.kind, project, columns: before })
      : rows.flatMap((row) => repairRow(row, repair, width) ?? []);
  const blank = repairing.blank ?? kept.find((row) => isBlankUnder(row, columns.length))?.row ?? null;
  const next = more
    ? { ...old, repairing: { repair, after: rows.at(-1)?.row ?? after, blank } }
    : { ...sheet, ...gapAfter(old, repair, blank) };
  writePlan(db, 'repair-plan-rows', () => {
    putRows(db, reading, kept);
    const left = new Set(kept.map(({ row }) => row));
    removeRows(
      db,
      planId,
      rows.filter(({ row }) => !left.has(row)),
    );
    savePlan(db, planId, { state: 'read', sheet: next, warnings: plan.warnings });
  });
  return more;
}

/** Other columns have other blank rows. */
function gapAfter({ gap, absent }: Pick<StoredSheet, 'gap' | 'absent'>, { kind }: SheetRepair, blank: number | null) {
  if (kind === 'close-rows') return { gap: null, absent: null };
  return { absent, gap: kind === 'drop-columns' ? earlier(absent, blank) : gap };
}

function removeRows(db: EngineDatabase, planId: string, rows: readonly RawRow[]): void {
  for (const table of ['bulk_plan_rows', 'bulk_plan_marks']) {
    const remove = db.statement(`DELETE FROM ${table} WHERE plan_id = ? AND row = ?`);
    for (const { row } of rows) remove.run(planId, row);
  }
}

function repairedSheet({ sheet, kind }: StoredPlan, repair: SheetRepair): StoredSheet {
  const { name, merged, hiddenColumns } = sheet;
  const header = headerOf(sheet);
  const rows = rowsBelow(sheet);
  const raw: RawSheet = { name, visibility: 'visible', header, rows, gaps: [], merged, hiddenColumns };
  const after = repairAround(raw, repair);
  const { columns } = readHeader(after);
  return {
    ...sheet,
    header: after.header && { row: after.header.row, cells: after.header.cells.map(packCell) },
    below: repair.kind === 'header-at' ? null : sheet.below,
    merged: [...after.merged],
    hiddenColumns: [...after.hiddenColumns],
    passwordColumn: passwordColumn(columns, kind),
    repairing: null,
  };
}
