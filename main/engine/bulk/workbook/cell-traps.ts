/** What HQ would make of the cells: gathered row by row, told once for each column (HQ: user_importer/importer.py, excel.py). */
import { booleanFields, ignoredFields } from './hq-headers.ts';
import type { SheetKind } from './hq-headers.ts';
import { hasInvisible, lostDigits, numberText } from './cell-repair.ts';
import { isBlankRow } from './raw-sheet.ts';
import type { RawCell, RawRow } from './raw-sheet.ts';
import type { HeaderColumn } from './read-header.ts';
import { isRowOfSpaces } from './repair-sheet.ts';
import type { SheetRepair } from './repair-sheet.ts';
import { makeTrap } from './sheet-trap.ts';
import type { SheetTrap, TrapCode } from './sheet-trap.ts';

/** Rows a trap names; the rest is a number. */
const namedRows = 20;

type Nature = 'text' | 'truth' | 'flag' | 'month' | 'domain' | 'ignored';
type Found = { code: TrapCode; column: HeaderColumn | null; rows: number[]; count: number; repairable: boolean };

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
  const found = new Map<string, Found>();
  const natured = columns.map((column) => ({ column, nature: natureOf(column, kind) }));

  function note(code: TrapCode, column: HeaderColumn | null, row: number, repairable: boolean): void {
    const key = `${code} ${column?.index ?? ''}`;
    const known = found.get(key) ?? { code, column, rows: [], count: 0, repairable: false };
    known.count += 1;
    known.repairable ||= repairable;
    if (known.rows.length < namedRows) known.rows.push(row);
    found.set(key, known);
  }

  return {
    row(row) {
      if (isBlankRow(row)) return;
      if (isRowOfSpaces(row)) return note('row-of-spaces', null, row.row, true);
      if (row.hidden) note('rows-hidden', null, row.row, false);
      for (const { column, nature } of natured) {
        const code = cellTrap(row.cells[column.index], nature);
        if (code !== null) note(code, column, row.row, isRepairable(row.cells[column.index], code));
      }
    },
    traps: () =>
      [...found.values()].map(({ code, column, rows, count, repairable }) =>
        makeTrap(
          code,
          {
            sheet,
            row: rows[0] ?? null,
            column: column?.letters ?? null,
            rows,
            count,
            repair: repairable ? repairOf(code, column) : null,
          },
          { header: column?.text ?? '' },
        ),
      ),
  };
}

function natureOf({ slot, text }: HeaderColumn, kind: SheetKind): Nature {
  // Nothing is done with these, so nothing can go wrong in them.
  if (text.endsWith('(read only)') || ignoredFields[kind].has(slot.field)) return 'ignored';
  if (slot.form === 'flag') return 'flag';
  if (booleanFields[kind].has(slot.field)) return 'truth';
  if (slot.field === 'deactivate_after') return 'month';
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
      return hasInvisible(cell.value) ? 'cell-invisible' : null;
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
    default:
      return null;
  }
}
