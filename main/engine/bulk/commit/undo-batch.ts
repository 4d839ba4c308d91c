/** Takes a committed workbook back: what waits is gone, what HQ took goes back where HQ still shows it as ours. */
import { z } from 'zod';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { readBatch } from '../../outbox/batch-rows.ts';
import type { BatchRow } from '../../outbox/batch-rows.ts';
import { carrier } from '../../outbox/carrier.ts';
import { undoRow } from '../../outbox/change-many.ts';
import { isSealed } from '../../outbox/change-record.ts';
import { limitsOf } from '../../outbox/many-pieces.ts';
import { withdrawWords } from '../../outbox/other-word.ts';
import { readChange } from '../../outbox/read-changes.ts';
import type { RecordContext } from '../../outbox/record-context.ts';
import { withFacts } from '../../outbox/record-facts.ts';
import { pauseBatch, readSheetBatch } from './sheet-batch.ts';
import type { SheetBatch } from './sheet-batch.ts';
import { linesOfRow, undoLine } from './undo-at-hq.ts';
import type { LineOfRow } from './undo-at-hq.ts';
import { undoUploadPiece } from './undo-upload.ts';

type Place = { row: number; username: string };
type Left = Place & { why: string };

export type UndonePiece = {
  /** Changes that are taken back now, before HQ had them; what was taken back before is none of them. */
  waiting: number;
  /** Changes HQ has, whose way back waits now. */
  atHq: number;
  /** How many of those are invitations, which are deleted. */
  invitations: number;
  /** What stays as it is, and why. */
  left: Left[];
  /** Where the next piece begins; null: that was the last one. */
  next: number | null;
};

/** `from`: the `next` of the piece before, 0 to begin. `held`: HQ's pages cannot be reached, so that deletions are asked about again. */
export type UndoPlace = { from: number; held: boolean };

/**
 * The next piece, in one transaction. Each row's changes are of one piece, so that what waits of it goes before what HQ has. Said again, also
 * from the beginning after it was broken off, it does nothing anew. The batch is held back no longer: its ways back are to be sent.
 * @throws AppFailure `not-found`
 */
export function undoBatch(context: RecordContext, batchId: string, where: Partial<UndoPlace> = {}): UndonePiece {
  const { db, now } = context;
  return db.write('undo-batch', () => {
    const batch = readSheetBatch(db, batchId);
    pauseBatch(db, batchId, { paused: false, now: now() });
    return undoPiece(withFacts(context), batch, { from: 0, held: false, ...where });
  });
}

class Preview extends Error {
  readonly piece: UndonePiece;
  constructor(piece: UndonePiece) {
    super('preview');
    this.piece = piece;
  }
}

/** Does the piece and takes it back: what is told is exactly what would happen. @throws AppFailure as `undoBatch` */
export function previewUndo(context: RecordContext, batchId: string, from = 0): UndonePiece {
  const where = { from, held: false };
  const { db } = context;
  try {
    return db.write('preview-undo', () => {
      throw new Preview(undoPiece(withFacts(context), readSheetBatch(db, batchId), where));
    });
  } catch (error) {
    if (error instanceof Preview) return error.piece;
    throw error;
  }
}

/** Call it inside a write. */
function undoPiece(context: RecordContext, batch: SheetBatch, where: UndoPlace): UndonePiece {
  if (batch.way !== 'rows') return undoUploadPiece(context, batch, where);
  const { from: first, held } = where;
  const { db } = context;
  const { batchId } = batch;
  const end = pieceEnd(db, batchId, first, limitsOf(context).piece);
  if (end === null) return { waiting: 0, atHq: 0, invitations: 0, left: [], next: null };
  const next = isBegun(db, batchId, end) ? end : null;
  const piece: UndonePiece = { waiting: 0, atHq: 0, invitations: 0, left: [], next };
  const about = sheetRows(db, batchId, { first, end });
  const rows = readBatch(db, batchId)?.rows({ first, end }) ?? [];
  for (const row of rows) {
    const { undone, why } = undoWaiting(context, batchId, row);
    const of = about.get(row.number);
    if (undone) piece.waiting += 1;
    else if (why !== null && of) piece.left.push({ ...of, why });
  }
  for (const { of, ...line } of linesAtHq(db, batchId, rows, about)) {
    const { undone, why, invitation } = undoLine(context, { batchId, held }, line);
    if (undone) piece.atHq += 1;
    if (invitation) piece.invitations += 1;
    if (why !== null) piece.left.push({ ...of, why });
  }
  if (next === null) withdrawWords(db, batchId);
  return piece;
}

