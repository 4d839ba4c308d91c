/**
 * Writes a workbook, slice by slice, of text cells as a rule. Written by hand: a sheet of inline strings is a few lines of XML, and a library's
 * stream writer took three times as long and held the engine up for seconds (measured with exceljs 4.4).
 */
import { cellContent } from './cell-text.ts';
import { createZipFile } from './zip-file.ts';
import type { ZipTarget } from './zip-file.ts';
import { beginsLikeFormula } from './formula-text.ts';

/** Excel's own limit. */
const maxSheetRows = 1_048_576;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Cell styles by their place in styles.xml; all but a day (format 14) are text (format 49), so that an id keeps its zeros when a cell is edited. */
const style = { text: 1, quoted: 2, heading: 3, day: 4 } as const;

/** Text, but for a sheet that shows what becomes of other cells (`samples/`), and for a `day` (`YYYY-MM-DD`) that HQ takes as a date only. */
export type CellContent = string | number | boolean | { day: string };
type SheetSlice = readonly (readonly CellContent[])[];

export type Sheet = {
  /** Name of the sheet; further sheets, when one is full, get a number. */
  title: string;
  /** Not shown by the spreadsheet unless it is asked to. */
  hidden?: boolean;
  heading: readonly string[];
  slices: AsyncIterable<SheetSlice>;
};

export type WorkbookOptions = {
  file: ZipTarget;
  /** One after the other: the slices of one are asked for when the one before is written. */
  sheets: readonly Sheet[];
  /** Rows of a sheet with its heading; tests give less. */
  maxRows?: number;
};

/** A sheet as it stands in the workbook. */
type Written = { name: string; hidden: boolean };

export async function writeXlsx({ file, sheets, maxRows = maxSheetRows }: WorkbookOptions): Promise<void> {
  const zip = createZipFile(file);
  const written: Written[] = [];
  const shared = createSharedTexts();
  const days: Days = { written: false };
  for (const { title, hidden = false, heading, slices } of sheets) {
    const rows = createRowReader(slices);
    let parts = 0;
    do {
      parts += 1;
      written.push({ name: parts === 1 ? title : `${title} ${parts}`, hidden });
      await zip.add(`xl/worksheets/sheet${written.length}.xml`, sheetXml(heading, rows, { maxRows, shared, days }));
    } while (await rows.more());
  }
  for (const [name, content] of workbookParts(written, shared.texts(), days)) await zip.add(name, [head + content]);
  await zip.end();
}

type RowReader = {
  /** At most `limit` of the rows at hand; null at the end. */
  take(limit: number): Promise<SheetSlice | null>;
  more(): Promise<boolean>;
};

function createRowReader(slices: AsyncIterable<SheetSlice>): RowReader {
  const iterator = slices[Symbol.asyncIterator]();
  let rest: SheetSlice = [];
  let done = false;
  async function more(): Promise<boolean> {
    while (rest.length === 0 && !done) {
      const next = await iterator.next();
      if (next.done === true) done = true;
      else rest = next.value;
    }
    return rest.length > 0;
  }
  return {
    more,
    async take(limit) {
      if (!(await more())) return null;
      const taken = rest.slice(0, limit);
      rest = rest.slice(limit);
      return taken;
    },
  };
}

