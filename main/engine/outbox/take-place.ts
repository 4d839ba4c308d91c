/**
 * One change in the place of others that were not sent: a removal, or an action in the place of its opposite. What gave way is kept as it
 * was (`replaced-changes.ts`) and waits again when the person takes that change back.
 */
import type { FieldValues } from '#shared/domain/entities.ts';
import { serverIdOf } from '../mirror/identities.ts';
import type { ChangeRecord } from './change-record.ts';
import { measuredFrom } from './coalesce.ts';
import { compareWithHq } from './compare-with-hq.ts';
import { isWholeClash, readConflicts } from './conflicts.ts';
import { addDependency, inheritDependants, removeDependency } from './dependencies.ts';
import { endChange } from './end-change.ts';
import { finishChange } from './history.ts';
import type { HistoryAnswer } from './history.ts';
import { readChange, readLane } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
import { remeasureBehind, standsWithout } from './remeasure-behind.ts';
import { keepReplaced, noteLine, takeReplaced } from './replaced-changes.ts';
import type { ReplacedChange } from './replaced-changes.ts';
import { putBack } from './transitions.ts';

/** These changes give way to the change `by`; call it inside the write that inserts that one, before the insert. */
export function giveWay(context: RecordContext, changes: readonly ChangeRecord[], by: string): void {
  const { db, now } = context;
  // All are kept before any goes: those behind are measured anew without it.
  for (const change of changes) keepReplaced(db, change, by);
  for (const change of changes) {
    const serverId = serverIdOf(db, change.entity, change.localId);
    inheritDependants(db, change.id, by);
    remeasureBehind(context, change, standsWithout(change, change.base), by);
    finishChange(db, change, { outcome: 'merged', serverId, answer: { into: by } }, now());
    noteLine(db, change);
  }
}

/**
 * Ends a change by the person's word and brings back what gave way to it, compared with what HQ has now; call inside a write and rebuild
 * the visible row.
 *
 * @param stands what HQ has instead of the change's values, by field and guard
 */
export function endAndGiveBack(
  context: RecordContext,
  change: ChangeRecord,
  answer: HistoryAnswer,
  stands: FieldValues = change.base,
): void {
  const { db, now } = context;
  // Edits behind a create go with it, and what gave way behind it as well.
  if (change.kind === 'create') {
    endChange(context, change, answer, stands);
    return;
  }
  const kept = takeReplaced(db, change.id);
  for (const { dependants } of kept) for (const later of dependants) removeDependency(db, later, change.id);
  const back = kept.map((each) => each.change);
  const restored = back.length === 0 ? {} : { restored: back.map(({ id }) => id) };
  endChange(context, change, { ...answer, ...restored }, measuredFrom(stands, back));
  for (const each of kept) {
    // A removal is the last of its lane; an action's place may have others behind it that are measured from it.
    putBack(db, each, change.kind === 'delete' ? each.change.seq : change.seq);
    waitAgain(context, each);
    db.statement(
      "UPDATE history SET undone_by = change_id WHERE change_id = ? AND outcome = 'merged' AND json_extract(answer, '$.into') = ?",
    ).run(each.change.id, change.id);
  }
  const head = readLane(db, change.entity, change.localId)[0];
  if (!head || !back.some(({ id }) => id === head.id)) return;
  // Whether HQ has the person again is HQ's to say.
  if (![...readConflicts(db, head.id).keys()].some(isWholeClash)) compareWithHq(db, head, now());
}

function waitAgain({ db }: RecordContext, { change, needs, dependants }: ReplacedChange): void {
  for (const needed of needs) if (readChange(db, needed)) addDependency(db, change.id, needed);
  for (const later of dependants)
    if (['queued', 'rejected'].includes(readChange(db, later)?.state ?? '')) addDependency(db, later, change.id);
}
