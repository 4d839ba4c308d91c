/**
 * What became of a request, in one transaction each: the change's state, HQ's truth, the history and the visible row together, so that
 * no crash leaves them telling different stories. Here what is alike for every kind of change; see settle-update.ts and settle-create.ts.
 */
import type { ChangeReason } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { valueClash } from '#shared/merge/three-way.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { t } from '#shared/messages/translate.ts';
import type { HqRecord } from '../hq/gateway.ts';
import { hqWords } from '../hq/hq-words.ts';
import type { Failure } from '../hq/outcome.ts';
import { idAtHq } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { raiseConflict, raiseDeleted } from '../outbox/conflicts.ts';
import { writeHistory } from '../outbox/history.ts';
import type { HistoryEntry } from '../outbox/history.ts';
import { takeRecord } from '../outbox/person-truth.ts';
import { readChange } from '../outbox/read-changes.ts';
import { moveChange } from '../outbox/transitions.ts';
import { backoffDelay } from './backoff.ts';
import { measuredFromOurs, takenStatus, withTaken } from './known-taken.ts';
import { readMeta } from './meta.ts';
import { without } from './pick-values.ts';
import { asShown } from './read-back.ts';
import { anchor } from './rebase.ts';
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
    // Nothing was sent, or HQ refused it, and the person discarded or replaced it while HQ was being read.
    if (isOpenToThePerson(change) && readChange(run.db, change.id)?.state !== change.state) return;
    work(now);
    rebuildVisible(run.db, change.entity, [change.localId]);
    writeLog(run.db, { at: now, entity: change.entity, localId: change.localId, action, reason });
  });
  run.deps.failpoint?.('settle:after');
  run.changed(change.entity, 'changes', 'history');
}

function isOpenToThePerson({ state }: ChangeRecord): boolean {
  return state === 'queued' || state === 'rejected';
}

/** Nothing reached HQ: the change waits again and this try does not count. */
export function settleNotSent(run: SyncRun, change: ChangeRecord, failure: Failure): void {
  settle(run, change, 'not-sent', failure.kind, (now) => {
    const attempts = Math.max(0, change.attempts - 1);
    // A right that is missing is told as long as it is (missing-right.ts), and not once it is there again.
    const reason = failure.kind === 'permission' && failure.status === 403 ? null : reasonOf(run, failure);
    moveChange(run.db, change.id, 'queued', now, { reason, attempts, sentAt: null });
  });
}

/**
 * HQ may have it: only reading tells.
 * @param taken HQ's status where HQ said yes to an edit, and only the look at what became of it failed
 */
export function settleUnknown(run: SyncRun, change: ChangeRecord, failure: Failure, taken: number | null = null): void {
  settle(run, change, 'unknown', failure.kind, (now) => {
    const known = taken === null ? {} : { base: withTaken(change.base, taken) };
    moveChange(run.db, change.id, 'unknown', now, { ...known, reason: reasonOf(run, failure) });
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
    answer: { status: null, read: 'after-lost-answer', part: Object.keys(part) },
  };
  writeHistory(run.db, change, entry, now);
}

/** A change HQ failed with before it could be read is looked at again after this long: seldom enough to be no load for HQ, ms. */
export const unreadDelayMs = 60_000;

/**
 * HQ failed to show the person, so nothing became of the change: it stands behind those that were not tried.
 * @param why what the person is told, and the delay in ms; left out: no word, and the usual one
 */
export function putOffUnread(
  run: SyncRun,
  change: ChangeRecord,
  { reason = null, delay = unreadDelayMs }: { reason?: ChangeReason | null; delay?: number } = {},
): void {
  const now = run.deps.now();
  run.db.write('put-off', () => {
    const current = readChange(run.db, change.id);
    if (current?.state !== change.state || current.attempts !== change.attempts) return;
    moveChange(run.db, change.id, current.state, now, {
      nextAttemptAt: now + delay,
      ...(reason === null ? {} : { reason }),
    });
  });
}

/**
 * HQ's values moved: a person decides. Where that was seen after a request whose answer was lost, HQ may have had ours in between, so the
 * clash does not end with HQ back at what was there before.
 */
export function settleClash(
  run: SyncRun,
  change: ChangeRecord,
  record: HqRecord,
  conflicts: readonly FieldConflict[],
): void {
  settle(run, change, 'conflict', 'other values at HQ', (now) => {
    take(run, change, record, now);
    if (change.state !== 'unknown') {
      raiseConflict(run.db, change, conflicts, now);
      return;
    }
    const moved = conflicts.filter(({ clash }) => clash.split('+').includes(valueClash)).map(({ field }) => field);
    const base = measuredFromOurs(change, moved);
    const measured = conflicts.map((conflict) =>
      moved.includes(conflict.field) ? { ...conflict, base: base[conflict.field] ?? null } : conflict,
    );
    raiseConflict(run.db, change, measured, now);
    moveChange(run.db, change.id, 'conflict', now, { base });
  });
}

function take(run: SyncRun, change: ChangeRecord, record: HqRecord, now: number): void {
  takeRecord(run.db, change.entity, record, { active: null, written: {}, generation: generationOf(run), now });
}

/**
 * HQ's record says no such person. Where HQ had what an edit wanted, or maybe (`unknown`), and the person comes back with other values, that
 * is asked about.
 * @param taken HQ's status where HQ said yes to an edit: it had it, until the person went
 */
export function settleDeleted(run: SyncRun, change: ChangeRecord, taken: number | null = takenStatus(change)): void {
  settle(run, change, 'conflict', 'deleted at HQ', (now) => {
    if (taken !== null) {
      const serverId = idAtHq(run.db, change.entity, change.localId);
      const answer = { status: taken, part: [], note: t('history.note.gone-since') };
      const before = anchor(change.patch, change.base);
      writeHistory(run.db, change, { outcome: 'acked', serverId, before, answer }, now);
    }
    raiseDeleted(run.db, change, now);
    const had = taken !== null || change.state === 'unknown';
    if (!had || change.kind !== 'update') return;
    const base = measuredFromOurs({ ...change, base: withTaken(change.base, null) }, Object.keys(change.patch));
    moveChange(run.db, change.id, 'conflict', now, { base });
  });
}

/** HQ said no before anything was done, or nothing at all can be said about what was done (no record to read). */
export function settleRejected(run: SyncRun, change: ChangeRecord, reason: ChangeReason): void {
  settle(run, change, 'rejected', String(reason.status ?? reason.code), (now) => {
    moveChange(run.db, change.id, 'rejected', now, { reason });
  });
}

/** A record read by itself counts as seen by the present listing. */
export function generationOf(run: SyncRun): number {
  return readMeta(run.db, 'pull').generation;
}
