/** Takes a committed workbook back: what waits is gone, what HQ took goes back where HQ still shows it as ours. */
import { z } from 'zod';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { undoMany } from '../../outbox/change-many.ts';
import { readHistoryLine } from '../../outbox/history-record.ts';
import type { HistoryRecord } from '../../outbox/history-record.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { undoChange } from '../../outbox/undo-change.ts';
import { undoState } from '../../outbox/undo-state.ts';
import { readSheetBatch } from './sheet-batch.ts';

export type UndoneBatch = {
  /** Changes that were taken back, or whose way back waits now. */
  undone: number;
  /** What stays as it is, and why: the first of them. */
  left: { row: number; username: string; why: string }[];
  leftTotal: number;
};

/** Rows told with their reason; the rest is a number. */
const namedRows = 500;

/** All of it in one transaction; said again it does nothing anew. @throws AppFailure `not-found` */
export function undoBatch(context: RecordContext, batchId: string): UndoneBatch {
  const { db } = context;
  return db.write('undo-batch', () => {
    readSheetBatch(db, batchId);
    let undone = 0;
    for (let from: number | undefined = 0; from !== undefined;) {
      const piece = undoMany(context, batchId, from);
      undone += piece.undone;
      from = piece.next;
    }
    const left: UndoneBatch['left'] = [];
    for (const { row, username, line } of linesAtHq(db, batchId)) {
      const why = undoLine(context, batchId, line);
      if (why === null) undone += 1;
      else left.push({ row, username, why });
    }
    return { undone, left: left.slice(0, namedRows), leftTotal: left.length };
  });
}

const lineSchema = z.object({ row: z.number().int(), username: z.string(), seq: z.number().int() });

/** What HQ took of the batch's own changes and nobody has taken back, the last of each row first. */
function linesAtHq(db: EngineDatabase, batchId: string): { row: number; username: string; line: HistoryRecord }[] {
  const rows = db
    .statement(
      `SELECT p.sheet_row AS row, r.username, h.seq FROM batch_rows p
       JOIN sheet_rows r ON r.batch_id = p.batch_id AND r.row = p.sheet_row
       JOIN history h ON h.change_id = p.change_id AND h.batch_id = p.batch_id
       WHERE p.batch_id = ? AND h.outcome = 'acked' AND h.undone_by IS NULL ORDER BY p.sheet_row, h.seq DESC`,
    )
    .all(batchId);
  return rows.flatMap((stored) => {
    const { row, username, seq } = lineSchema.parse(stored);
    const line = readHistoryLine(db, seq);
    return line ? [{ row, username, line }] : [];
  });
}

/** @returns why it stays, null where its way back was recorded */
function undoLine(context: RecordContext, batchId: string, line: HistoryRecord): string | null {
  // HQ's own way back, which works signed in and at once.
  if (line.kind === 'delete') return t('batch.undo.removal');
  const { can, why } = undoState(context.db, line);
  if (!can) return why;
  try {
    undoChange(context, { changeId: `${batchId}.h${line.seq}`, id: line.seq });
    return null;
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    return error.error.message;
  }
}
