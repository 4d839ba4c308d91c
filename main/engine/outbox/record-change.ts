/**
 * How an edit becomes a change: checked against HQ's rules, folded into what already waits, stored and shown, all in one transaction.
 * The change's id is made by the caller: the same command sent twice (a double click, a retry after a lost answer) is one change.
 */
import {
  completeUsername,
  confirmsAccount,
  createProblems,
  editProblems,
  needsPassword,
} from '#shared/domain/rules.ts';
import { withoutFixed, workerDataProblems } from '#shared/domain/rules/custom-data-rules.ts';
import { accountConfirmation, connectUsername, sameFieldValue } from '#shared/domain/fields.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { withoutGuards } from '#shared/merge/guards.ts';
import { t } from '#shared/messages/translate.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import type { EngineDatabase } from '../db/database.ts';
import { createdHere, serverIdOf } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { coalesce, completeGroups, fold, normalise, openCreate } from './coalesce.ts';
import type { Coalesced } from './coalesce.ts';
import { refuseOtherAddress } from './approved-request.ts';
import type { ChangeRecord } from './change-record.ts';
import { carrier } from './carrier.ts';
import { roleProblems } from './check-access.ts';
import { checkedInvitation } from './check-invitation.ts';
import { compareWithHq } from './compare-with-hq.ts';
import { forgetConflicts, isWholeClash, readConflicts } from './conflicts.ts';
import { writeDecision } from './decision-line.ts';
import { forgetDecisions, keepDecisions } from './decisions.ts';
import { inheritDependencies } from './dependencies.ts';
import { answerOf, finishChange, writeHistory } from './history.ts';
import type { HistoryAnswer } from './history.ts';
import { readTruth, usernameUse } from './person-truth.ts';
import { knownChange, readChange, readLane } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
import { remeasureBehind, standsWithout } from './remeasure-behind.ts';
import { recordFacts } from './record-facts.ts';
import { refuse } from './refuse.ts';
import { sealSecret } from './secrets.ts';
import { insertChange, isRenamed, moveChange } from './transitions.ts';
import { waitForAddress } from './wait-for-address.ts';

/**
 * Saves an edit of a person.
 * @returns id of the live change that now carries it, null when nothing is left to be sent
 * @throws AppFailure `not-found`, `validation` (details.fields)
 */
export function recordEdit(
  context: RecordContext,
  edit: {
    changeId: string;
    entity: PersonEntity;
    localId: string;
    patch: FieldValues;
    batchId?: string;
    /** Custom data counts as it is: the way back to values that were there, or a workbook's, which HQ's importer has rules of its own for. */
    asGiven?: true;
    /** The way back of a batch's part: it decides nothing of what clashes; that is asked anew, about what was before the batch. */
    back?: true;
  },
): string | null {
  const { db } = context;
  return db.write('record-edit', () => {
    if (knownChange(db, edit.changeId)) return carrier(db, edit.changeId);
    const lane = readLane(db, edit.entity, edit.localId);
    const truth = readTruth(db, edit.entity, edit.localId);
    if (!truth && lane.length === 0) throw new AppFailure('not-found', t('change.person-not-found'));
    refuseBehindRemoval(lane);
    const seen = fold(withoutGuards(truth ?? {}), lane);
    const patch = checkedPatch(context, edit, seen, openCreate(lane, context.author));
    if (edit.entity === 'web-user') refuse(roleProblems(context, edit.localId, patch, truth));
    const joined = coalesce(edit.entity, lane, patch, truth, context.author, !edit.back);
    const decision = dropFixed(context, edit.entity, patch, joined);
    const carriedBy = store(context, edit, patch, decision, lane);
    if (edit.back) askAnew(context, carriedBy);
    rebuildVisible(db, edit.entity, [edit.localId]);
    return carriedBy;
  });
}

