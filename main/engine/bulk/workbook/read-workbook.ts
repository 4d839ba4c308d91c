/**
 * Reads a workbook (.xlsx of any program) into typed raw cells. The file is read where it lies, unpacked and parsed piece by piece: others
 * have a turn after some milliseconds, and nothing of it is written anywhere.
 */
import { openByteSource } from './byte-source.ts';
import type { WorkbookSource } from './byte-source.ts';
import { assertZip } from './file-kind.ts';
import { createCellMaker } from './make-cell.ts';
import { isBlankUnder } from './raw-sheet.ts';
import type { RawRow, RawSheet, RawWorkbook, RowRange } from './raw-sheet.ts';
import { readSheet } from './read-sheet.ts';
import type { SheetReading } from './read-sheet.ts';
import { readHeader } from './read-header.ts';
import { readFormats, readSharedTexts } from './shared-texts.ts';
import { refuseWorkbook } from './workbook-failure.ts';
import { workbookLimits } from './workbook-limits.ts';
import type { WorkbookLimits } from './workbook-limits.ts';
import { readWorkbookParts } from './workbook-parts.ts';
import { openZip } from './zip-archive.ts';

export type ReadWorkbookOptions = {
  signal?: AbortSignal;
  /** Called with the share that is read, 0 to 1, at most once for each hundredth. */
  onProgress?: (share: number) => void;
  /** Tests give smaller ones. */
  limits?: Partial<WorkbookLimits>;
};

/**
 * The whole workbook, all sheets, hidden ones too.
 * @throws AppFailure `not-found`, `invalid-input` (`details.workbook` is a `WorkbookRefusal`), `cancelled`
 */
export async function readWorkbook(source: WorkbookSource, options: ReadWorkbookOptions = {}): Promise<RawWorkbook> {
  const sheets: RawSheet[] = [];
  for await (const { slices, around } of readSheets(source, options)) {
    const rows: RawRow[] = [];
    for await (const slice of slices) rows.push(...slice);
    const [header = null, ...body] = rows;
    sheets.push({ ...around, header, rows: body, gaps: gapsOf(rows) });
  }
  return { sheets };
}

/** The sheets one after the other, each in slices; each has to be read before the next comes. Nothing is kept here. */
export async function* readSheets(
  source: WorkbookSource,
  { signal, onProgress, limits: given }: ReadWorkbookOptions = {},
): AsyncGenerator<SheetReading> {
  const limits = { ...workbookLimits, ...given };
  const file = await openByteSource(source);
  try {
    await assertZip(file);
    if (file.size > limits.fileBytes)
      throw refuseWorkbook('too-large', file.name, { limit: Math.floor(limits.fileBytes / 2 ** 20) });
    const progress = createProgress(onProgress);
    const zip = await openZip(file, { limits, signal, onBytes: progress.add });
    const { sheets, sharedTexts, styles, date1904 } = await readWorkbookParts(zip);
    const parts = [sharedTexts, styles, ...sheets.map(({ entry }) => entry)];
    progress.start(parts.reduce((sum, part) => sum + (part?.packed ?? 0), 0));
    const shared = await readSharedTexts(zip, sharedTexts, limits);
    const makeCell = createCellMaker(shared, await readFormats(zip, styles), date1904);
    const count = { cells: 0 };
    for (const part of sheets) {
      const reading = readSheet(part, { zip, makeCell, limits, count });
      try {
        yield reading;
      } finally {
        // What was left unread is passed over.
        await reading.slices.return(undefined);
      }
    }
  } finally {
    await file.close();
  }
}

function createProgress(onProgress: ReadWorkbookOptions['onProgress']) {
  let total = 0;
  let done = 0;
  let told = -1;
  return {
    /** @param bytes packed size of all parts that will be read */
    start: (bytes: number) => {
      total = bytes;
      done = 0;
    },
    add: (bytes: number) => {
      done += bytes;
      const hundredths = total === 0 ? 0 : Math.floor((done / total) * 100);
      if (hundredths <= told) return;
      told = hundredths;
      onProgress?.(Math.min(hundredths, 100) / 100);
    },
  };
}

function gapsOf(rows: readonly RawRow[]): RowRange[] {
  const width = readHeader({ header: rows[0] ?? null }).columns.length;
  const gaps: RowRange[] = [];
  let next = 1;
  for (const row of rows) {
    if (isBlankUnder(row, width)) continue;
    if (row.row > next) gaps.push({ from: next, to: row.row - 1 });
    next = row.row + 1;
  }
  return gaps;
}
