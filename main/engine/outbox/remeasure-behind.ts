import type { FieldValues } from '#shared/domain/entities.ts';
import { roleGuard, statusAfter, statusGuard } from '#shared/merge/guards.ts';
import type { ChangeRecord } from './change-record.ts';
import { readLane } from './read-changes.ts';
import type { RecordContext } from './record-change.ts';
import { readReplacedOf, remeasureReplaced } from './replaced-changes.ts';
import { moveChange } from './transitions.ts';

/** Of what HQ has instead of a change's values: that which the change would have made otherwise. */
export function standsWithout({ patch, action }: ChangeRecord, stands: FieldValues): FieldValues {
  const made = Object.keys(patch);
  if (statusAfter(action) !== null) made.push(statusGuard);
  return Object.fromEntries(Object.entries(stands).filter(([key]) => made.includes(key)));
}

/**
 * Later changes of the person measured themselves from what this one would have made of HQ; now they are measured from what will stand
 * there instead. Call inside a write.
 *
 * @param stands by field (and guard), for what is different now; of each the next change that has it is measured from it, later ones from
 *   that change
 */
export function remeasureBehind({ db, now }: RecordContext, change: ChangeRecord, stands: FieldValues): void {
  const left = new Map(Object.entries(stands));
  if ('role' in stands) left.set(roleGuard, stands['role'] ?? '');
  for (const later of readLane(db, change.entity, change.localId)) {
    if (later.seq <= change.seq) continue;
    const moved = Object.fromEntries([...left].filter(([key]) => key in later.base));
    if (Object.keys(moved).length > 0)
      moveChange(db, later.id, later.state, now(), { base: { ...later.base, ...moved } });
    for (const key of Object.keys(later.patch)) left.delete(key);
    if ('role' in later.patch) left.delete(roleGuard);
    if (statusAfter(later.action) !== null) left.delete(statusGuard);
  }
  // What gave way behind it may come back.
  for (const later of readReplacedOf(db, change)) {
    const moved = Object.fromEntries([...left].filter(([key]) => key in later.base));
    if (Object.keys(moved).length > 0) remeasureReplaced(db, later.id, { ...later.base, ...moved });
    for (const key of Object.keys(later.patch)) left.delete(key);
  }
}