/** What clashes is compared once more; whether HQ still has the person, or somebody else has the name, is HQ's to say. */
function askAnew({ db, now }: RecordContext, changeId: string | null): void {
  const change = changeId === null ? null : readChange(db, changeId);
  if (change?.state !== 'conflict' || [...readConflicts(db, change.id).keys()].some(isWholeClash)) return;
  compareWithHq(db, change, now());
}

/**
 * Saves a new mobile worker; its local id is `new-<changeId>` for good. `asGiven`: see `recordEdit`.
 * @throws AppFailure `validation` (details.fields)
 */
export function recordCreate(
  context: RecordContext,
  create: { changeId: string; values: FieldValues; password: string; batchId?: string | undefined; asGiven?: true },
): { changeId: string; localId: string } {
  const { db, now } = context;
  const entity = 'mobile-worker';
  const localId = createdHere + create.changeId;
  return db.write('record-create', () => {
    if (knownChange(db, create.changeId)) return { changeId: create.changeId, localId };
    const checked = { own: null, ...(create.asGiven ? { touched: [] } : {}) };
    const patch = checkedCreate(context, create.values, create.password, checked);
    const secret = create.password === '' ? null : sealSecret(context.secretKey, create.changeId, create.password);
    const { changeId: id, batchId = null } = create;
    const change = {
      id,
      batchId,
      author: context.author,
      entity,
      localId,
      kind: 'create',
      patch,
      base: {},
      secret,
    } as const;
    insertChange(db, change, now());
    rebuildVisible(db, entity, [localId]);
    return { changeId: create.changeId, localId };
  });
}

/**
 * The values of a new worker as they will be sent: normalised, complete username, without what the profile fixes, checked.
 */
export function checkedCreate(
  context: RecordContext,
  values: FieldValues,
  password: string,
  worker: CheckedWorker,
): FieldValues {
  const entity = 'mobile-worker';
  const patch = withoutFixed(completeGroups(entity, normalise(entity, values), {}), recordFacts(context));
  refuse(createdProblems(context, patch, password, worker));
  const typed = patch['username'];
  return { ...patch, username: completeUsername(typeof typed === 'string' ? typed : '', context.project) };
}

/** `own`: the local id of one who waits to be made already. `touched`: the custom data that counts, left out: all. */
export type CheckedWorker = { own: string | null; touched?: readonly string[] };

/** What speaks against a new worker, as far as is known here. */
export function createdProblems(
  context: RecordContext,
  values: FieldValues,
  password: string,
  { own, touched }: CheckedWorker,
): FieldProblems {
  const { db, usesPersonalId, strongPasswords } = context;
  const told = { usesPersonalId: usesPersonalId(), strongPasswords: strongPasswords?.() ?? null };
  const facts = { ...recordFacts(context), ...told };
  return {
    ...createProblems(values, password, facts, (username) => usernameUse(db, username, own)),
    ...workerDataProblems(values, facts, touched),
  };
}

/** A profile that is given to somebody with waiting values of their own: HQ takes what it fixes from the profile alone. */
function dropFixed(context: RecordContext, entity: PersonEntity, given: FieldValues, decision: Coalesced): Coalesced {
  if (entity !== 'mobile-worker' || decision.kind !== 'merge' || !('profile' in given)) return decision;
  const patch = withoutFixed(decision.patch, recordFacts(context));
  const base = Object.fromEntries(
    Object.entries(decision.base).filter(([key]) => key in patch || !(key in decision.patch)),
  );
  return { ...decision, patch, base };
}

/** For the check of a create that waits: its password is stored already, was looked at then, and is not read here. */
export function storedPassword(values: FieldValues): string {
  return needsPassword(values) ? standsForStored : '';
}

/** Longer than any project asks for. */
const standsForStored = '*'.repeat(500);

/**
 * What of the edit really changes something, checked as HQ would.
 * @param edit `asGiven`: see `recordEdit`
 * @param create the new person that the edit becomes part of; undefined where there is none (any more)
 * @throws AppFailure `validation` (details.fields)
 */
