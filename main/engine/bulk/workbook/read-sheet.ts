/** The rows of one sheet, handed on while its XML is still being read. */
import type { CellMaker, WrittenCell } from './make-cell.ts';
import { blankCell, columnOf } from './raw-sheet.ts';
import type { RawCell, RawRow, RawSheet } from './raw-sheet.ts';
import { damagedWorkbook, refuseWorkbook } from './workbook-failure.ts';
import type { WorkbookLimits } from './workbook-limits.ts';
import { isTrue } from './workbook-parts.ts';
import type { SheetPart } from './workbook-parts.ts';
import { readXml } from './xml-reader.ts';
import type { XmlHandlers } from './xml-reader.ts';
import type { ZipArchive } from './zip-archive.ts';

export type SheetReading = {
  /** Rows that have anything, in the file's order, in slices. */
  slices: AsyncGenerator<readonly RawRow[]>;
  /** What stands around the cells; whole when the last slice has come. */
  around: { merged: string[]; hiddenColumns: number[] } & Pick<RawSheet, 'name' | 'visibility'>;
};

export type SheetContext = {
  zip: ZipArchive;
  makeCell: CellMaker;
  limits: WorkbookLimits;
  /** Filled cells of all sheets so far. */
  count: { cells: number };
};

export function readSheet(part: SheetPart, context: SheetContext): SheetReading {
  const around = { name: part.name, visibility: part.visibility, merged: [], hiddenColumns: [] };
  return { slices: slicesOf(part, around, context), around };
}

async function* slicesOf(
  part: SheetPart,
  around: SheetReading['around'],
  context: SheetContext,
): AsyncGenerator<readonly RawRow[]> {
  const { zip } = context;
  let ready: RawRow[] = [];
  const handlers = sheetHandlers(part, around, context, (row) => ready.push(row));
  const reading = readXml(zip.unpack(part.entry), handlers, { file: zip.name, part: part.entry.name });
  for await (const _piece of reading) {
    if (ready.length === 0) continue;
    yield ready;
    ready = [];
  }
}

function sheetHandlers(
  part: SheetPart,
  around: SheetReading['around'],
  { zip, makeCell, limits, count }: SheetContext,
  onRow: (row: RawRow) => void,
): XmlHandlers {
  let inRows = false;
  let row = 0;
  let hidden = false;
  let cells: RawCell[] = [];
  let column = 0;
  let cell: WrittenCell = { type: 'n', style: 0, text: '', formula: false, rich: false };
  let inValue = false;
  /** Inside a phonetic guide, which is not part of the text. */
  let inGuide = false;

  const tooMany = (limit: number) => refuseWorkbook('too-many-cells', zip.name, { sheet: part.name, row, limit });

  function finishCell(): void {
    const made = makeCell(cell);
    if (made === null) throw damagedWorkbook('text', zip.name, part.entry.name, { row });
    if (made === blankCell) return;
    count.cells += 1;
    if (count.cells > limits.cells) throw tooMany(limits.cells);
    while (cells.length < column) cells.push(blankCell);
    cells[column] = made;
  }

  return {
    open: (name, attribute) => {
      if (!inRows) {
        if (name === 'sheetData') inRows = true;
        else if (name === 'mergeCell') around.merged.push(attribute('ref') ?? '');
        else if (name === 'col' && isTrue(attribute('hidden')))
          addColumns(around.hiddenColumns, Number(attribute('min')), Number(attribute('max')), limits.columns);
        return;
      }
      switch (name) {
        case 'row':
          // Some programs leave the numbers of rows and the places of cells out: then they follow each other.
          row = Number(attribute('r') ?? row + 1);
          hidden = isTrue(attribute('hidden'));
          cells = [];
          column = -1;
          if (!(row >= 1 && row <= limits.rows)) throw tooMany(limits.rows);
          break;
        case 'c': {
          const place = attribute('r');
          column = place === undefined ? column + 1 : columnOf(place);
          if (!(column >= 0 && column < limits.columns)) throw tooMany(limits.columns);
          cell = {
            type: attribute('t') ?? 'n',
            style: Number(attribute('s') ?? 0),
            text: '',
            formula: false,
            rich: false,
          };
          break;
        }
        case 'f':
          cell.formula = true;
          break;
        case 'r':
          cell.rich = true;
          break;
        case 'rPh':
          inGuide = true;
          break;
        case 'v':
        case 't':
          inValue = !inGuide;
          break;
      }
    },
    text: (text) => {
      if (inValue) cell.text += text;
    },
    close: (name) => {
      if (!inRows) return;
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'rPh') inGuide = false;
      else if (name === 'c') finishCell();
      else if (name === 'sheetData') inRows = false;
      else if (name === 'row' && cells.length > 0) onRow({ row, hidden, cells });
    },
  };
}

/** @param min, max from 1, both included; a range to the last column there is, is how "all the rest" is hidden */
function addColumns(columns: number[], min: number, max: number, limit: number): void {
  for (let number = min; number <= Math.min(max, limit); number += 1) columns.push(number - 1);
}
