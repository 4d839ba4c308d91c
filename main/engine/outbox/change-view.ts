/** A change as the Changes screen and the command line show it. */
import type { ChangeField, ChangeReason, ChangeView } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import type { EngineDatabase } from '../db/database.ts';
import { approvedRequest } from './approved-request.ts';
import { isForeign, isSealed } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';
import { readConflicts, similarCounter } from './conflicts.ts';
import { readDecidedAt } from './decisions.ts';
import { waitsFor } from './lanes.ts';
import { pausedBefore, pausedWith } from './paused.ts';
import { personLabel } from './person-label.ts';
import { readTwins } from './twins.ts';
import type { Twin } from './twins.ts';

/** Why a change that waits cannot go with the rights the account has now, null where nothing is known against it. */
export type RightLooker = (
  change: Pick<ChangeRecord, 'entity' | 'kind' | 'action' | 'base' | 'patch'>,
) => ChangeReason | null;

/** `author`: the account that looks. `rights`: what is known of them now; without it, nothing is. */
type ViewContext = { db: EngineDatabase; author: string; rights?: () => RightLooker };

export function viewChange(context: ViewContext, change: ChangeRecord): ChangeView {
  return createChangeViewer(context)(change);
}

/** For a page of changes: what is alike for all is read once. */
export function createChangeViewer({ db, author, rights }: ViewContext): (change: ChangeRecord) => ChangeView {
  const lacking: RightLooker = rights?.() ?? (() => null);
  const similar = similarCounter(db);
  let twins: Twin[] | null = null;
  return (change) => {
    const before = waitsFor(db, change);
    const twin = before === null ? twinOf(change, (twins ??= readTwins(db, author))) : null;
    return {
      ...view(db, change, { similar, author }),
      // As the facts are now, never stored: it goes with what it says.
      reason: heldBack(db, change) ?? (waitsHere(change, author) ? lacking(change) : null) ?? change.reason,
      waitsFor: before ?? twin,
      waitsForTwin: twin !== null,
    };
  };
}

/** That a person holds it back with a workbook: itself, or what goes before it. */
function heldBack(db: EngineDatabase, change: ChangeRecord): ChangeReason | null {
  const own = pausedWith(db, change);
  const paused = own ?? pausedBefore(db, change);
  if (paused === null) return null;
  const { file, at } = paused;
  const message = t(own ? 'batch.paused' : 'batch.behind-paused', { file });
  return { code: 'on-hold', message, hqMessages: [], fields: {}, status: null, at };
}

function waitsHere(change: ChangeRecord, author: string): boolean {
  return change.state === 'queued' && !isForeign(change, author);
}

/** The create that the change, first of its lane, waits for: the same ones that `sync/push.ts` leaves out. */
function twinOf({ entity, localId, state }: ChangeRecord, twins: readonly Twin[]): string | null {
  if (state !== 'queued' && state !== 'unknown') return null;
  return twins.find((twin) => twin.entity === entity && twin.localId === localId)?.create ?? null;
}

function view(
  db: EngineDatabase,
  change: ChangeRecord,
  { similar, author }: { similar: ReturnType<typeof similarCounter>; author: string },
): Omit<ChangeView, 'waitsFor' | 'waitsForTwin'> {
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
    approves: approvedRequest(change) !== null,
    action: change.action,
    state: change.state,
    fields: viewFields(db, change, similar),
    createdAt: change.createdAt,
    updatedAt: change.updatedAt,
    sentAt: change.sentAt,
    attempts: change.attempts,
    nextAttemptAt: change.nextAttemptAt,
    reason: change.reason,
    ofAnother: isForeign(change, author) ? change.author : null,
    resolvedAt,
    can: allowed(change, resolvedAt, author),
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

/**
 * What the person may do with it now; the handlers refuse the rest with `wrong-state`.
 * @param author the account that looks; null: as far as the change's own state goes
 */
export function allowed(
  change: Pick<ChangeRecord, 'state' | 'kind' | 'author' | 'base'>,
  resolvedAt: number | null,
  author: string | null,
): ChangeView['can'] {
  const { state, kind } = change;
  const sealed = state === 'sending' || state === 'unknown';
  return {
    retry: state !== 'sending',
    edit: !isSealed(change) && (kind === 'create' || kind === 'update') && !isForeign(change, author),
    discard: !sealed,
    resolve: state === 'conflict',
    unresolve: resolvedAt !== null && (state === 'queued' || state === 'conflict'),
    answer: state === 'ask',
  };
}
