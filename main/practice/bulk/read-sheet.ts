import type { Cell, CellValue, Row, RowValue, Sheet } from './cell.ts';

/** A workbook HQ refuses as a whole; the text is what the person reads. HQ: util/workbook_json/excel.py get_workbook. */
export class WorkbookError extends Error {}

/** A cell HQ stumbles over while it reads rows, after the guarded part: a server error on the page. */
export class RowReadError extends Error {}

/** HQ: WorksheetTitle and the header rules of IteratorJSONReader. */
class HeaderError extends Error {}

/** A sheet whose header is read and whose rows are not yet: HQ opens all sheets and judges their headers before any row. */
export type OpenSheet = {
  keys: string[];
  /** Rows above the first wholly empty one. Throws RowReadError for a bad yes/no cell. */
  readRows(): Row[];
};

/** As `openSheet`, with the rows. Throws RowReadError for a bad yes/no cell. */
export function readSheet(cells: readonly (readonly Cell[])[]): Sheet {
  const { keys, readRows } = openSheet(cells);
  return { keys, rows: readRows() };
}

/**
 * Reads the header of a sheet of cells, its first row, as HQ's IteratorJSONReader does: columns right of the first empty header
 * are dropped without a word. Throws WorkbookError for bad headers.
 */
export function openSheet(cells: readonly (readonly Cell[])[]): OpenSheet {
  const headers = headersOf(cells[0] ?? []);
  const blank: Row = {};
  try {
    for (const header of headers) setField(blank, header, '');
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error;
    throw Object.assign(
      new WorkbookError(`Upload failed due to a problem with Excel columns. Error details: ${error.message}.`),
      { cause: error },
    );
  }
  return { keys: Object.keys(blank), readRows: () => rowsOf(cells, headers) };
}

function rowsOf(cells: readonly (readonly Cell[])[], headers: readonly string[]): Row[] {
  const rows: Row[] = [];
  for (const line of cells.slice(1)) {
    const values = headers.map((_header, column) => line[column] ?? null);
    if (values.every((cell) => cell === null || cell === '')) break;
    const row: Row = {};
    headers.forEach((header, column) => setField(row, header, valueOf(values[column] ?? null)));
    rows.push(row);
  }
  return rows;
}

/** Up to the first empty header, trimmed. */
function headersOf(line: readonly Cell[]): string[] {
  const headers: string[] = [];
  for (const cell of line) {
    if (cell === null || cell === '') break;
    if (typeof cell !== 'string') {
      throw new WorkbookError(notWorkbook(`Field ${String(cell)} is not a string.`));
    }
    headers.push(cell.trim());
  }
  return headers;
}

/** HQ's text for a file it cannot read; details that end in a dot give two. */
export function notWorkbook(details: string): string {
  return `Upload failed! Please make sure you are using a valid Excel 2007 or later (.xlsx) file. Error details: ${details}.`;
}

function valueOf(cell: Cell): CellValue {
  if (cell === null) return '';
  return typeof cell === 'string' ? cell.trim() : cell;
}

/** HQ: IteratorJSONReader.set_field_value. Two words are a list item whatever the second is; three or more stay one flat name. */
function setField(row: Row, field: string, value: CellValue): void {
  const colon = field.split(':');
  if (colon.length === 2) {
    const [outer = '', inner = ''] = colon.map((part) => part.trim());
    const known = row[outer] ?? {};
    if (typeof known !== 'object' || Array.isArray(known) || known instanceof Date) throw repeated(outer);
    row[outer] = known;
    setField(known, inner, value);
    return;
  }
  const words = field.split(/\s+/);
  if (words.length === 2) {
    addItem(row, words[0] ?? '', value);
    return;
  }
  const name = field.endsWith('?') ? field.slice(0, -1) : field;
  if (name in row) throw repeated(name);
  row[name] = name === field ? value : yesNo(name, value);
}

/** A blank item vanishes; a bare first column becomes the first item, blank or not. */
function addItem(row: Row, name: string, value: CellValue): void {
  const known: RowValue | undefined = row[name];
  const list = known === undefined ? [] : Array.isArray(known) ? known : [known];
  if (value !== '') list.push(value);
  row[name] = list;
}

function yesNo(name: string, value: CellValue): boolean {
  const word = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (word === 'yes' || word === 'true') return true;
  if (word === 'no' || word === 'false' || word === '') return false;
  const shown = value === true ? 'True' : value === false ? 'False' : String(value);
  throw new RowReadError(`Values for field ${name} must be "yes" or "no", not "${shown}"`);
}

function repeated(name: string): HeaderError {
  return new HeaderError(`You have a repeat field: ${name}`);
}
