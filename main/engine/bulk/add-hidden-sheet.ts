/**
 * Adds a hidden sheet to a workbook that somebody else made: all its parts stay byte for byte but the three that list what there is, and in
 * those nothing changes but the line that is added.
 */
import { cellContent } from './cell-text.ts';
import { columnLetters } from './workbook/raw-sheet.ts';
import { openZip } from './workbook/zip-archive.ts';
import type { ZipArchive } from './workbook/zip-archive.ts';
import type { ZipEntry } from './workbook/zip-directory.ts';
import { damagedWorkbook } from './workbook/workbook-failure.ts';
import { workbookLimits } from './workbook/workbook-limits.ts';
import { escaped } from './write-xlsx.ts';
import { createZipFile } from './zip-file.ts';
import type { ZipTarget } from './zip-file.ts';

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml';
/** No spreadsheet gives such a name to a part or a relation. */
const part = 'roster-hidden.xml';
const relation = 'rosterHidden';

export type HiddenSheet = {
  name: string;
  heading: readonly string[];
  slices: AsyncIterable<readonly (readonly string[])[]>;
};

/**
 * @param bytes a workbook that could be read
 * @throws AppFailure `damaged` as the reader where it does not list its sheets; `cancelled`
 */
export async function addHiddenSheet(
  bytes: Uint8Array,
  sheet: HiddenSheet,
  { file, signal }: { file: ZipTarget; signal?: AbortSignal },
): Promise<void> {
  const held = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const source = {
    name: 'hq.xlsx',
    size: held.length,
    read: (at: number, length: number) => Promise.resolve(held.subarray(at, at + length)),
    close: () => Promise.resolve(),
  };
  const zip = await openZip(source, { limits: workbookLimits, signal, onBytes: () => undefined });
  const written = createZipFile(file);
  for (const entry of zip.entries) {
    const line = lineOf(entry, sheet.name);
    await written.add(entry.name, line === null ? zip.unpack(entry) : [await withLine(zip, entry, line)]);
  }
  await written.add(`xl/worksheets/${part}`, sheetXml(sheet));
  await written.end();
}

type Line = { into: string; line(prefix: string, xml: string): string };

/** What is said of the new sheet in this part, before the end of the list `into`; null for any other part. */
function lineOf({ name }: ZipEntry, title: string): Line | null {
  switch (name) {
    case '[Content_Types].xml':
      return {
        into: 'Types',
        line: (prefix) => `<${prefix}Override PartName="/xl/worksheets/${part}" ContentType="${sheetType}"/>`,
      };
    case 'xl/_rels/workbook.xml.rels':
      return {
        into: 'Relationships',
        line: (prefix) =>
          `<${prefix}Relationship Id="${relation}" Type="${relations}/worksheet" Target="/xl/worksheets/${part}"/>`,
      };
    case 'xl/workbook.xml':
      return {
        into: 'sheets',
        line: (prefix, xml) => {
          const ids = [...xml.matchAll(/\bsheetId="(\d+)"/g)].map(([, id]) => Number(id));
          return `<${prefix}sheet xmlns:r="${relations}" name="${escaped(title)}" sheetId="${Math.max(0, ...ids) + 1}" state="hidden" r:id="${relation}"/>`;
        },
      };
    default:
      return null;
  }
}

async function withLine(zip: ZipArchive, entry: ZipEntry, { into, line }: Line): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of zip.unpack(entry)) pieces.push(piece);
  const xml = Buffer.concat(pieces).toString('utf8');
  const end = new RegExp(`</((?:\\w+:)?)${into}\\s*>`).exec(xml);
  if (!end) throw damagedWorkbook('part', zip.name, entry.name);
  return xml.slice(0, end.index) + line(end[1] ?? '', xml) + xml.slice(end.index);
}

/** Without styles: those of the workbook are not ours. */
async function* sheetXml({ heading, slices }: HiddenSheet): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${main}"><sheetData>${rowXml(1, heading)}`;
  let number = 1;
  for await (const slice of slices)
    yield slice
      .map((cells) => {
        number += 1;
        return rowXml(number, cells);
      })
      .join('');
  yield '</sheetData></worksheet>';
}

function rowXml(number: number, cells: readonly string[]): string {
  const xml = cells.map((text, column) => {
    if (text === '') return '';
    const place = columnLetters(column) + String(number);
    return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(cellContent(text))}</t></is></c>`;
  });
  return `<row r="${number}">${xml.join('')}</row>`;
}
