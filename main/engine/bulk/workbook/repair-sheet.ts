/** One-click repairs of a sheet: each gives a new sheet, the read one stays. Rows keep the numbers the person sees in the file. */
import { z } from 'zod';
import { hqTrimmed } from './hq-headers.ts';
import { booleanAsText, numberAsText, withoutInvisible, withPlainSpaces } from './cell-repair.ts';
import { blankCell, isBlankUnder, readCells, textCell } from './raw-sheet.ts';
import type { RawCell, RawRow, RawSheet } from './raw-sheet.ts';
import { readHeader } from './read-header.ts';

const columns = z.array(z.number().int()).readonly();

export const sheetRepairSchema = z.discriminatedUnion('kind', [
  /** What is above the header goes. */
  z.object({ kind: z.literal('header-to-top') }),
  /** That row is the header, and what is above it goes. */
  z.object({ kind: z.literal('header-at'), row: z.number().int() }),
  /** Rows with nothing, or nothing but blanks, under the headers go. */
  z.object({ kind: z.literal('close-rows') }),
  z.object({ kind: z.literal('drop-columns'), columns }),
  /** So many columns of a list are put in before column `at`, with what people have; their cells come from the plan (`plan/added-columns.ts`). */
  z.object({
    kind: z.literal('add-columns'),
    field: z.enum(['location_code', 'group']),
    at: z.number().int(),
    count: z.number().int(),
  }),
  /** Names by column. */
  z.object({ kind: z.literal('rename-headers'), names: z.record(z.coerce.number().int(), z.string()).readonly() }),
  /** Whole numbers become the digits the person sees. */
  z.object({ kind: z.literal('numbers-as-text'), columns }),
  z.object({ kind: z.literal('booleans-as-text'), columns, words: z.tuple([z.string(), z.string()]).readonly() }),
  /** Letters that nobody sees go, from the header too. */
  z.object({ kind: z.literal('clean-text'), columns }),
  /** Blanks of other kinds become spaces. */
  z.object({ kind: z.literal('plain-spaces'), columns }),
]);
export type SheetRepair = z.infer<typeof sheetRepairSchema>;

/** Takes some 100 ns for a cell: at 100,000 rows call `repairRow` for a slice at a time instead. */
export function repairSheet(sheet: RawSheet, repair: SheetRepair): RawSheet {
  const width = readHeader(sheet).columns.length;
  return {
    ...repairAround(sheet, repair),
    rows: sheet.rows.flatMap((row) => repairRow(row, repair, width) ?? []),
  };
}

/** All of the repair but the rows under the header. */
export function repairAround(sheet: RawSheet, repair: SheetRepair): RawSheet {
  const header = sheet.header && { ...sheet.header, cells: repairHeader(sheet.header.cells, repair) };
  switch (repair.kind) {
    case 'header-to-top':
      return { ...sheet, header: header && { ...header, row: 1 }, gaps: sheet.gaps.filter(({ from }) => from !== 1) };
    case 'header-at':
      return headerAt(sheet, repair.row);
    case 'close-rows':
      return { ...sheet, gaps: sheet.gaps.filter(({ from }) => from === 1) };
    case 'drop-columns':
      return { ...sheet, header, hiddenColumns: moved(sheet.hiddenColumns, repair.columns), merged: [] };
    case 'add-columns': {
      const behind = (column: number) => (column < repair.at ? column : column + repair.count);
      return { ...sheet, header, hiddenColumns: sheet.hiddenColumns.map(behind), merged: [] };
    }
    default:
      return { ...sheet, header };
  }
}

/** @param width columns HQ reads before the repair @returns null when the row goes */
export function repairRow(row: RawRow, repair: SheetRepair, width: number): RawRow | null {
  switch (repair.kind) {
    case 'header-to-top':
    case 'rename-headers':
      return row;
    case 'add-columns': {
      const before = Array.from({ length: repair.at }, (_, index) => row.cells[index] ?? blankCell);
      const added = Array.from({ length: repair.count }, () => blankCell);
      return { ...row, cells: [...before, ...added, ...row.cells.slice(repair.at)] };
    }
    case 'header-at':
      return row.row <= repair.row ? null : row;
    case 'close-rows':
      return isBlankUnder(row, width) || isRowOfSpaces({ cells: readCells(row, width) }) ? null : row;
    case 'drop-columns':
      return { ...row, cells: row.cells.filter((_cell, index) => !repair.columns.includes(index)) };
    case 'numbers-as-text':
      return withCells(row, repair.columns, numberAsText);
    case 'booleans-as-text':
      return withCells(row, repair.columns, (cell) => booleanAsText(cell, repair.words));
    case 'clean-text':
      return withCells(row, repair.columns, withoutInvisible);
    case 'plain-spaces':
      return withCells(row, repair.columns, withPlainSpaces);
  }
}

function headerAt(sheet: RawSheet, row: number): RawSheet {
  const header = sheet.rows.find((one) => one.row === row);
  if (header === undefined) return sheet;
  return {
    ...sheet,
    header: { ...header, row: 1 },
    gaps: sheet.gaps.filter(({ from }) => from > row),
    merged: sheet.merged.filter((range) => Number(/\d+/.exec(range)?.[0] ?? 0) > row),
  };
}

/** Nothing in it but blanks; HQ takes it for a person without a username. */
export function isRowOfSpaces({ cells }: Pick<RawRow, 'cells'>): boolean {
  let spaces = false;
  for (const cell of cells) {
    if (cell.kind === 'blank') continue;
    if (cell.kind !== 'text' || hqTrimmed(cell.value) !== '') return false;
    spaces = true;
  }
  return spaces;
}

function repairHeader(cells: readonly RawCell[], repair: SheetRepair): readonly RawCell[] {
  if (repair.kind === 'drop-columns') return cells.filter((_cell, index) => !repair.columns.includes(index));
  if (repair.kind === 'add-columns') {
    const names = Array.from({ length: repair.count }, (_, index) => textCell(`${repair.field} ${index + 1}`));
    return [...cells.slice(0, repair.at), ...names, ...cells.slice(repair.at)];
  }
  if (repair.kind === 'clean-text')
    return cells.map((cell, index) => (repair.columns.includes(index) ? withoutInvisible(cell) : cell));
  if (repair.kind !== 'rename-headers') return cells;
  return cells.map((cell, index) => {
    const name = repair.names[index];
    return name === undefined ? cell : textCell(name);
  });
}

function withCells(row: RawRow, columns: readonly number[], change: (cell: RawCell) => RawCell): RawRow {
  const cells = [...row.cells];
  let changed = false;
  for (const column of columns) {
    const cell = cells[column] ?? blankCell;
    const made = change(cell);
    if (made === cell) continue;
    cells[column] = made;
    changed = true;
  }
  return changed ? { ...row, cells } : row;
}

/** Where columns are once others are gone. */
function moved(columns: readonly number[], gone: readonly number[]): number[] {
  return columns
    .filter((column) => !gone.includes(column))
    .map((column) => column - gone.filter((other) => other < column).length);
}
