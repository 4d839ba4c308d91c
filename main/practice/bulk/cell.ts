/** One cell as a workbook gives it. null = empty. */
export type Cell = string | number | boolean | Date | null;

/** A cell after HQ's reader: text trimmed, empty = ''. */
export type CellValue = string | number | boolean | Date;

/** What stands under one key of a parsed row: a value, a list (`x 1`, `x 2`) or an object (`x: y`). */
export type RowValue = CellValue | RowValue[] | { [key: string]: RowValue };

/** One row by key, nested as HQ nests it. */
export type Row = Record<string, RowValue>;

/** A sheet parsed: the keys of its header row (`data: x` counts as `data`), and the rows above the first blank one. */
export type Sheet = { keys: string[]; rows: Row[] };

/**
 * Ends an import half-way, as any exception does that HQ's row handler does not catch: rows before it stay saved, nothing
 * is reported, and the poll answers 500.
 */
export class ImportCrash extends Error {}

/** Text and whole numbers as text; undefined for anything else. HQ: user_importer enforce_string_type. */
export function asText(value: RowValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isInteger(value) ? String(value) : undefined;
}

export function isBlank(value: RowValue | undefined): boolean {
  return value === undefined || value === '';
}

/** A value inside a message. */
export function shown(value: RowValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Python's truth of a value: '', 0, false, [] and {} are not. */
export function isTruthy(value: RowValue | undefined): boolean {
  if (value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && !(value instanceof Date)) return Object.keys(value).length > 0;
  return Boolean(value);
}

const TRUE_WORDS = ['true', 't', 'yes', 'y', '1'];
const FALSE_WORDS = ['false', 'f', 'no', 'n', '0'];

/**
 * True, false, or null for "not said". A number, even 1, says nothing; text that is no such word throws (ImportCrash).
 * HQ: user_importer spec_value_to_boolean_or_none.
 */
export function booleanOf(value: RowValue | undefined): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' || value === '') return null;
  const word = value.toLowerCase();
  if (TRUE_WORDS.includes(word)) return true;
  if (FALSE_WORDS.includes(word)) return false;
  throw new ImportCrash(`invalid truth value '${value}'`);
}

/** A list column. A bare header holds one text, which Python walks letter by letter. */
export function listOf(value: RowValue | undefined): RowValue[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? [...value] : isBlank(value) || value === undefined ? [] : [value];
}

/** The `x: y` columns under one key. */
export function objectOf(value: RowValue | undefined): Record<string, RowValue> | undefined {
  if (value === undefined || Array.isArray(value) || value instanceof Date || typeof value !== 'object')
    return undefined;
  return value;
}
