/** What became of an edit of a person HQ has: what it took, what it refused or left out, and what somebody else wrote in between. */
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { ChangeReason } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { guardsIn, guardValues, touchesGuard } from '#shared/merge/guards.ts';
import { mergeThreeWay } from '#shared/merge/three-way.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { t } from '#shared/messages/translate.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { Failure } from '../hq/outcome.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { raiseConflict } from '../outbox/conflicts.ts';
import { finishChange, writeHistory } from '../outbox/history.ts';
import type { HistoryEntry } from '../outbox/history.ts';
import { guardedTruth, takeRecord, truthOf } from '../outbox/person-truth.ts';
import { moveChange } from '../outbox/transitions.ts';
import { measuredFromOurs } from './known-taken.ts';
import { overtakenFields, tookOf } from './overtaken.ts';
import { only, without } from './pick-values.ts';
import { asShown, missingFields, unreadableFields } from './read-back.ts';
import { anchor } from './rebase.ts';
import { generationOf, reasonOf, settle } from './settle.ts';
import type { SyncRun } from './sync-run.ts';

/**
 * An update that HQ took: `record` is what HQ shows afterwards. What it silently did not keep goes back to the person; where somebody
 * else wrote in between the person is asked, because sending it again would write over that unseen. Such a field is measured from ours
 * from here on, and the history has a line of it: HQ had it, so HQ back at what was there before is somebody's decision as well (test/engine/sync/taken-once.test.ts).
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
  const measured = measuredFromOurs(change, [...overtaken]);
  const { conflicts } = mergeThreeWay(change.entity, measured, only(change.patch, overtaken), truth);
  const unseen = only(measured, overtaken);
  const took = tookOf(change, overtaken, reply);
  settleParts(run, change, record, { kept, missing, altered, took, unseen, conflicts }, reason);
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
    { kept, missing, altered: {}, took: {}, unseen: anchor(missing, change.base), conflicts: [] },
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
  /** What HQ took, and had until somebody wrote over it, by the value it had. */
  took: FieldValues;
  /** Of `missing`: what it is measured from where that is not what HQ shows, because HQ may show what nobody here has seen. */
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

function settleParts(
  run: SyncRun,
  change: ChangeRecord,
  record: HqRecord,
  { kept, missing, altered, took, unseen, conflicts }: UpdateParts,
  reason: ChangeReason,
): void {
  const done = Object.keys(missing).length === 0;
  const left = conflicts.length > 0 ? 'conflict' : 'rejected';
  settle(run, change, done ? 'acked' : left, String(reason.status ?? ''), (now) => {
    const written = unreadableFields(change.entity, kept);
    takeRecord(run.db, change.entity, record, { active: null, written, generation: generationOf(run), now });
    const shown = { ...kept, ...altered };
    const overtaken = Object.keys(took).filter((key) => key in missing);
    const entry: HistoryEntry = {
      outcome: 'acked',
      serverId: record.id,
      before: anchor({ ...shown, ...took }, change.base),
      after: { ...asShown(change.entity, shown, record), ...took },
      answer: {
        status: reason.status,
        messages: reason.hqMessages,
        altered: Object.keys(altered),
        overtaken,
        ...(reason.status === null ? { read: 'after-lost-answer' as const } : {}),
      },
    };
    if (done) {
      finishChange(run.db, change, entry, now);
      run.pushed += 1;
      return;
    }
    const answer = { ...entry.answer, part: Object.keys(kept) };
    if (Object.keys({ ...shown, ...took }).length > 0) writeHistory(run.db, change, { ...entry, answer }, now);
    const truth = guardedTruth(run.db, change, record);
    const guards = touchesGuard(unseen) ? guardsIn(change.base) : guardValues(change.entity, truth);
    const base = {
      ...anchor(missing, truth),
      ...unseen,
      ...(touchesGuard(missing) ? guards : {}),
    };
    moveChange(run.db, change.id, left, now, { patch: missing, base, reason });
    if (conflicts.length > 0) raiseConflict(run.db, change, conflicts, now);
  });
}
