/** A change as the Changes screen and the command line show it. */
import type { ChangeField, ChangeView } from '#shared/domain/change.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { readConflicts, similarCounter } from './conflicts.ts';
import { readDecidedAt } from './decisions.ts';
import { waitsFor } from './lanes.ts';
import { personLabel } from './person-label.ts';

/** @param similar counts changes with the same clash; share one over a page of changes */
export function viewChange(db: EngineDatabase, change: ChangeRecord, similar = similarCounter(db)): ChangeView {
  const resolvedAt = readDecidedAt(db, change.id);
  const { key, name, serverId } = personLabel(db, change.entity, change.localId, { ...change.base, ...change.patch });
  return {
    id: change.id,
    seq: change.seq,
    batchId: change.batchId,
    entity: change.entity,
    localId: change.localId,
    serverId,
    key,
    name,
    kind: change.kind,
    action: change.action,
    state: change.state,
    fields: viewFields(db, change, similar),
    createdAt: change.createdAt,
    updatedAt: change.updatedAt,
    sentAt: change.sentAt,
    attempts: change.attempts,
    nextAttemptAt: change.nextAttemptAt,
    reason: change.reason,
    waitsFor: waitsFor(db, change),
    resolvedAt,
    can: allowed(change, resolvedAt),
  };
}

function viewFields(
  db: EngineDatabase,
  change: ChangeRecord,
  similar: ReturnType<typeof similarCounter>,
): ChangeField[] {
  const conflicts = change.state === 'conflict' ? readConflicts(db, change.id) : new Map<string, FieldConflict>();
  const problems = change.reason?.fields ?? {};
  const plain = { was: null, yours: null, clashes: false, similar: 0 };
  const fields = Object.entries(change.patch).map(([field, yours]): ChangeField => {
    const view = { ...plain, field, was: change.base[field] ?? null, yours, problems: problems[field] ?? [] };
    const conflict = conflicts.get(field);
    if (!conflict) return view;
    const { theirs, clash } = conflict;
    return { ...view, theirs, clashes: true, clash, similar: similar(change, conflict) };
  });
  // What happened to the person as a whole, their role or their active state is no field of the patch, but is decided all the same.
  for (const [field, conflict] of conflicts) {
    if (field in change.patch) continue;
    const { base, mine, theirs, clash } = conflict;
    const count = similar(change, conflict);
    fields.push({ field, was: base, yours: mine, theirs, clashes: true, clash, similar: count, problems: [] });
  }
  // Problems of what is no field of the patch (a password) still have to be seen somewhere.
  for (const [field, found] of Object.entries(problems)) {
    if (!(field in change.patch)) fields.push({ ...plain, field, problems: found });
  }
  return fields;
}

/** What the person may do with it now; the handlers refuse the rest with `wrong-state`. */
export function allowed(change: Pick<ChangeRecord, 'state' | 'kind'>, resolvedAt: number | null): ChangeView['can'] {
  const { state, kind } = change;
  const sealed = state === 'sending' || state === 'unknown';
  return {
    retry: state !== 'sending',
    edit: !sealed && state !== 'ask' && (kind === 'create' || kind === 'update'),
    discard: !sealed,
    resolve: state === 'conflict',
    unresolve: resolvedAt !== null && (state === 'queued' || state === 'conflict'),
    answer: state === 'ask',
  };
}
