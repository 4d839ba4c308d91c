/** A workbook into the plan's rows: each sheet is read once, from the front to the end, and nothing but the present slice is in memory. */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { EngineDatabase } from '../../db/database.ts';
import type { BaseMeta } from './base-sheet.ts';
import { baseSheetName, createBaseReader } from './base-sheet.ts';
import { knownFields, respelled } from '../workbook/hq-headers.ts';
import { createGapFinder } from '../workbook/first-gap.ts';
import { headerBelow, holdsRequired, searchedRows } from '../workbook/header-search.ts';
import { readHeader } from '../workbook/read-header.ts';
import type { HeaderColumn } from '../workbook/read-header.ts';
import { isBlankRow } from '../workbook/raw-sheet.ts';
import type { RawRow, RawSheet } from '../workbook/raw-sheet.ts';
import type { SheetReading } from '../workbook/read-sheet.ts';
import { readSheets } from '../workbook/read-workbook.ts';
import type { ReadWorkbookOptions } from '../workbook/read-workbook.ts';
import type { WorkbookSource } from '../workbook/byte-source.ts';
import { makeTrap } from '../workbook/sheet-trap.ts';
import { meantSheet, otherSheetTraps } from '../workbook/sheet-traps.ts';
import type { SheetTrap } from '../workbook/sheet-trap.ts';
import { createGroupsReader } from './groups-of-file.ts';
import type { FileGroups } from './groups-of-file.ts';
import { writePlan } from './plan-store.ts';
import type { StoredSheet } from './plan-store.ts';
import { packCell, unpackCell } from './stored-cell.ts';
import { putBases, putRows } from './stored-rows.ts';
import type { RowReading } from './stored-rows.ts';

/** Rows written together: one flush to the disk for a thousand rows, some 20 ms. */
const writeRows = 1000;

export type Draft = {
  sheet: StoredSheet;
  traps: SheetTrap[];
  base: { meta: BaseMeta | null; damaged: number } | null;
  /** The lines of the sheet of groups. */
  groups: FileGroups['lines'];
};

export type DraftReading = Omit<RowReading, 'columns' | 'passwordColumn'>;

/** @throws AppFailure as `readWorkbook` */
export async function readDraft(
  db: EngineDatabase,
  reading: DraftReading,
  source: WorkbookSource,
  options: ReadWorkbookOptions,
): Promise<Draft> {
  let users: StoredSheet | null = null;
  let base: Draft['base'] = null;
  let groups: Omit<FileGroups, 'header'> = { names: [], added: [], lines: [] };
  /** Headers of all sheets: HQ reads them all. */
  const headers: Pick<RawSheet, 'name' | 'header'>[] = [];
  const isMobile = reading.kind === 'mobile-workers';
  let first: string | null = null;
  for await (const read of readSheets(source, options)) {
    const { name } = read.around;
    if (name === baseSheetName) {
      base = await readBase(db, reading.planId, read);
      continue;
    }
    first ??= name;
    const { head, sheet } = await withHead(read);
    if (users === null || isBetter(users, { name, head }, reading.kind)) {
      if (users !== null) forgetRows(db, reading.planId);
      users = await readUsers(db, reading, sheet);
      headers.push({ name, header: headerOf(users) });
      continue;
    }
    const other = await readOther(sheet);
    headers.push({ name, header: other.header });
    if (name === 'groups' && isMobile) groups = other;
  }
  if (users === null || first === null) return { sheet: blankSheet(baseSheetName), traps: [], base, groups: [] };
  const sheet = { ...users, groups: groups.names, newGroups: groups.added };
  return { sheet, traps: sheetTraps(users, headers, first), base, groups: groups.lines };
}

export function headerOf({ header }: StoredSheet): RawRow | null {
  return header && { row: header.row, hidden: false, cells: header.cells.map(unpackCell) };
}

/** The row of the header that stands under something else, as a sheet's rows have it. */
export function rowsBelow({ below }: StoredSheet): RawRow[] {
  return below === null ? [] : [{ row: below.row, hidden: false, cells: below.cells.map(unpackCell) }];
}

function blankSheet(name: string): StoredSheet {
  return {
    name,
    header: null,
    below: null,
    gap: null,
    absent: null,
    merged: [],
    hiddenColumns: [],
    passwordColumn: null,
    hasBase: false,
    groups: [],
    newGroups: [],
    repairing: null,
  };
}

/** The rows among which a header may be, and the sheet to be read from its front still. */
async function withHead({ slices, around }: SheetReading): Promise<{ head: RawRow[]; sheet: SheetReading }> {
  const head: RawRow[] = [];
  while (head.length <= searchedRows) {
    const next = await slices.next();
    if (next.done === true) break;
    head.push(...next.value);
  }
  async function* whole() {
    yield head;
    yield* slices;
  }
  return { head, sheet: { slices: whole(), around } };
}

/**
 * HQ takes the sheet named `users`, else the first one, whatever it is. Where that one is no list of people and another one is, that is meant
 * (Numbers puts a page of its own in front, and names sheets after its tables); it is said.
 */
