/** Writes rows as CSV: UTF-8 with a mark for Excel, CRLF, quotes where they are needed (RFC 4180). */
import type { FileHandle } from 'node:fs/promises';
import { inertText } from './formula-text.ts';

/** Without it Excel reads the file in the system's old encoding. */
const byteOrderMark = '\ufeff';

export type CsvOptions = {
  file: FileHandle;
  heading: readonly string[];
  slices: AsyncIterable<readonly (readonly string[])[]>;
};

export async function writeCsv({ file, heading, slices }: CsvOptions): Promise<void> {
  await file.writeFile(byteOrderMark + lineOf(heading));
  for await (const slice of slices) await file.writeFile(slice.map(lineOf).join(''));
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** CSV has no way to say "text": an apostrophe before the text keeps a spreadsheet from running it. */
function cellOf(text: string): string {
  const inert = inertText(text);
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
