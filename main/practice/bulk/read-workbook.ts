import type { Cell } from './cell.ts';
import { WorkbookError, notWorkbook } from './read-sheet.ts';
import { ZipError, readZip } from './zip.ts';

/** The cells of one sheet, line by line. */
export type CellSheet = { title: string; cells: Cell[][] };

type Files = Map<string, () => Buffer>;

/** Day 0 of Excel's calendar, and of the one old Macs used. */
const EPOCH = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const DAY_MS = 86_400_000;
/** Excel's built-in number formats that show a date or time. */
const DATE_FORMATS = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);

/**
 * Reads an .xlsx file: text (shared, inline, rich), numbers, booleans, dates, cached values of formulas.
 * Throws WorkbookError with HQ's text for what is no workbook. HQ: util/workbook_json/excel.py (openpyxl, values only).
 */
export function readWorkbook(file: Buffer): CellSheet[] {
  try {
    const files = readZip(file);
    const text = (name: string): string | undefined => files.get(name)?.().toString('utf8');
    const book = text('xl/workbook.xml');
    if (book === undefined) throw new WorkbookError(notWorkbook('There is no workbook in the archive'));
    const shared = items(text('xl/sharedStrings.xml') ?? '', 'si').map((item) =>
      // openpyxl, reader/strings.py: so an escaped underscore comes back, and any other escape stays as it is written.
      textIn(item.body).replaceAll('x005F_', ''),
    );
    const isDate = dateStyles(text('xl/styles.xml') ?? '');
    const epoch = /<workbookPr[^>]*date1904="(1|true)"/.test(book) ? EPOCH_1904 : EPOCH;
    return sheetNames(book, text('xl/_rels/workbook.xml.rels') ?? '').map(({ title, path }) => ({
      title,
      cells: cellsOf(readPart(files, path), { shared, isDate, epoch }),
    }));
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw Object.assign(new WorkbookError(notWorkbook(error.message)), { cause: error });
  }
}

function readPart(files: Files, path: string): string {
  const part = files.get(path);
  if (!part) throw new WorkbookError(notWorkbook(`There is no item named '${path}' in the archive`));
  return part().toString('utf8');
}

type Element = { attributes: string; body: string };

/** The elements of one name, whatever prefix they carry; none of those asked for contains another of its kind. */
function items(xml: string, name: string): Element[] {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*?)?(?:/>|>([\\s\\S]*?)</(?:\\w+:)?${name}>)`, 'g');
  return [...xml.matchAll(pattern)].map((found) => ({ attributes: found[1] ?? '', body: found[2] ?? '' }));
}

function attribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\s(?:\\w+:)?${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined ? undefined : plain(value);
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Entities resolved, and Excel's own `_x000D_` for characters XML cannot hold. */
function plain(text: string): string {
  return text
    .replaceAll(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    })
    .replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** All runs of a text joined, without the reading aids of Asian scripts. */
function textIn(xml: string): string {
  const spoken = xml.replaceAll(/<(?:\w+:)?rPh[\s\S]*?<\/(?:\w+:)?rPh>/g, '');
  return items(spoken, 't')
    .map((run) => plain(run.body))
    .join('');
}

function sheetNames(book: string, relations: string): { title: string; path: string }[] {
  const targets = new Map(
    items(relations, 'Relationship').map((item) => [
      attribute(item.attributes, 'Id') ?? '',
      attribute(item.attributes, 'Target') ?? '',
    ]),
  );
  return items(book, 'sheet').map((item) => {
    const target = targets.get(attribute(item.attributes, 'id') ?? '') ?? '';
    const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
    return { title: attribute(item.attributes, 'name') ?? '', path };
  });
}

/** Which cell styles show a date: by Excel's number for the format, or by the letters of its own pattern. */
function dateStyles(styles: string): (style: string | undefined) => boolean {
  const own = new Map(
    items(styles, 'numFmt').map((item) => [
      Number(attribute(item.attributes, 'numFmtId')),
      attribute(item.attributes, 'formatCode') ?? '',
    ]),
  );
  const cellFormats = items(items(styles, 'cellXfs')[0]?.body ?? '', 'xf').map((item) => {
    const id = Number(attribute(item.attributes, 'numFmtId') ?? '0');
    const pattern = (own.get(id) ?? '').replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, '');
    return DATE_FORMATS.has(id) || /[dmyhs]/i.test(pattern);
  });
  return (style) => cellFormats[Number(style ?? '0')] === true;
}

type Reading = { shared: string[]; isDate: (style: string | undefined) => boolean; epoch: number };

function cellsOf(xml: string, reading: Reading): Cell[][] {
  const lines: Cell[][] = [];
  for (const row of items(xml, 'row')) {
    const line: Cell[] = [];
    const number = Number(attribute(row.attributes, 'r') ?? String(lines.length + 1));
    for (const cell of items(row.body, 'c')) {
      const place = /^[A-Z]+/.exec(attribute(cell.attributes, 'r') ?? '')?.[0];
      const column = place === undefined ? line.length : columnIndex(place);
      while (line.length < column) line.push(null);
      line[column] = valueOf(cell, reading);
    }
    while (lines.length < number - 1) lines.push([]);
    lines[number - 1] = line;
  }
  return lines;
}

function columnIndex(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function valueOf(cell: Element, { shared, isDate, epoch }: Reading): Cell {
  const type = attribute(cell.attributes, 't');
  if (type === 'inlineStr') return textIn(cell.body);
  const value = items(cell.body, 'v')[0]?.body;
  if (value === undefined || value === '') return null;
  switch (type) {
    case 's':
      return shared[Number(value)] ?? null;
    case 'b':
      return value === '1';
    case 'str':
    case 'e':
      return plain(value);
    case 'd':
      return new Date(`${value}${value.endsWith('Z') ? '' : 'Z'}`);
    default: {
      const number = Number(value);
      return isDate(attribute(cell.attributes, 's')) ? new Date(epoch + Math.round(number * DAY_MS)) : number;
    }
  }
}
