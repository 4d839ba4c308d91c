/**
 * Waiting changes measured anew against what HQ has now, field by field (shared/merge): HQ at our base → ours stays; HQ at our value →
 * the field is done; else a person decides. Only the head of a lane: what lies behind is measured from the head's values and has its
 * turn when the head is settled. What is on its way (`sending`, `unknown`) is left alone until it is settled.
 */
import { mergeThreeWay } from '#shared/merge/three-way.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { compareWithHq } from '../outbox/compare-with-hq.ts';
import { raiseConflict } from '../outbox/conflicts.ts';
import { finishChange, writeHistory } from '../outbox/history.ts';
import { readChange, readLane } from '../outbox/read-changes.ts';
import { moveChange } from '../outbox/transitions.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { readTruth } from '../outbox/person-truth.ts';

/**
 * Rebases the lane heads of these people after a listing; call inside the write that changed their records. Returns how many changes
 * moved. HQ's lists come from a search index that lags behind its records: a list may raise a question or withdraw one, but what it
 * shows never ends an edit as "HQ has it already". The push reads the record itself and says that.
 */
export function rebaseLanes(
  db: EngineDatabase,
  entity: PersonEntity,
  localIds: readonly string[],
  now: number,
): number {
  let moved = 0;
  for (const localId of localIds) {
    const head = readLane(db, entity, localId)[0];
    if (head && compareWithHq(db, head, now)) moved += 1;
  }
  return moved;
}

/**
 * Rebases one change on HQ's record itself, just read.
 * @returns whether anything about the change is different now
 */
export function rebaseChange(db: EngineDatabase, change: ChangeRecord, now: number): boolean {
  if (change.state !== 'queued' && change.state !== 'conflict') return false;
  const truth = readTruth(db, change.entity, change.localId);
  if (!truth) return false;
  // An action has no values to measure: all that can happen to it is a clash, or the end of one.
  if (change.kind !== 'update') return compareWithHq(db, change, now);
  const merged = mergeThreeWay(change.entity, change.base, change.patch, truth);
  if (merged.conflicts.length > 0) {
    raiseConflict(db, change, merged.conflicts, now);
    return true;
  }
  if (Object.keys(merged.patch).length === 0) {
    const serverId = serverIdOf(db, change.entity, change.localId);
    finishChange(db, change, { outcome: 'converged', serverId }, now);
    return true;
  }
  const same = change.state === 'queued' && merged.converged.length === 0;
  if (same) return false;
  writeConverged(db, change, merged.converged, now);
  // A clash that HQ itself undid is no clash any more.
  const reason = change.state === 'conflict' ? null : change.reason;
  moveChange(db, change.id, 'queued', now, { patch: merged.patch, base: merged.base, reason });
  return true;
}

/** Fields that leave a change because HQ has them already are said in the history; the rest of the change is still to come. */
function writeConverged(db: EngineDatabase, change: ChangeRecord, fields: readonly string[], now: number): void {
  if (fields.length === 0) return;
  const after = Object.fromEntries(fields.map((field): [string, Json] => [field, change.patch[field] ?? null]));
  const serverId = serverIdOf(db, change.entity, change.localId);
  const before = anchor(after, change.base);
  const answer = { part: [...fields] };
  writeHistory(db, change, { outcome: 'converged', serverId, before, after, answer }, now);
}

/** Values of `truth` for exactly the fields of `patch`. */
export function anchor(patch: FieldValues, truth: FieldValues): FieldValues {
  return Object.fromEntries(Object.keys(patch).map((key): [string, Json] => [key, truth[key] ?? null]));
}

/** The change as it is now, if it still waits to be sent. */
export function stillQueued(db: EngineDatabase, id: string): ChangeRecord | null {
  const change = readChange(db, id);
  return change?.state === 'queued' ? change : null;
}
