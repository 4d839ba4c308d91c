/**
 * What became of a request, in one transaction each: the change's state, HQ's truth, the history and the visible row together, so that
 * no crash leaves them telling different stories.
 */
import { emptyValue, fieldDefinition, sameFieldValue } from '#shared/domain/fields.ts';
import { completeUsername } from '#shared/domain/rules.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { guardsIn, guardValues, touchesGuard } from '#shared/merge/guards.ts';
import { mergeThreeWay } from '#shared/merge/three-way.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { t } from '#shared/messages/translate.ts';
import type { HqRecord } from '../hq/gateway.ts';
import { hqWords } from '../hq/hq-words.ts';
import type { Failure } from '../hq/outcome.ts';
import { adoptServerId } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { raiseConflict, raiseDeleted } from '../outbox/conflicts.ts';
import { finishChange, writeHistory } from '../outbox/history.ts';
import type { HistoryEntry } from '../outbox/history.ts';
import { guardedTruth, takeRecord, truthOf } from '../outbox/person-truth.ts';
import { readChange, readLane } from '../outbox/read-changes.ts';
import { insertChange, moveChange } from '../outbox/transitions.ts';
import { backoffDelay } from './backoff.ts';
import { readMeta } from './meta.ts';
import { overtakenFields } from './overtaken.ts';
import { missingFields, unreadableFields } from './read-back.ts';
import { anchor, stillQueued } from './rebase.ts';
import { runError } from './stop.ts';
import { writeLog } from './sync-log.ts';
import type { SyncRun } from './sync-run.ts';

/** The change as a screen explains it after a failure. */
export function reasonOf(run: SyncRun, failure: Failure): ChangeReason {
  const error = runError(run, failure);
  return {
    code: error.code,
    message: error.message,
    hqMessages: hqWords(failure),
    fields: failure.kind === 'refused' ? failure.fields : {},
    status: 'status' in failure ? failure.status : null,
    at: run.deps.now(),
  };
}

/** One settling transaction: the work, the visible row, the log line; then the failpoint and the event. */
export function settle(
  run: SyncRun,
  change: ChangeRecord,
  action: string,
  reason: string,
  work: (now: number) => void,
): void {
  const now = run.deps.now();
  run.deps.failpoint?.('settle:before');
  run.db.write('settle', () => {
    // Nothing was sent, and the person discarded or replaced it while HQ was being read.
    if (change.state === 'queued' && !stillQueued(run.db, change.id)) return;
    work(now);
    rebuildVisible(run.db, change.entity, [change.localId]);
    writeLog(run.db, { at: now, entity: change.entity, localId: change.localId, action, reason });
  });
  run.deps.failpoint?.('settle:after');
  run.changed(change.entity, 'changes', 'history');
}

/** Nothing reached HQ: the change waits again and this try does not count. */
export function settleNotSent(run: SyncRun, change: ChangeRecord, failure: Failure): void {
  settle(run, change, 'not-sent', failure.kind, (now) => {
    const attempts = Math.max(0, change.attempts - 1);
    moveChange(run.db, change.id, 'queued', now, { reason: reasonOf(run, failure), attempts, sentAt: null });
  });
}

/** HQ may have it: only reading tells. */
export function settleUnknown(run: SyncRun, change: ChangeRecord, failure: Failure): void {
  settle(run, change, 'unknown', failure.kind, (now) => {
    moveChange(run.db, change.id, 'unknown', now, { reason: reasonOf(run, failure) });
  });
}

/** HQ does not have it (or not all of it) and nothing speaks against sending it again, after a while. */
export function settleNotApplied(
  run: SyncRun,
  change: ChangeRecord,
  found: { record?: HqRecord; patch?: FieldValues; base?: FieldValues },
): void {
  settle(run, change, 'not-applied', 'HQ does not have it', (now) => {
    const { record, ...move } = found;
    if (record) take(run, change, record, now);
    if (record && found.patch) writeReadPart(run, change, without(change.patch, found.patch), record, now);
    const nextAttemptAt = now + backoffDelay(change.attempts, run.deps.random());
    moveChange(run.db, change.id, 'queued', now, { ...move, nextAttemptAt });
  });
}

