/** What HQ would make of the cells: gathered row by row, told once for each column (HQ: user_importer/importer.py, excel.py). */
import { booleanFields, hqTrimmed, ignoredFields } from './hq-headers.ts';
import type { SheetKind } from './hq-headers.ts';
import { hasInvisible, hasOddSpace, lostDigits, numberText } from './cell-repair.ts';
import { columnLetters, isBlankUnder, readCells } from './raw-sheet.ts';
import type { RawCell, RawRow } from './raw-sheet.ts';
import { cellText } from './read-header.ts';
import type { HeaderColumn } from './read-header.ts';
import { isRowOfSpaces } from './repair-sheet.ts';
import type { SheetRepair } from './repair-sheet.ts';
import { makeTrap } from './sheet-trap.ts';
import type { SheetTrap, TrapCode } from './sheet-trap.ts';

/** Rows a trap names; the rest is a number. */
const namedRows = 20;

type Nature = 'text' | 'prose' | 'truth' | 'flag' | 'month' | 'domain' | 'ignored';
/** `column`: its place, null for the row as a whole. */
export type CellTrap = { code: TrapCode; column: number | null; repairable: boolean };
type Found = {
  code: TrapCode;
  index: number | null;
  column: HeaderColumn | null;
  rows: number[];
  count: number;
  repairable: boolean;
};

/** What HQ takes for true and false, in any case; a blank leaves things as they are. */
const truthText = /^(?:true|t|yes|y|1|false|f|no|n|0|)$/i;
/** `?` columns know only these. */
const flagText = /^(?:yes|true|no|false|)$/i;
const monthText = /^(?:0?[1-9]|1[0-2])-\d{4}$/;

export type CellScan = {
  row(row: RawRow): void;
  traps(): SheetTrap[];
};

export function scanCells(sheet: string, columns: readonly HeaderColumn[], kind: SheetKind): CellScan {
  const find = cellTraps(columns, kind);
  const gathered = gatherTraps(sheet, columns);
  return { row: (row) => gathered.add(row.row, find(row)), traps: () => gathered.traps() };
}

/** What is in a row's cells, from the left to the right. */
export function cellTraps(columns: readonly HeaderColumn[], kind: SheetKind): (row: RawRow) => CellTrap[] {
  const natured = columns.map((column) => ({ column, nature: natureOf(column, kind) }));
  return (row) => {
    if (isBlankUnder(row, columns.length)) return [];
    if (isRowOfSpaces({ cells: readCells(row, columns.length) }))
      return [{ code: 'row-of-spaces', column: null, repairable: true }];
    const hidden: CellTrap[] = row.hidden ? [{ code: 'rows-hidden', column: null, repairable: false }] : [];
    const beyond = namelessCell(row, columns.length);
    return [
      ...hidden,
      ...natured.flatMap(({ column: { index }, nature }): CellTrap[] => {
        const code = cellTrap(row.cells[index], nature);
        return code === null ? [] : [{ code, column: index, repairable: isRepairable(row.cells[index], code) }];
      }),
      ...(beyond < 0 ? [] : [{ code: 'cell-nameless' as const, column: beyond, repairable: false }]),
    ];
  };
}

/** The first cell right of the headers with something in it; -1 where there is none. */
function namelessCell({ cells }: RawRow, width: number): number {
  return cells.findIndex((cell, index) => index >= width && hqTrimmed(cellText(cell)) !== '');
}

/** Tells what rows have once for each column. */
export function gatherTraps(sheet: string, columns: readonly HeaderColumn[]) {
  const found = new Map<string, Found>();
  return {
    add(row: number, traps: readonly CellTrap[]): void {
      for (const { code, column, repairable } of traps) {
        const key = `${code} ${column ?? ''}`;
        const about = column === null ? null : (columns.find(({ index }) => index === column) ?? null);
        const known = found.get(key) ?? { code, index: column, column: about, rows: [], count: 0, repairable: false };
        known.count += 1;
        known.repairable ||= repairable;
        if (known.rows.length < namedRows) known.rows.push(row);
        found.set(key, known);
      }
    },
    traps: (): SheetTrap[] =>
      [...found.values()].map(({ code, index, column, rows, count, repairable }) => {
        const letters = index === null ? null : columnLetters(index);
        const place = { sheet, row: rows[0] ?? null, column: letters, rows, count };
        const repair = repairable ? repairOf(code, column) : null;
        return makeTrap(code, { ...place, repair }, { header: column?.text ?? '' });
      }),
  };
}

/** Beside custom data: what people write as they like, and HQ finds nothing by. */
const prose: ReadonlySet<string> = new Set(['name', 'first_name', 'last_name', 'password']);

function natureOf({ slot, text }: HeaderColumn, kind: SheetKind): Nature {
  // Nothing is done with these, so nothing can go wrong in them.
  if (text.endsWith('(read only)') || ignoredFields[kind].has(slot.field)) return 'ignored';
  if (slot.form === 'flag') return 'flag';
  if (booleanFields[kind].has(slot.field)) return 'truth';
  if (slot.field === 'deactivate_after') return 'month';
  if (slot.form === 'key' || prose.has(slot.field)) return 'prose';
  return slot.field === 'domain' ? 'domain' : 'text';
}

function cellTrap(cell: RawCell | undefined, nature: Nature): TrapCode | null {
  if (nature === 'ignored') return null;
  switch (cell?.kind) {
    case undefined:
    case 'blank':
      if (cell?.formula === true) return 'cell-not-calculated';
      return nature === 'month' ? 'cell-blank-month' : nature === 'domain' ? 'cell-blank-domain' : null;
    case 'error':
      return 'cell-error';
    case 'text': {
      const text = cell.value.trim();
      if (nature === 'truth' && !truthText.test(text)) return 'cell-truth-text';
      if (nature === 'flag' && !flagText.test(text)) return 'cell-truth-text';
      if (nature === 'month' && text !== '' && !monthText.test(text)) return 'cell-month';
      if (hasInvisible(cell.value)) return 'cell-invisible';
      return nature !== 'prose' && hasOddSpace(cell.value) ? 'cell-odd-space' : null;
    }
    case 'number':
      if (nature === 'truth' || nature === 'flag') return 'cell-truth-number';
      if (nature === 'month') return 'cell-month';
      return lostDigits(cell) ? 'cell-long-number' : 'cell-number';
    case 'date':
      return nature === 'month' ? null : 'cell-date';
    case 'boolean':
      return nature === 'truth' ? null : 'cell-truth';
  }
}

function isRepairable(cell: RawCell | undefined, code: TrapCode): boolean {
  if (cell?.kind !== 'number') return true;
  return code === 'cell-truth-number' ? cell.value === 0 || cell.value === 1 : numberText(cell) !== null;
}

function repairOf(code: TrapCode, column: HeaderColumn | null): SheetRepair | null {
  if (code === 'row-of-spaces') return { kind: 'close-rows' };
  if (!column) return null;
  const columns = [column.index];
  switch (code) {
    case 'cell-number':
      return { kind: 'numbers-as-text', columns };
    case 'cell-truth':
    case 'cell-truth-number':
      return {
        kind: 'booleans-as-text',
        columns,
        words: column.slot.form === 'flag' ? ['yes', 'no'] : ['true', 'false'],
      };
    case 'cell-invisible':
      return { kind: 'clean-text', columns };
    case 'cell-odd-space':
      return { kind: 'plain-spaces', columns };
    default:
      return null;
  }
}