export function checkedPatch(
  context: RecordContext,
  { entity, patch, asGiven }: { entity: PersonEntity; patch: FieldValues; asGiven?: true },
  seen: FieldValues,
  create: Pick<ChangeRecord, 'localId' | 'base' | 'patch'> | undefined,
): FieldValues {
  const facts = recordFacts(context);
  const typed = completeGroups(entity, normalise(entity, patch), seen);
  const wanted = entity === 'mobile-worker' && 'profile' in typed ? withoutFixed(typed, facts) : typed;
  const changed = Object.fromEntries(
    Object.entries(wanted).filter(([key, value]) => !sameFieldValue(entity, key, value, seen[key])),
  );
  const touched = asGiven ? [] : Object.keys(changed);
  if (create && entity === 'invitation') {
    refuseOtherAddress(create, wanted);
    return checkedInvitation(context, { ...seen, ...wanted }, create.localId).patch;
  }
  if (create && isAboutAccount(wanted, seen)) {
    const values = { ...seen, ...wanted };
    return checkedCreate(context, values, storedPassword(values), { own: create.localId, touched });
  }
  const { username: _username, ...others } = seen;
  const values = { ...others, ...wanted };
  const custom = entity === 'mobile-worker' ? workerDataProblems(values, facts, touched) : {};
  refuse({ ...editProblems(entity, changed, values, facts), ...custom });
  return wanted;
}

/** Whether an edit of a worker who waits to be made is to be checked as the first make was: another name, or another way to log in. */
export function isAboutAccount(wanted: FieldValues, seen: FieldValues): boolean {
  // Without an address nobody could confirm the account.
  const confirms = confirmsAccount(seen) && 'email' in wanted;
  return confirms || ['username', accountConfirmation, connectUsername].some((key) => key in wanted);
}

/** @throws AppFailure `wrong-state`: after a removal there is nobody left for further changes */
export function refuseBehindRemoval(lane: readonly ChangeRecord[]): void {
  if (lane.at(-1)?.kind === 'delete') throw new AppFailure('wrong-state', t('rule.action.removal-waits'));
}

function store(
  context: RecordContext,
  edit: { changeId: string; entity: PersonEntity; localId: string; batchId?: string },
  patch: FieldValues,
  decision: Coalesced,
  lane: ChangeRecord[],
): string | null {
  const { db } = context;
  const now = context.now();
  const author = context.author;
  const batchId = edit.batchId ?? null;
  const own = { id: edit.changeId, author, entity: edit.entity, localId: edit.localId, kind: 'update' as const };
  const serverId = serverIdOf(db, edit.entity, edit.localId);
  switch (decision.kind) {
    case 'nothing':
      return lane.findLast((change) => Object.keys(patch).some((key) => key in change.patch))?.id ?? null;
    case 'insert':
      insertChange(db, { ...own, batchId, patch: decision.patch, base: decision.base }, now);
      return edit.changeId;
    case 'merge': {
      const line = { ...own, batchId, action: null, base: {}, patch, createdAt: now };
      const target = lane.find(({ id }) => id === decision.into);
      const over = target ? overBatch(target, batchId, decision.patch) : {};
      writeHistory(db, line, { outcome: 'merged', serverId, answer: { into: decision.into, ...over } }, now);
      if (target && over.superseded)
        writeSuperseded(db, target, { fields: over.superseded, serverId, by: own.id }, now);
      mergeInto(context, decision, lane, serverId, now);
      return decision.into;
    }
    case 'remove': {
      const line = { ...own, batchId, action: null, base: {}, patch, createdAt: now };
      writeHistory(db, line, { outcome: 'discarded', serverId, answer: { undoes: decision.changes } }, now);
      for (const change of lane) {
        if (!decision.changes.includes(change.id)) continue;
        // Read anew: the end of the one before has measured it from what stands without that one.
        const { base } = readChange(db, change.id) ?? change;
        remeasureBehind(context, change, standsWithout(change, base));
        finishChange(db, change, { outcome: 'discarded', serverId, answer: answerOf(change) }, now);
      }
      return null;
    }
  }
}

