/** What a person decides about all that is left of a batch at once. What asks something of them one by one is left as it is. */
import type { ChangeTotals } from '#shared/domain/change.ts';
import type { BatchPlace } from '#shared/ipc/many.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { EngineDatabase } from '../db/database.ts';
import { discardBatchPart, discardReplacedPart } from './batch-part.ts';
import { undoJoined } from './change-many.ts';
import { allowed } from './change-view.ts';
import { retryChange } from './decide-change.ts';
import { changesFrom, dropWaiting, limitsOf } from './many-pieces.ts';
import { withdrawWords } from './other-word.ts';
import { countStates, readChange } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';

const begin: BatchPlace = { part: 'changes', at: 0 };

/** What is left of a batch, by state. */
export function batchTotals(db: EngineDatabase, batchId: string): ChangeTotals {
  return countStates(db, 'WHERE batch_id = ?', [batchId]);
}

/**
 * Sends again what waits or was refused. A clash or a question is the person's to answer, and what lacks a password stays refused.
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
    const counts = { retried: 0, left: 0 };
    const { ids, next } = changesFrom(db, batchId, { from: from.at, limits: limitsOf(context) });
    for (const id of ids) {
      const state = readChange(db, id)?.state;
      if (state === undefined || state === 'sending') continue;
      const asks = state === 'conflict' || state === 'ask';
      if (!asks && retried(context, id)) counts.retried += 1;
      else counts.left += 1;
    }
    return next === null ? counts : { ...counts, next: { part: 'changes', at: next } };
  });
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