/** The part of an unanswered update that HQ turns out to have. */
function writeReadPart(run: SyncRun, change: ChangeRecord, part: FieldValues, record: HqRecord, now: number): void {
  if (Object.keys(part).length === 0) return;
  const entry: HistoryEntry = {
    outcome: 'acked',
    serverId: record.id,
    before: anchor(part, change.base),
    after: asShown(change.entity, part, record),
    answer: { status: null, read: 'after-lost-answer' },
  };
  writeHistory(run.db, change, entry, now);
}

/** A change HQ failed with before it could be read is looked at again after this long: seldom enough to be no load for HQ, ms. */
const unreadDelayMs = 60_000;

/** HQ failed to show the person, so nothing became of the change: it stands behind those that were not tried. */
export function putOffUnread(run: SyncRun, change: ChangeRecord): void {
  const now = run.deps.now();
  run.db.write('put-off', () => {
    const current = readChange(run.db, change.id);
    if (current?.state !== change.state || current.attempts !== change.attempts) return;
    moveChange(run.db, change.id, current.state, now, { nextAttemptAt: now + unreadDelayMs });
  });
}

/** HQ's values moved while the answer was out: a person decides. */
export function settleClash(
  run: SyncRun,
  change: ChangeRecord,
  record: HqRecord,
  conflicts: readonly FieldConflict[],
): void {
  settle(run, change, 'conflict', 'other values at HQ', (now) => {
    take(run, change, record, now);
    raiseConflict(run.db, change, conflicts, now);
  });
}

function take(run: SyncRun, change: ChangeRecord, record: HqRecord, now: number): void {
  takeRecord(run.db, change.entity, record, { active: null, written: {}, generation: generationOf(run), now });
}

/** HQ's record says no such person. */
export function settleDeleted(run: SyncRun, change: ChangeRecord): void {
  settle(run, change, 'conflict', 'deleted at HQ', (now) => raiseDeleted(run.db, change, now));
}

/** HQ said no before anything was done, or nothing at all can be said about what was done (no record to read). */
export function settleRejected(run: SyncRun, change: ChangeRecord, reason: ChangeReason, secret?: null): void {
  settle(run, change, 'rejected', String(reason.status ?? reason.code), (now) => {
    moveChange(run.db, change.id, 'rejected', now, secret === null ? { reason, secret } : { reason });
  });
}

/**
 * An update that HQ took: `record` is what HQ shows afterwards. What it silently did not keep goes back to the person; where somebody
 * else wrote in between the person is asked, because sending it again would write over that unseen.
 * @param status of HQ's answer; null when none came and HQ was read instead
 * @param reply  the record in HQ's answer
 */
export function settleUpdated(
  run: SyncRun,
  change: ChangeRecord,
  record: HqRecord,
  status: number | null,
  reply: HqRecord | null = null,
): void {
  const absent = missingFields(change.entity, change.patch, record);
  const overtaken = overtakenFields(change, absent, record, reply);
  const missing = { ...absent, ...only(change.patch, overtaken) };
  const kept = without(change.patch, missing);
  const reason: ChangeReason = {
    code: 'validation',
    message: t('change.not-kept'),
    hqMessages: [],
    fields: Object.fromEntries(Object.keys(missing).map((key) => [key, [t('change.not-kept')]])),
    status,
    at: run.deps.now(),
  };
  const altered = without(alteredFields(change, absent, record), only(absent, overtaken));
  const truth = guardedTruth(run.db, change, record);
  const { conflicts } = mergeThreeWay(change.entity, change.base, only(change.patch, overtaken), truth);
  settleParts(run, change, record, { kept, missing, altered, unseen: only(missing, overtaken), conflicts }, reason);
}

/**
 * An update that HQ refused. Its PUT is not atomic: what `record` shows as wanted is done, the rest is refused. That stays measured from
 * what it was: should HQ have another value by now, sending it again asks first.
 */