async function* sheetXml(
  heading: readonly string[],
  rows: RowReader,
  { maxRows, ...gathered }: Gathered & { maxRows: number },
): AsyncGenerator<string> {
  yield (
    `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    // Blank cells are not written, and what is typed into them is text, too.
    `<cols><col min="1" max="${heading.length}" width="22" style="${style.text}" customWidth="1"/></cols><sheetData>`
  );
  yield rowXml(1, heading, gathered, () => style.heading);
  let number = 1;
  while (number < maxRows) {
    const slice = await rows.take(maxRows - number);
    if (slice === null) break;
    yield slice
      .map((cells) => {
        number += 1;
        return rowXml(number, cells, gathered, (text) => (beginsLikeFormula(text) ? style.quoted : style.text));
      })
      .join('');
  }
  yield '</sheetData></worksheet>';
}

function rowXml(
  number: number,
  cells: readonly CellContent[],
  { shared, days }: Gathered,
  styleOf: (text: string) => number,
): string {
  const xml = cells.map((text, column) => {
    if (text === '') return '';
    const place = columnName(column) + String(number);
    if (typeof text === 'number') return `<c r="${place}"><v>${text}</v></c>`;
    if (typeof text === 'object') {
      days.written = true;
      return `<c r="${place}" s="${style.day}"><v>${dayNumber(text.day)}</v></c>`;
    }
    if (typeof text === 'boolean') return `<c r="${place}" t="b"><v>${Number(text)}</v></c>`;
    const content = cellContent(text);
    if (looksEscaped.test(content))
      return `<c r="${place}" s="${styleOf(text)}" t="s"><v>${shared.add(content)}</v></c>`;
    return `<c r="${place}" s="${styleOf(text)}" t="inlineStr"><is><t xml:space="preserve">${escaped(content)}</t></is></c>`;
  });
  return `<row r="${number}">${xml.join('')}</row>`;
}

/** Spreadsheets count days from the last but one of 1899. */
function dayNumber(day: string): number {
  return (Date.parse(`${day}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / (24 * 60 * 60 * 1000);
}

/** Spreadsheets take `_x0041_` for a letter (A): it is written with its underscore as such an escape. */
const looksEscaped = /_x[0-9a-f]{4}_/i;

/** Whether there is a cell of a day, which has a style of its own. */
type Days = { written: boolean };
/** What the workbook's other parts need to know of the cells. */
type Gathered = { shared: SharedTexts; days: Days };

type SharedTexts = { add(text: string): number; texts(): readonly string[] };

/**
 * Only texts that look like escapes: HQ's reader (openpyxl, reader/strings.py) takes the escaped underscore back in shared texts alone, and
 * would read it as it stands in a cell.
 */
function createSharedTexts(): SharedTexts {
  const places = new Map<string, number>();
  return {
    add(text) {
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    },
    texts: () => [...places.keys()],
  };
}

function sharedXml(texts: readonly string[]): string {
  const items = texts.map((text) => {
    const guarded = text.replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
    return `<si><t xml:space="preserve">${escaped(guarded)}</t></si>`;
  });
  return `<sst xmlns="${main}" uniqueCount="${texts.length}">${items.join('')}</sst>`;
}

/** 0 → A, 26 → AA. */
function columnName(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnName(Math.floor(column / 26) - 1) + letter;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A line break must not become a blank. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character).replaceAll('\r', '&#13;');
}

function workbookParts(written: readonly Written[], shared: readonly string[], days: Days): [string, string][] {
  const hasShared = shared.length > 0;
  const count = written.length;
  const numbers = written.map((_, index) => index + 1);
  const sheets = written.map(({ name, hidden }, index) => {
    const number = index + 1;
    const state = hidden ? ' state="hidden"' : '';
    return `<sheet name="${escaped(name)}" sheetId="${number}"${state} r:id="rId${number}"/>`;
  });
  const parts = numbers.map(
    (number) => `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${types}.worksheet+xml"/>`,
  );
  const links = numbers.map(
    (number) =>
      `<Relationship Id="rId${number}" Type="${relations}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
  );
  return [
    [
      '[Content_Types].xml',
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/>${parts.join('')}` +
        (hasShared ? `<Override PartName="/xl/sharedStrings.xml" ContentType="${types}.sharedStrings+xml"/>` : '') +
        '</Types>',
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${sheets.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${packageRelations}">${links.join('')}<Relationship Id="rId${count + 1}" Type="${relations}/styles" Target="styles.xml"/>` +
        (hasShared
          ? `<Relationship Id="rId${count + 2}" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/>`
          : '') +
        '</Relationships>',
    ],
    ['xl/styles.xml', stylesXml(days)],
    ...(hasShared ? [['xl/sharedStrings.xml', sharedXml(shared)] satisfies [string, string]] : []),
  ];
}

function stylesXml({ written }: Days): string {
  const day = written ? '<xf numFmtId="14" applyNumberFormat="1"/>' : '';
  return (
    `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    `<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${written ? 5 : 4}">` +
    '<xf/><xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1" quotePrefix="1"/>' +
    `<xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/>${day}</cellXfs></styleSheet>`
  );
}
