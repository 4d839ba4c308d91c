/** A read cell as it is stored with a plan: what decides about its value, in little space. */
import { z } from 'zod';
import { blankCell, textCell } from '../workbook/raw-sheet.ts';
import type { RawCell, RawRow } from '../workbook/raw-sheet.ts';

const storedCellSchema = z.union([
  z.null(),
  z.string(),
  z.boolean(),
  z.strictObject({ number: z.number(), written: z.string(), format: z.string() }),
  z.strictObject({ date: z.string() }),
  z.strictObject({ error: z.string() }),
  /** A formula that was never calculated: HQ reads it as blank. */
  z.strictObject({ formula: z.literal(true) }),
]);
export type StoredCell = z.infer<typeof storedCellSchema>;
export const storedCellsSchema = z.array(storedCellSchema);

const noMarks = { formula: false, rich: false, format: '' };

export function packCell(cell: RawCell): StoredCell {
  switch (cell.kind) {
    case 'blank':
      return cell.formula ? { formula: true } : null;
    case 'text':
    case 'boolean':
      return cell.value;
    case 'number':
      return { number: cell.value, written: cell.written, format: cell.format };
    case 'date':
      return { date: cell.value };
    case 'error':
      return { error: cell.value };
  }
}

export function unpackCell(stored: StoredCell): RawCell {
  if (stored === null) return blankCell;
  if (typeof stored === 'string') return stored === '' ? blankCell : textCell(stored);
  if (typeof stored === 'boolean') return { kind: 'boolean', value: stored, ...noMarks };
  if ('number' in stored)
    return { kind: 'number', value: stored.number, written: stored.written, ...noMarks, format: stored.format };
  if ('date' in stored) return { kind: 'date', value: stored.date, ...noMarks };
  if ('error' in stored) return { kind: 'error', value: stored.error, ...noMarks };
  return { kind: 'blank', value: '', ...noMarks, formula: true };
}

export function packCells(cells: readonly RawCell[]): string {
  return JSON.stringify(cells.map(packCell));
}

export function unpackRow({ row, hidden, cells }: { row: number; hidden: number; cells: string }): RawRow {
  return { row, hidden: hidden === 1, cells: storedCellsSchema.parse(JSON.parse(cells)).map(unpackCell) };
}
