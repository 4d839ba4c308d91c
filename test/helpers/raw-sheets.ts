import { blankCell } from '#engine/bulk/workbook/raw-sheet.ts';
import type { RawCell, RawRow, RawSheet, RowRange } from '#engine/bulk/workbook/raw-sheet.ts';

type Given = string | number | boolean | RawCell;

function cellOf(value: Given): RawCell {
  if (typeof value === 'object') return value;
  const marks = { formula: false, rich: false, format: '' };
  if (value === '') return blankCell;
  if (typeof value === 'string') return { kind: 'text', value, ...marks };
  if (typeof value === 'boolean') return { kind: 'boolean', value, ...marks };
  return { kind: 'number', value, written: String(value), ...marks };
}

/** A sheet as the reader gives it; rows that are null or blank become gaps. */
export function rawSheet(given: readonly (readonly Given[] | null)[], more: Partial<RawSheet> = {}): RawSheet {
  const rows = given.flatMap((cells, index): RawRow[] =>
    cells === null || cells.length === 0 ? [] : [{ row: index + 1, hidden: false, cells: cells.map(cellOf) }],
  );
  const gaps: RowRange[] = [];
  let next = 1;
  for (const { row } of rows) {
    if (row > next) gaps.push({ from: next, to: row - 1 });
    next = row + 1;
  }
  const [header = null, ...body] = rows;
  return { name: 'users', visibility: 'visible', header, rows: body, gaps, merged: [], hiddenColumns: [], ...more };
}
