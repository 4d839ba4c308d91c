import ExcelJS from 'exceljs';

export type GivenCell = string | number | boolean | Date | null;
export type GivenSheet = { name: string; rows: readonly (readonly GivenCell[])[]; hidden?: boolean };

/** A workbook with just these cells, typed as they are given. */
export async function workbookBytes(sheets: readonly GivenSheet[]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  for (const { name, rows, hidden } of sheets) {
    const sheet = book.addWorksheet(name, { state: hidden === true ? 'veryHidden' : 'visible' });
    for (const [index, cells] of rows.entries()) if (cells.length > 0) sheet.getRow(index + 1).values = [...cells];
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
}

export type GivenRow = Readonly<Record<string, GivenCell>>;

/** A sheet of rows by column; the columns come in the order they are first named in. */
export function sheetOf(rows: readonly GivenRow[], columns: readonly string[] = [], name = 'users'): GivenSheet {
  const header = [...new Set([...columns, ...rows.flatMap((row) => Object.keys(row))])];
  // `undefined` would be no cell at all, and a column may be blank in some rows.
  return { name, rows: [header, ...rows.map((row) => header.map((column) => row[column] ?? null))] };
}
