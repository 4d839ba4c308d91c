/** What a person decides about all that is left of a batch at once. What asks something of them one by one is left as it is. */
import { z } from 'zod';
import type { ChangeTotals } from '#shared/domain/change.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { EngineDatabase } from '../db/database.ts';
import { discardBatchPart, discardReplacedPart } from './batch-part.ts';
import { undoJoined } from './change-many.ts';
import { allowed } from './change-view.ts';
import { retryChange } from './decide-change.ts';
import { withdrawWords } from './other-word.ts';
import { countStates, readChange } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';

/** What is left of a batch, by state. */
export function batchTotals(db: EngineDatabase, batchId: string): ChangeTotals {
  return countStates(db, 'WHERE batch_id = ?', [batchId]);
}

/**
 * Sends again what waits or was refused. A clash or a question is the person's to answer, and what lacks a password stays refused.
 * @returns how many will be sent, and how many still need the person
 */
export function retryBatch(context: RecordContext, batchId: string): { retried: number; left: number } {
  const { db } = context;
  return db.write('retry-batch', () => {
    const counts = { retried: 0, left: 0 };
    for (const id of changesOf(db, batchId)) {
      const state = readChange(db, id)?.state;
      if (state === undefined || state === 'sending') continue;
      const asks = state === 'conflict' || state === 'ask';
      if (!asks && retried(context, id)) counts.retried += 1;
      else counts.left += 1;
    }
    return counts;
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
 * Takes the batch back for good: all or none of what can still be taken back, also where it gave way to a removal or joined a person's own
 * edit. What is on its way to HQ goes on, and so does what a person has wanted of these people since.
 * @returns how many changes are gone
 */
export function discardBatch(context: RecordContext, batchId: string): number {
  const { db } = context;
  return db.write('discard-batch', () => {
    const before = batchTotals(db, batchId).all;
    const replaced = discardReplacedPart(context, batchId, null);
    for (const id of changesOf(db, batchId)) {
      // A discarded create takes what stands behind it along.
      const change = readChange(db, id);
      if (change && allowed(change, null, null).discard) discardBatchPart(context, change);
    }
    withdrawWords(db, batchId);
    return replaced + undoJoined(context, batchId) + before - batchTotals(db, batchId).all;
  });
}

const idSchema = z.object({ id: z.string() });

function changesOf(db: EngineDatabase, batchId: string): string[] {
  const rows = db.statement('SELECT id FROM changes WHERE batch_id = ? ORDER BY seq').all(batchId);
  return rows.map((row) => idSchema.parse(row).id);
}
