import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { clashesOf, raiseConflict } from './conflicts.ts';
import { readTruth } from './person-truth.ts';
import { moveChange } from './transitions.ts';

/**
 * A change that waits is compared with what HQ had when it was read last: a clash becomes a question, or stops being one.
 * @returns whether the change moved
 */
export function compareWithHq(db: EngineDatabase, change: ChangeRecord, now: number): boolean {
  if (change.state !== 'queued' && change.state !== 'conflict') return false;
  const truth = readTruth(db, change.entity, change.localId);
  if (!truth || change.kind === 'create') return false;
  const conflicts = clashesOf(change, truth);
  if (conflicts.length > 0) raiseConflict(db, change, conflicts, now);
  else if (change.state === 'conflict') moveChange(db, change.id, 'queued', now, { reason: null });
  else return false;
  return true;
}