/** What an edit that is not of the same batch took over of a batch's change: nothing where there is no such batch. */
function overBatch(
  target: ChangeRecord,
  batchId: string | null,
  patch: FieldValues,
): Pick<HistoryAnswer, 'overBatch' | 'superseded'> {
  if (target.batchId === null || target.batchId === batchId) return {};
  const differs = (field: string) => !sameFieldValue(target.entity, field, target.patch[field], patch[field]);
  const superseded = Object.keys(target.patch).filter((field) => !(field in patch) || differs(field));
  return { overBatch: target.batchId, ...(superseded.length > 0 ? { superseded } : {}) };
}

/** The batch's own line: these values of it will not be sent. */
function writeSuperseded(
  db: EngineDatabase,
  target: ChangeRecord,
  { fields, serverId, by }: { fields: readonly string[]; serverId: string | null; by: string },
  now: number,
): void {
  const of = (values: FieldValues) => Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
  const entry = {
    serverId,
    before: of(target.base),
    after: of(target.patch),
    answer: { into: by, superseded: [...fields] },
  };
  writeHistory(db, target, { outcome: 'merged', ...entry }, now);
}

/**
 * The kept change takes the new values; whatever it waited for or was refused for is over, unless other fields still clash. For a clashing
 * field the edit is the decision; of a field that was decided before it is the newest word.
 */
function mergeInto(
  context: RecordContext,
  decision: Extract<Coalesced, { kind: 'merge' }>,
  lane: ChangeRecord[],
  serverId: string | null,
  now: number,
): void {
  const { db, author } = context;
  for (const change of lane) {
    if (!decision.absorbed.includes(change.id)) continue;
    inheritDependencies(db, change.id, decision.into);
    finishChange(db, change, { outcome: 'merged', serverId, answer: { into: decision.into } }, now);
  }
  const { patch, base } = decision;
  const target = lane.find(({ id }) => id === decision.into);
  if (target) {
    // Of a field that leaves, what the earliest was measured from stands at HQ.
    const joined = lane.filter(({ id }) => id === decision.into || decision.absorbed.includes(id)).reverse();
    const stands = joined.map((change) => standsWithout(change, change.base));
    remeasureBehind(context, target, Object.assign({}, ...stands, patch) as FieldValues);
  }
  const clashes = target?.state === 'conflict' ? readConflicts(db, decision.into) : new Map<string, FieldConflict>();
  const conflicts = [...clashes.keys()];
  const isDecided = (field: string) => decision.settled.includes(field);
  if (target) {
    const wanted = (field: string) => [target.patch[field], patch[field]] as const;
    const fields = [...new Set([...Object.keys(target.patch), ...Object.keys(patch)])];
    forgetDecisions(
      db,
      target.id,
      fields.filter((field) => !sameFieldValue(target.entity, field, ...wanted(field))),
    );
    const decided = conflicts.filter(isDecided);
    if (decided.length > 0) {
      const wantedOf = (field: string) => patch[field] ?? clashes.get(field)?.theirs ?? null;
      const values = new Map(decided.map((field) => [field, { use: 'value', value: wantedOf(field) } as const]));
      const line = writeDecision(db, target, { by: author, conflicts: clashes, decided: values, now });
      keepDecisions(db, target, new Map(decided.map((field) => [field, 'value'])), { line, at: now });
    }
  }
  const open = conflicts.filter((field) => !isDecided(field));
  // A name that somebody has at HQ stays a question until there is another one.
  const isNamed = target?.kind === 'create' && !isRenamed(target, patch);
  if (open.length > 0 && (target?.kind === 'update' || isNamed)) {
    moveChange(db, decision.into, 'conflict', now, { patch, base, edited: true });
    forgetConflicts(db, decision.into, conflicts.filter(isDecided));
    return;
  }
  moveChange(db, decision.into, 'queued', now, { patch, base, reason: null, nextAttemptAt: null, edited: true });
  if (target?.kind === 'create' && target.entity === 'invitation') waitForAddress(context, target, patch);
}