export function settleRefused(run: SyncRun, change: ChangeRecord, record: HqRecord, failure: Failure): void {
  const missing = {
    ...missingFields(change.entity, change.patch, record),
    ...unreadableFields(change.entity, change.patch),
  };
  const kept = without(change.patch, missing);
  settleParts(
    run,
    change,
    record,
    { kept, missing, altered: {}, unseen: missing, conflicts: [] },
    reasonOf(run, failure),
  );
}

type UpdateParts = {
  /** HQ shows these as wanted, or never tells them. */
  kept: FieldValues;
  /** HQ shows these otherwise. */
  missing: FieldValues;
  /** The part of `missing` that HQ took in a form of its own: neither what was there nor what was asked. */
  altered: FieldValues;
  /** Of `missing`: stays measured from what it was, because HQ may show what nobody here has seen. */
  unseen: FieldValues;
  /** What the person is asked about it at once. */
  conflicts: readonly FieldConflict[];
};

/** What HQ took but stored otherwise, with the values it shows. */
function alteredFields(change: ChangeRecord, missing: FieldValues, record: HqRecord): FieldValues {
  const moved = Object.keys(missing).filter(
    (key) => !sameFieldValue(change.entity, key, truthOf(change.entity, record)[key], change.base[key]),
  );
  return anchor(Object.fromEntries(moved.map((key) => [key, null])), truthOf(change.entity, record));
}

/** Values as HQ tells them back (its own spelling of a phone number), ours where it never tells. */
function asShown(entity: PersonEntity, values: FieldValues, record: HqRecord): FieldValues {
  const told = without(values, unreadableFields(entity, values));
  return { ...values, ...anchor(told, truthOf(entity, record)) };
}

function settleParts(
  run: SyncRun,
  change: ChangeRecord,
  record: HqRecord,
  { kept, missing, altered, unseen, conflicts }: UpdateParts,
  reason: ChangeReason,
): void {
  const done = Object.keys(missing).length === 0;
  const left = conflicts.length > 0 ? 'conflict' : 'rejected';
  settle(run, change, done ? 'acked' : left, String(reason.status ?? ''), (now) => {
    const written = unreadableFields(change.entity, kept);
    takeRecord(run.db, change.entity, record, { active: null, written, generation: generationOf(run), now });
    const shown = { ...kept, ...altered };
    const entry: HistoryEntry = {
      outcome: 'acked',
      serverId: record.id,
      before: anchor(shown, change.base),
      after: asShown(change.entity, shown, record),
      answer: {
        status: reason.status,
        messages: reason.hqMessages,
        altered: Object.keys(altered),
        ...(reason.status === null ? { read: 'after-lost-answer' as const } : {}),
      },
    };
    if (done) {
      finishChange(run.db, change, entry, now);
      run.pushed += 1;
      return;
    }
    if (Object.keys(shown).length > 0) writeHistory(run.db, change, entry, now);
    const truth = guardedTruth(run.db, change, record);
    const guards = touchesGuard(unseen) ? guardsIn(change.base) : guardValues(change.entity, truth);
    const base = {
      ...anchor(missing, truth),
      ...anchor(unseen, change.base),
      ...(touchesGuard(missing) ? guards : {}),
    };
    moveChange(run.db, change.id, left, now, { patch: missing, base, reason });
    if (conflicts.length > 0) raiseConflict(run.db, change, conflicts, now);
  });
}

/** How it is known that the worker at HQ is the one of our create. */
export type CreateProof =
  /** HQ named its id in its answer; `status` null: in an earlier one. */
  | { confirmed: true; status: number | null }
  /** No answer ever came: HQ has a worker of this username whose values are all ours or empty. */
  | { confirmed: false; status: null };

/** Stands in the history and in the log, so that nobody takes an adoption for HQ's word. */
const adoptedUnconfirmed = 'adopted by username and values; HQ never confirmed the create';

/**
 * A new worker that is at HQ: the identity is kept for good, the password wiped, HQ's record taken. HQ answers 201 even where it
 * dropped optional values silently: those follow as an edit, in front of any later edit of the person.
 */
