/** Values of cells as HQ's importer takes them (HQ: util/workbook_json/excel.py, user_importer/importer.py). */
import { hqTrimmed } from '../workbook/hq-headers.ts';
import type { RawCell } from '../workbook/raw-sheet.ts';

/** A day or a time; HQ keeps such a cell as a date, which is no text. */
export class SheetDate {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type CellValue = string | number | boolean | SheetDate;

/** Text is trimmed, an empty cell is '', an error is its text (`#N/A`), as HQ's reader gives them. */
export function cellValue(cell: RawCell | undefined): CellValue {
  if (cell === undefined) return '';
  switch (cell.kind) {
    case 'blank':
      return '';
    case 'text':
      return hqTrimmed(cell.value);
    case 'date':
      return new SheetDate(cell.value);
    default:
      return cell.value;
  }
}

/** Text and whole numbers as text, undefined for anything else. HQ: enforce_string_type. */
export function asText(value: CellValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : undefined;
}

export function isBlank(value: CellValue | undefined): boolean {
  return value === undefined || value === '';
}

/** Python's truth of a value: '', 0 and false are not. */
export function isTruthy(value: CellValue | undefined): boolean {
  return value instanceof SheetDate || Boolean(value);
}

/** A value inside one of HQ's messages, as Python writes it. */
export function shown(value: CellValue | undefined): string {
  if (value === undefined) return '';
  if (value instanceof SheetDate) return value.text;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

/** HQ: spec_value_to_boolean_or_none. Any other text ends HQ's whole import. */
const trueWords = /^(?:true|t|yes|y|1)$/i;
const falseWords = /^(?:false|f|no|n|0)$/i;

/** Null for "not said", which a number says too, even 1. `bad`: text that is neither. */
export function truthOf(value: CellValue | undefined): boolean | null | 'bad' {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || value === '') return null;
  if (trueWords.test(value)) return true;
  return falseWords.test(value) ? false : 'bad';
}