function isBetter(
  users: StoredSheet,
  { name, head }: { name: string; head: readonly RawRow[] },
  kind: PlanKind,
): boolean {
  if (users.name === 'users') return false;
  if (name === 'users') return true;
  return name !== 'groups' && !holdsPeople(users, kind) && isListOfPeople(head, kind);
}

function holdsPeople(users: StoredSheet, kind: PlanKind): boolean {
  return users.below !== null || holdsRequired(headerOf(users), kind);
}

function isListOfPeople(head: readonly RawRow[], kind: PlanKind): boolean {
  const [header = null, ...rows] = head.filter((row) => !isBlankRow(row));
  return holdsRequired(header, kind) || headerBelow(header, rows, kind) !== null;
}

function forgetRows(db: EngineDatabase, planId: string): void {
  writePlan(db, 'forget-plan-rows', () => {
    for (const table of ['bulk_plan_rows', 'bulk_plan_marks'])
      db.statement(`DELETE FROM ${table} WHERE plan_id = ?`).run(planId);
  });
}

async function readUsers(db: EngineDatabase, reading: DraftReading, { slices, around }: SheetReading) {
  const sheet = blankSheet(around.name);
  let rowReading: RowReading | null = null;
  let gaps = createGapFinder(0, 0);
  let waiting: RawRow[] = [];
  const write = () => {
    const rows = waiting;
    waiting = [];
    if (rowReading !== null && rows.length > 0) {
      const by = rowReading;
      writePlan(db, 'plan-rows', () => putRows(db, by, rows));
    }
  };
  for await (const slice of slices) {
    for (const row of slice) {
      if (isBlankRow(row)) continue;
      if (rowReading === null) {
        sheet.header = { row: row.row, cells: row.cells.map(packCell) };
        const { columns } = readHeader({ header: row });
        sheet.passwordColumn = passwordColumn(columns, reading.kind);
        gaps = createGapFinder(columns.length, row.row + 1);
        rowReading = { ...reading, columns, passwordColumn: sheet.passwordColumn };
      } else {
        if (sheet.below === null && isHeaderBelow(sheet, row, reading.kind)) {
          // From here on as with the header in its place, passwords above all: no row was written yet.
          const { columns } = readHeader({ header: row });
          sheet.below = { row: row.row, cells: row.cells.map(packCell) };
          rowReading.passwordColumn = sheet.passwordColumn = passwordColumn(columns, reading.kind);
          gaps = createGapFinder(columns.length, row.row + 1);
        } else gaps.row(row);
        waiting.push(row);
      }
    }
    if (waiting.length >= writeRows) write();
  }
  write();
  return { ...sheet, ...gaps.end(), merged: around.merged, hiddenColumns: around.hiddenColumns };
}

/** Asked of the first rows alone: a file has many. */
function isHeaderBelow(sheet: StoredSheet, row: RawRow, kind: PlanKind): boolean {
  if (row.row > (sheet.header?.row ?? 0) + searchedRows) return false;
  return headerBelow(headerOf(sheet), [row], kind) !== null;
}

/** Also of a header in another spelling: a password is nowhere kept as it is. */
export function passwordColumn(columns: readonly HeaderColumn[], kind: RowReading['kind']): number | null {
  const known = knownFields(kind, {});
  const found = columns.find(({ slot, text }) => slot.field === 'password' || respelled(text, known) === 'password');
  return found?.index ?? null;
}

async function readBase(db: EngineDatabase, planId: string, { slices }: SheetReading): Promise<Draft['base']> {
  const reader = createBaseReader();
  let isHeader = true;
  let records: ReturnType<typeof reader.row> = [];
  const write = () => {
    const ready = records;
    records = [];
    if (ready.length > 0) writePlan(db, 'plan-bases', () => putBases(db, planId, ready));
  };
  for await (const slice of slices) {
    for (const { cells } of slice) {
      if (!isHeader) records.push(...reader.row(cells));
      isHeader = false;
    }
    if (records.length >= writeRows) write();
  }
  const { meta, damaged, records: last } = reader.end();
  records.push(...last);
  write();
  return { meta, damaged };
}

/** Of another sheet only its header matters to HQ; of `groups` also what it makes of them first, which may stand in the users sheet. */
async function readOther({ slices }: SheetReading): Promise<FileGroups> {
  const reader = createGroupsReader();
  for await (const slice of slices) for (const row of slice) reader.row(row);
  return reader.end();
}

/** What is told of sheets, which are not in memory. */
function sheetTraps(
  users: StoredSheet,
  headers: readonly Pick<RawSheet, 'name' | 'header'>[],
  first: string,
): SheetTrap[] {
  const traps: SheetTrap[] = [];
  if (users.name !== 'users' && users.name !== first)
    traps.push(makeTrap('sheet-taken', { sheet: users.name }, { first }));
  else if (users.name !== 'users')
    traps.push(makeTrap('sheet-name', { sheet: users.name }, { meant: meantSheet(headers) ?? users.name }));
  for (const { name, header } of headers) {
    if (name !== users.name) traps.push(...otherSheetTraps({ name, header }));
  }
  return traps;
}
