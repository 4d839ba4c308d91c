/** The committed sheet once more, with what became of each row beside it, as of now. */
import { z } from 'zod';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { BatchRow } from '#shared/domain/bulk-batch.ts';
import type { EngineContext } from '../../context.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { writeNewFile } from '../new-file.ts';
import { headerOf } from '../plan/read-draft.ts';
import { unpackRow } from '../plan/stored-cell.ts';
import type { RawCell } from '../workbook/raw-sheet.ts';
import { cellText } from '../workbook/read-header.ts';
import { writeXlsx } from '../write-xlsx.ts';
import { listBatchRows } from './row-progress.ts';
import { readSheetBatch } from './sheet-batch.ts';

type Work = Pick<EngineContext, 'db' | 'deps'> & {
  signal: AbortSignal;
  /** @param share 0 to 1 */
  onProgress(share: number): void;
};

/** Rows written before others have a turn: some 10 ms. */
const sliceRows = 200;

/**
 * @returns how many rows it has
 * @throws AppFailure `not-found`; `cancelled`; `read-only`. Nothing is left at `path` then but what was there before.
 */
export async function writeReport(work: Work, { batchId, path }: { batchId: string; path: string }): Promise<number> {
  const { sheet } = readSheetBatch(work.db, batchId);
  const header = (headerOf(sheet)?.cells ?? []).map(cellText);
  const heading = [...header, ...(['outcome', 'message', 'time'] as const).map((name) => t(`batch.report.${name}`))];
  const total = countRows(work.db, batchId);
  let written = 0;
  const counted = (more: number) => {
    written += more;
    work.onProgress(total === 0 ? 1 : written / total);
  };
  const sheets = [{ title: sheet.name, heading, slices: slices(work, batchId, header.length, counted) }];
  await writeNewFile(path, work.deps.uuid(), (file) => writeXlsx({ file, sheets }));
  return written;
}

async function* slices(
  { db, deps, signal }: Work,
  batchId: string,
  columns: number,
  counted: (more: number) => void,
): AsyncGenerator<string[][]> {
  for (let after = 0; ;) {
    if (signal.aborted) throw new AppFailure('cancelled', t('batch.report.cancelled'));
    const rows = listBatchRows(db, batchId, {}, { after, limit: sliceRows });
    yield rows.map((row) => [...cellsOf(db, batchId, row.row, columns), ...outcomeCells(row)]);
    counted(rows.length);
    if (rows.length < sliceRows) return;
    after = rows.at(-1)?.row ?? after;
    await new Promise<void>((resolve) => {
      deps.setTimer(resolve, 0);
    });
  }
}

const cellsSchema = z.string();

function cellsOf(db: EngineDatabase, batchId: string, row: number, columns: number): string[] {
  const stored = db.statement('SELECT cells FROM sheet_rows WHERE batch_id = ? AND row = ?').pluck().get(batchId, row);
  const { cells } = unpackRow({ row, hidden: 0, cells: cellsSchema.parse(stored) });
  return Array.from({ length: columns }, (_, index) => asWritten(cells[index]));
}

/** Digits as the file has them: a long id as a number would lose its end. */
function asWritten(cell: RawCell | undefined): string {
  return cell?.kind === 'number' ? cell.written : cellText(cell);
}

function outcomeCells({ outcome, messages, at }: BatchRow): string[] {
  const time = at === null ? '' : new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  return [t(`batch.row.${outcome}`), messages.join(' '), time];
}

function countRows(db: EngineDatabase, batchId: string): number {
  return z.number().parse(db.statement('SELECT count(*) FROM sheet_rows WHERE batch_id = ?').pluck().get(batchId));
}
