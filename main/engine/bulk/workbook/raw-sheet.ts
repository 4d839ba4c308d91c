/** A workbook as it was read: cells with what the file says of them, nothing guessed. Row numbers are those the person sees. */

/** What every cell carries besides its value. */
export type CellMarks = {
  /** The value is what a formula last gave; a formula that was never calculated is a blank cell with this mark. */
  formula: boolean;
  /** Parts of the text had styles of their own. */
  rich: boolean;
  /** The number format's code: `@` is text, `''` general, `00000` shows zeros the number does not have. */
  format: string;
};

export type RawCell = CellMarks &
  (
    | { kind: 'blank'; value: '' }
    | { kind: 'text'; value: string }
    /** `written` is the number as the file has it: a long id has more digits there than a number can hold. */
    | { kind: 'number'; value: number; written: string }
    | { kind: 'boolean'; value: boolean }
    /** `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM:SS[.mmm]`, or `HH:MM:SS` for a time without a day; no time zone. */
    | { kind: 'date'; value: string }
    /** `#N/A`, `#REF!` … */
    | { kind: 'error'; value: string }
  );

export type RawRow = {
  /** The number beside the row in a spreadsheet, from 1. */
  row: number;
  /** Hidden by hand or by a filter. */
  hidden: boolean;
  /** By column, from 0; blank cells at the end are left out. */
  cells: readonly RawCell[];
};

/** Rows `from` to `to`, both included. */
export type RowRange = { from: number; to: number };

export type SheetPlace = { name: string; visibility: 'visible' | 'hidden' | 'very-hidden' };

export type RawSheet = SheetPlace & {
  /** The first row that has anything; HQ's header only when its number is 1. */
  header: RawRow | null;
  /** Rows under the header that have anything. */
  rows: readonly RawRow[];
  /** Blank rows that have filled ones under them. */
  gaps: readonly RowRange[];
  /** Ranges as `A1:B2`. */
  merged: readonly string[];
  /** Columns, from 0, that are not shown. */
  hiddenColumns: readonly number[];
};

export type RawWorkbook = {
  sheets: readonly RawSheet[];
};

const noMarks = { formula: false, rich: false, format: '' };

/** The one blank cell without marks. */
export const blankCell: RawCell = Object.freeze({ kind: 'blank', value: '', ...noMarks });

export function textCell(value: string): RawCell {
  return { kind: 'text', value, ...noMarks, format: '@' };
}

export function isBlankRow({ cells }: Pick<RawRow, 'cells'>): boolean {
  return cells.every(({ kind }) => kind === 'blank');
}

/** What HQ reads of a row: the cells under its headers. @param width as many columns as HQ reads; where it reads none, all count */
export function readCells({ cells }: Pick<RawRow, 'cells'>, width: number): readonly RawCell[] {
  return width === 0 ? cells : cells.slice(0, width);
}

/** HQ takes a row for blank that has something right of its headers alone (HQ: util/workbook_json/excel.py). */
export function isBlankUnder(row: Pick<RawRow, 'cells'>, width: number): boolean {
  return isBlankRow({ cells: readCells(row, width) });
}

/** 0 → A, 26 → AA. */
export function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter;
}

/** The column of a place such as `AB12`, from 0; -1 when there are no letters. */
export function columnOf(place: string): number {
  let column = 0;
  for (let index = 0; index < place.length; index += 1) {
    // Upper and lower case differ in one bit.
    const letter = (place.charCodeAt(index) & 0xdf) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}