export function settleCreated(run: SyncRun, change: ChangeRecord, record: HqRecord, proof: CreateProof): void {
  const { username: _username, ...values } = change.patch;
  const missing = missingFields(change.entity, values, record);
  const { status } = proof;
  settle(run, change, 'acked', proof.confirmed ? `created ${status ?? 'before'}` : adoptedUnconfirmed, (now) => {
    identify(run, change, record.id);
    const written = unreadableFields(change.entity, without(values, missing));
    takeRecord(run.db, change.entity, record, { active: true, written, generation: generationOf(run), now });
    const dropped = Object.keys(missing);
    const answer: HistoryEntry['answer'] = {
      status,
      dropped,
      ...(proof.confirmed ? {} : { adopted: adoptedUnconfirmed }),
    };
    finishChange(
      run.db,
      change,
      {
        outcome: 'acked',
        serverId: record.id,
        after: asShown(change.entity, without(change.patch, missing), record),
        answer,
      },
      now,
    );
    run.pushed += 1;
    if (Object.keys(missing).length > 0) repairCreated(run, change, missing, now);
  });
}

/** HQ has the new worker (`serverId`), but could not be read: the password is not needed any more, the rest is settled by reading. */
export function settleCreatedUnread(run: SyncRun, change: ChangeRecord, serverId: string, failure: Failure): void {
  settle(run, change, 'unknown', 'created, not read back', (now) => {
    identify(run, change, serverId);
    moveChange(run.db, change.id, 'unknown', now, { secret: null, reason: reasonOf(run, failure) });
  });
}

/**
 * The person keeps the local id they were given here. A pull may have brought the record in by HQ's id already: that row goes, and what
 * was edited there moves into this lane.
 */
export function identify(run: SyncRun, change: ChangeRecord, serverId: string): void {
  const { db } = run;
  adoptServerId(db, change.entity, change.localId, serverId);
  db.statement('UPDATE changes SET local_id = ? WHERE entity = ? AND local_id = ?').run(
    change.localId,
    change.entity,
    serverId,
  );
  rebuildVisible(db, change.entity, [serverId]);
}

/**
 * Measured from the empty values that HQ makes a worker with: where HQ shows something else, it was not dropped but changed by somebody
 * since, and a person decides.
 */
function repairCreated(run: SyncRun, create: ChangeRecord, missing: FieldValues, now: number): void {
  const { author, entity, localId } = create;
  const base = Object.fromEntries(
    Object.keys(missing).map((key): [string, Json] => [
      key,
      emptyValue(fieldDefinition(entity, key)?.type ?? 'custom'),
    ]),
  );
  const next = readLane(run.db, entity, localId).find(({ kind }) => kind === 'update');
  if (next) {
    moveChange(run.db, next.id, next.state, now, {
      patch: { ...missing, ...next.patch },
      base: { ...next.base, ...base },
    });
    return;
  }
  insertChange(run.db, { id: run.deps.uuid(), author, entity, localId, kind: 'update', patch: missing, base }, now);
}

function only(values: FieldValues, keys: ReadonlySet<string>): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
}

export function without(values: FieldValues, left: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !(key in left)));
}

/** Whether HQ's record is the worker of this create, as far as values can tell: each is ours, or empty (HQ drops values silently). */
export function looksLikeOurs(change: ChangeRecord, record: HqRecord, project: string): boolean {
  const { username: _username, ...values } = change.patch;
  const wanted = completeUsername(usernameOf(change.patch), project);
  if (usernameOf(record).toLowerCase() !== wanted.toLowerCase()) return false;
  const truth = truthOf(change.entity, record);
  return Object.keys(missingFields(change.entity, values, record)).every((key) => {
    const value = truth[key];
    return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  });
}

/** A record read by itself counts as seen by the present listing. */
export function generationOf(run: SyncRun): number {
  return readMeta(run.db, 'pull').generation;
}

/** The username belongs to somebody else (by our own knowledge; HQ's words come with its own refusal). */
export function takenReason(run: SyncRun, username: string): ChangeReason {
  const message = t('rule.username.taken', { username });
  const fields = { username: [message] };
  return { code: 'validation', message, hqMessages: [], fields, status: null, at: run.deps.now() };
}

/** The username of a patch or of HQ's record, '' when there is none. */
export function usernameOf(values: Record<string, Json>): string {
  const username = values['username'];
  return typeof username === 'string' ? username : '';
}
