/**
 * Takes back what the person decided about a change. One that waits goes back to how it was before its decisions; one that the decision
 * ended comes back into the outbox under its old id, behind whatever waits for the person now. Both are compared with what HQ has now:
 * where HQ went back meanwhile nothing clashes and the change waits to be sent.
 */
import type { ChangeReason } from '#shared/domain/change.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import type { ChangeRecord } from './change-record.ts';
import { clashesOf, existsField, raiseConflict, raiseDeleted, raiseExists } from './conflicts.ts';
import { markTakenBack } from './decision-line.ts';
import { decisionLines, forgetDecisions, readDecisions } from './decisions.ts';
import { addDependency } from './dependencies.ts';
import { beforeDecisions, forgetEnded, readEnded, readEndedWith, refusedReturn, restoredBy } from './ended-changes.ts';
import type { EndedChange } from './ended-changes.ts';
import { readHistoryLine } from './history-record.ts';
import { lacksPassword } from './lacks-password.ts';
import { liveChange } from './live-change.ts';
import { readTruth } from './person-truth.ts';
import { knownChange, readChange } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
import { remeasureBehind } from './remeasure-behind.ts';
import { giveWay } from './take-place.ts';
import { moveChange, reviveChange } from './transitions.ts';

/** @throws AppFailure `not-found`; `wrong-state`: nothing was decided, it is on its way, or a later change is the newer word */
export function unresolveChange(context: RecordContext, id: string): void {
  context.db.write('unresolve-change', () => takeBack(context, id));
}

/**
 * The same for several in one transaction.
 * @returns `left`: how many could not be taken back (any more); `entities`: whose people changed
 */
export function unresolveMany(
  context: RecordContext,
  ids: readonly string[],
): { unresolved: number; left: number; entities: PersonEntity[] } {
  return context.db.write('unresolve-many', () => {
    const entities = new Set<PersonEntity>();
    let unresolved = 0;
    for (const id of ids) {
      try {
        entities.add(takeBack(context, id));
        unresolved += 1;
      } catch (error) {
        // Refused before anything of it was written: this one stays as it is.
        if (!(error instanceof AppFailure) || !refusals.has(error.error.code)) throw error;
      }
    }
    return { unresolved, left: ids.length - unresolved, entities: [...entities] };
  });
}

const refusals: ReadonlySet<string> = new Set(['not-found', 'wrong-state']);

function takeBack(context: RecordContext, id: string): PersonEntity {
  const { db } = context;
  const change =
    readChange(db, id) || !knownChange(db, id)
      ? undecided(context, liveChange(context, id, 'unresolve'))
      : revived(context, id);
  rebuildVisible(db, change.entity, [change.localId]);
  return change.entity;
}

/** The decided fields are wanted and measured as they were before. */
function undecided(context: RecordContext, change: ChangeRecord): ChangeRecord {
  const { db, now } = context;
  const decisions = readDecisions(db, change.id);
  const { patch, base, wanted } = beforeDecisions(change, decisions);
  markTakenBack(db, change.id, decisionLines(db, change.id));
  forgetDecisions(
    db,
    change.id,
    decisions.map(({ field }) => field),
  );
  remeasureBehind(context, change, wanted);
  askAgain(context, moveChange(db, change.id, change.state, now(), { patch, base }));
  return change;
}

function revived(context: RecordContext, id: string): EndedChange {
  const { db, now } = context;
  const ended = readEnded(db, id);
  if (!ended) throw new AppFailure('wrong-state', t('change.no-decision'));
  const refusal = refusedReturn(db, ended);
  if (refusal !== null) throw new AppFailure('wrong-state', refusal);
  giveWay(context, restoredBy(db, ended), id);
  const change = reviveChange(db, ended);
  // What ended with a create goes behind it again, as it stood there.
  for (const behind of readEndedWith(db, id)) {
    waitAgain(context, reviveChange(db, behind), behind);
    forgetEnded(db, behind);
  }
  waitAgain(context, change, ended);
  forgetEnded(db, ended);
  if (ended.kind === 'create') raiseExistsAgain(context, change, ended);
  else if (ended.gone && !seenSince(context, ended)) raiseDeleted(db, change, now());
  else {
    askAgain(context, change);
    if (change.action === 'set-password') askForPassword(context, change);
  }
  return ended;
}

/** There is nothing in it but the password, which was wiped: said at once, not when it would go. */
function askForPassword({ db, now }: RecordContext, { id }: ChangeRecord): void {
  const message = t('change.password-set-again');
  const fields = { password: [message] };
  const reason: ChangeReason = { code: 'validation', message, hqMessages: [], fields, status: null, at: now() };
  moveChange(db, id, 'rejected', now(), { reason });
}

function waitAgain({ db }: RecordContext, { id }: ChangeRecord, ended: EndedChange): void {
  // What waited for it was refused when it ended, and waits for the person's look; sent again it waits for this change as before.
  for (const later of ended.dependants)
    if (['queued', 'rejected'].includes(readChange(db, later)?.state ?? '')) addDependency(db, later, id);
  for (const needed of ended.needs) if (readChange(db, needed)) addDependency(db, id, needed);
}

/** Who had the name when it was let go: the next sync looks again. Its password was wiped, so another one is asked for. */
function raiseExistsAgain(context: RecordContext, change: ChangeRecord, { lines }: EndedChange): void {
  const { db, now } = context;
  const line = lines.at(-1);
  const decision = line === undefined ? null : readHistoryLine(db, line);
  const theirs = decision?.after[existsField];
  const lacks = change.entity === 'mobile-worker' && lacksPassword(context.secretKey, change);
  const fields: FieldProblems = lacks ? { password: [t('change.password-again')] } : {};
  raiseExists(db, change, isValues(theirs) ? theirs : {}, { hqMessages: [], status: null, fields }, now());
}

function isValues(value: Json | undefined): value is FieldValues {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether HQ's lists or its record showed the person after the change was let go. */
function seenSince({ db }: RecordContext, { entity, localId, endedAt }: EndedChange): boolean {
  return (
    db
      .statement('SELECT 1 FROM record_marks WHERE entity = ? AND server_id = ? AND fetched_at > ?')
      .get(entity, serverIdOf(db, entity, localId), endedAt) !== undefined
  );
}

function askAgain({ db, now }: RecordContext, change: ChangeRecord): void {
  const truth = readTruth(db, change.entity, change.localId);
  const conflicts = truth ? clashesOf(change, truth) : [];
  if (conflicts.length > 0) raiseConflict(db, change, conflicts, now());
  else moveChange(db, change.id, 'queued', now(), { reason: null });
}
