/**
 * The same action said of somebody more than once is one change, but each has said it: where a batch ends that the change is part of, it
 * stays for whoever else said it (a person alone, another batch) and has not taken that back.
 */
import { z } from 'zod';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { ofPerson } from './history-record.ts';
import { trimReplaced } from './replaced-changes.ts';
import { moveToBatch } from './transitions.ts';

type Said = Pick<ChangeRecord, 'id' | 'localId' | 'kind' | 'action' | 'batchId'>;

const wordSchema = z.object({ batchId: z.string().nullable() });

/** The newest word that became part of this change, of anybody but its batch; undefined: nobody else said it. */
function otherWord(
  db: EngineDatabase,
  { id, localId, kind, action, batchId }: Said,
): z.infer<typeof wordSchema> | undefined {
  if (kind !== 'action' || batchId === null) return undefined;
  const row = db
    .statement(
      `SELECT batch_id AS batchId FROM history WHERE outcome = 'merged' AND kind = 'action' AND action = ? AND batch_id IS NOT ?
         AND ${ofPerson} AND json_extract(answer, '$.into') = ? AND undone_by IS NULL ORDER BY seq DESC LIMIT 1`,
    )
    .get(action, batchId, localId, localId, id);
  return wordSchema.optional().parse(row);
}

/** Leaves a batch's waiting action to whoever else said it; call inside a write. @returns false: nobody else did, and nothing is done */
export function leaveToOthers(db: EngineDatabase, change: Said): boolean {
  const word = otherWord(db, change);
  if (word) moveToBatch(db, change.id, word.batchId);
  return word !== undefined;
}

/** The same of one that gave way to another change and may come back. */
export function leaveKeptToOthers(db: EngineDatabase, kept: ChangeRecord): boolean {
  const word = otherWord(db, kept);
  if (word) trimReplaced(db, kept, { patch: kept.patch, base: kept.base, batchId: word.batchId });
  return word !== undefined;
}

/** A batch takes back what it said of those of whom others had said the same. */
export function withdrawWords(db: EngineDatabase, batchId: string): void {
  db.statement(
    `UPDATE history SET undone_by = ? WHERE batch_id = ? AND outcome = 'merged' AND kind = 'action' AND undone_by IS NULL`,
  ).run(batchId, batchId);
}
