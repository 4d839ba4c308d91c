/** What a person decides about all that is left of a batch at once. What asks something of them one by one is left as it is. */
import { z } from 'zod';
import type { ChangeTotals } from '#shared/domain/change.ts';
import type { BatchPlace } from '#shared/ipc/many.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { EngineDatabase } from '../db/database.ts';
import { discardBatchPart, discardReplacedPart } from './batch-part.ts';
import { readBatch } from './batch-rows.ts';
import type { BatchRow } from './batch-rows.ts';
import { carrier } from './carrier.ts';
import { undoJoined } from './change-many.ts';
import { allowed } from './change-view.ts';
import { retryChange } from './decide-change.ts';
import { changesFrom, dropWaiting, limitsOf } from './many-pieces.ts';
import { withdrawWords } from './other-word.ts';
import { countStates, readChange } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
import { stillWants } from './still-wants.ts';

const begin: BatchPlace = { part: 'changes', at: 0 };

/** What is left of a batch, by state. */
export function batchTotals(db: EngineDatabase, batchId: string): ChangeTotals {
  return countStates(db, 'WHERE batch_id = ?', [batchId]);
}

/**
 * Sends again what waits or was refused, also of what joined somebody else's change, which goes as a whole. A clash or a question is the person's to answer, and what lacks a password stays refused.
 * @param from the `next` of the piece before, of a batch of more than one transaction takes
 * @returns how many will be sent, and how many still need the person
 */
export function retryBatch(
  context: RecordContext,
  batchId: string,
  from: BatchPlace = begin,
): { retried: number; left: number; next?: BatchPlace } {
  const { db } = context;
  return db.write('retry-batch', () => {
    if (from.part === 'joined') return retryJoined(context, batchId, from.at);
    const { ids, next } = changesFrom(db, batchId, { from: from.at, limits: limitsOf(context) });
    const counts = retryAll(context, ids);
    if (next !== null) return { ...counts, next: { part: 'changes', at: next } };
    const joined = retryJoined(context, batchId, 0);
    return { ...joined, retried: counts.retried + joined.retried, left: counts.left + joined.left };
  });
}

type Retried = { retried: number; left: number };

function retryAll(context: RecordContext, ids: Iterable<string>): Retried {
  const counts: Retried = { retried: 0, left: 0 };
  for (const id of ids) {
    const state = readChange(context.db, id)?.state;
    if (state === undefined || state === 'sending') continue;
    const asks = state === 'conflict' || state === 'ask';
    if (!asks && retried(context, id)) counts.retried += 1;
    else counts.left += 1;
  }
  return counts;
}

/** Changes that are not the batch's, as long as something of what it wants is in them; call inside a write. */
function retryJoined(context: RecordContext, batchId: string, from: number): Retried & { next?: BatchPlace } {
  const { db } = context;
  const { piece } = limitsOf(context);
  const numbers = joinedRows(db, batchId, from, piece + 1);
  const batch = readBatch(db, batchId);
  const rows = numbers.slice(0, piece).flatMap((number) => batch?.rows({ first: number, end: number + 1 }) ?? []);
  const counts = retryAll(context, new Set(rows.flatMap((row) => joinedCarrier(db, batchId, row) ?? [])));
  const next = numbers[piece];
  return next === undefined ? counts : { ...counts, next: { part: 'joined', at: next } };
}

const numbersSchema = z.array(z.number().int());

/** Numbers of the batch's rows whose change became part of another, or was somebody else's from the beginning. */
function joinedRows(db: EngineDatabase, batchId: string, from: number, limit: number): number[] {
  const rows = db
    .statement(
      `SELECT p.row_number FROM batch_rows p LEFT JOIN changes c ON c.id = p.change_id
       WHERE p.batch_id = ? AND p.row_number >= ? AND p.change_id IS NOT NULL AND CASE WHEN c.id IS NOT NULL THEN c.batch_id IS NOT p.batch_id
         ELSE EXISTS (SELECT 1 FROM history h WHERE h.change_id = p.change_id AND h.outcome = 'merged') END
       ORDER BY p.row_number LIMIT ?`,
    )
    .pluck()
    .all(batchId, from, limit);
  return numbersSchema.parse(rows);
}

/** Id of somebody else's waiting change that carries the row; null where there is none, or nothing of the row is in it any more. */
function joinedCarrier(db: EngineDatabase, batchId: string, { changeId, what }: BatchRow): string | null {
  const live = changeId === null ? null : readChange(db, carrier(db, changeId) ?? '');
  if (!live || live.batchId === batchId || live.kind === 'delete') return null;
  return stillWants(live, what) ? live.id : null;
}

/** False where the change cannot be sent as it is. */
function retried(context: RecordContext, id: string): boolean {
  try {
    retryChange(context, id);
    return true;
  } catch (error) {
    if (error instanceof AppFailure && error.error.code === 'validation') return false;
    throw error;
  }
}

/**
 * Takes the batch back for good: what can still be taken back, also where it gave way to a removal or joined a person's own edit, all of it
 * or none (each piece for itself, where it is more than one transaction takes). What is on its way to HQ goes on, and so does what a person
 * has wanted of these people since. Of one that is still being done nobody else is changed.
 * @param from the `next` of the piece before
 * @returns how many changes are gone
 */
export function discardBatch(
  context: RecordContext,
  batchId: string,
  from: BatchPlace = begin,
): { discarded: number; next?: BatchPlace } {
  const { db } = context;
  return db.write('discard-batch', () => {
    dropWaiting(db, batchId);
    if (from.part === 'joined') return discardJoined(context, batchId, from.at);
    const replaced = from.at === 0 ? discardReplacedPart(context, batchId, null) : 0;
    const { ids, next } = changesFrom(db, batchId, { from: from.at, limits: limitsOf(context) });
    for (const id of ids) {
      // A discarded create takes what stands behind it along.
      const change = readChange(db, id);
      if (change && allowed(change, null, null).discard) discardBatchPart(context, change);
    }
    const discarded = replaced + ids.filter((id) => readChange(db, id)?.batchId !== batchId).length;
    if (next !== null) return { discarded, next: { part: 'changes', at: next } };
    const joined = discardJoined(context, batchId, 0);
    return { ...joined, discarded: discarded + joined.discarded };
  });
}

/** What became part of changes that are not the batch's; at its end the batch has said nothing any more. Call inside a write. */
function discardJoined(
  context: RecordContext,
  batchId: string,
  from: number,
): { discarded: number; next?: BatchPlace } {
  const { undone, next } = undoJoined(context, batchId, from);
  if (next !== undefined) return { discarded: undone, next: { part: 'joined', at: next } };
  withdrawWords(context.db, batchId);
  return { discarded: undone };
}