/** @returns whether something is taken back now that was not before, and why it stays where it does */
function undoWaiting(context: RecordContext, batchId: string, row: BatchRow): { undone: boolean; why: string | null } {
  const { db } = context;
  const before = writes(db);
  const { outcome, why } = undoRow(context, batchId, row);
  if (outcome === 'undone') return { undone: writes(db) > before, why: null };
  const live = outcome === 'sent' ? readChange(db, carrier(db, row.changeId ?? '') ?? '') : null;
  return { undone: false, why: live && isSealed(live) ? t('batch.undo.on-its-way') : why };
}

const numberSchema = z.number();

/** Rows this connection has written so far. */
function writes(db: EngineDatabase): number {
  return numberSchema.parse(db.statement('SELECT total_changes()').pluck().get());
}

function isBegun(db: EngineDatabase, batchId: string, number: number): boolean {
  const at = db
    .statement('SELECT 1 FROM batch_rows WHERE batch_id = ? AND row_number >= ? LIMIT 1')
    .get(batchId, number);
  return at !== undefined;
}

const placeSchema = z.object({ number: z.number().int(), row: z.number().int(), username: z.string() });

/** Which row of the sheet each change is of. */
function sheetRows(
  db: EngineDatabase,
  batchId: string,
  { first, end }: { first: number; end: number },
): Map<number, Place> {
  const rows = db
    .statement(
      `SELECT p.row_number AS number, r.row, r.username FROM batch_rows p
       JOIN sheet_rows r ON r.batch_id = p.batch_id AND r.row = p.sheet_row
       WHERE p.batch_id = ? AND p.row_number >= ? AND p.row_number < ?`,
    )
    .all(batchId, first, end);
  return new Map(
    rows.map((stored) => {
      const { number, row, username } = placeSchema.parse(stored);
      return [number, { row, username }];
    }),
  );
}

const endSchema = z.number().int().nullable();

/** Number behind the last change of the piece, which ends with a row of the sheet; null: there is none from here on. */
function pieceEnd(db: EngineDatabase, batchId: string, from: number, piece: number): number | null {
  const last = endSchema.parse(
    db
      .statement(
        `SELECT max(p.row_number) FROM batch_rows p INDEXED BY batch_rows_sheet WHERE p.batch_id = ? AND p.sheet_row = (
           SELECT sheet_row FROM (SELECT sheet_row, row_number FROM batch_rows WHERE batch_id = ? AND row_number >= ? ORDER BY row_number LIMIT ?)
           ORDER BY row_number DESC LIMIT 1)`,
      )
      .pluck()
      .get(batchId, batchId, from, Math.max(1, piece)),
  );
  return last === null ? null : last + 1;
}

/** What HQ took of these rows and nobody has taken back, the last of each row of the sheet first. */
function linesAtHq(
  db: EngineDatabase,
  batchId: string,
  rows: readonly BatchRow[],
  about: ReadonlyMap<number, Place>,
): (LineOfRow & { of: Place })[] {
  const lines = rows.flatMap((row) => {
    const of = about.get(row.number);
    return of ? linesOfRow(db, batchId, row).map((line) => ({ ...line, of })) : [];
  });
  return lines.sort((a, b) => a.of.row - b.of.row || b.line.seq - a.line.seq);
}
