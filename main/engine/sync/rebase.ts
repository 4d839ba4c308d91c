/**
 * Waiting changes measured anew against what HQ has now, field by field (shared/merge): HQ at our base → ours stays; HQ at our value →
 * the field is done; else a person decides. Only the head of a lane: what lies behind is measured from the head's values and has its
 * turn when the head is settled. What is on its way (`sending`, `unknown`) is left alone until it is settled.
 */
import { mergeThreeWay } from '#shared/merge/three-way.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { t } from '#shared/messages/translate.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { EngineDatabase } from '../db/database.ts';
import { deletedField } from '../outbox/change-view.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { finishChange } from '../outbox/history.ts';
import { readChange, readConflicts, readLane } from '../outbox/read-changes.ts';
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
    if (head && head.kind === 'update' && rebaseOnList(db, head, now)) moved += 1;
  }
  return moved;
}

function rebaseOnList(db: EngineDatabase, change: ChangeRecord, now: number): boolean {
  if (change.state !== 'queued' && change.state !== 'conflict') return false;
  const truth = readTruth(db, change.entity, change.localId);
  if (!truth) return false;
  const { conflicts } = mergeThreeWay(change.entity, change.base, change.patch, truth);
  if (conflicts.length > 0) raiseConflict(db, change, conflicts, now);
  else if (change.state === 'conflict') moveChange(db, change.id, 'queued', now, { reason: null });
  else return false;
  return true;
}

/**
 * Rebases one change on HQ's record itself, just read.
 * @returns whether anything about the change is different now
 */
export function rebaseChange(db: EngineDatabase, change: ChangeRecord, now: number): boolean {
  if (change.state !== 'queued' && change.state !== 'conflict') return false;
  const truth = readTruth(db, change.entity, change.localId);
  if (!truth) return false;
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
  // A clash that HQ itself undid is no clash any more.
  const reason = change.state === 'conflict' ? null : change.reason;
  moveChange(db, change.id, 'queued', now, { patch: merged.patch, base: merged.base, reason });
  return true;
}

/** A person has to decide between ours and HQ's. */
export function raiseConflict(
  db: EngineDatabase,
  change: ChangeRecord,
  conflicts: readonly FieldConflict[],
  now: number,
): void {
  const reason: ChangeReason = {
    code: 'wrong-state',
    message: t('change.conflict'),
    hqMessages: [],
    fields: {},
    status: null,
    at: now,
  };
  moveChange(db, change.id, 'conflict', now, { reason });
  writeConflicts(db, change.id, conflicts);
}

/** The record is not at HQ any more. */
export function raiseDeleted(db: EngineDatabase, change: ChangeRecord, now: number): void {
  const message = t('change.deleted-at-hq');
  const reason: ChangeReason = { code: 'not-found', message, hqMessages: [], fields: {}, status: null, at: now };
  moveChange(db, change.id, 'conflict', now, { reason });
  writeConflicts(db, change.id, [{ field: deletedField, base: null, mine: null, theirs: null }]);
}

export function writeConflicts(db: EngineDatabase, changeId: string, conflicts: readonly FieldConflict[]): void {
  const wanted = new Set(conflicts.map(({ field }) => field));
  for (const field of readConflicts(db, changeId).keys()) {
    if (wanted.has(field)) continue;
    db.statement('DELETE FROM conflicts WHERE change_id = ? AND field = ?').run(changeId, field);
  }
  for (const { field, base, mine, theirs } of conflicts) {
    db.statement(
      `INSERT INTO conflicts (change_id, field, base, mine, theirs) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (change_id, field) DO UPDATE SET base = excluded.base, mine = excluded.mine, theirs = excluded.theirs`,
    ).run(changeId, field, JSON.stringify(base), JSON.stringify(mine), JSON.stringify(theirs));
  }
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
