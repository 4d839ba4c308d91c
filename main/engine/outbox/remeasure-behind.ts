import type { FieldValues } from '#shared/domain/entities.ts';
import { roleGuard, statusAfter, statusGuard } from '#shared/merge/guards.ts';
import type { ChangeRecord } from './change-record.ts';
import { readLane } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
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
 * @param by id of the change that takes the place of this one: what gives way to it as well comes back together with this one, and so
 *   stays as it is
 */
export function remeasureBehind(
  context: RecordContext,
  change: ChangeRecord,
  stands: FieldValues,
  by: string | null = null,
): void {
  const { db, now } = context;
  const behind = readLane(db, change.entity, change.localId).filter(({ seq }) => seq > change.seq);
  remeasure(behind, stands, (later, base) => moveChange(db, later.id, later.state, now(), { base }));
  remeasureKept(context, change, stands, by);
}

/** The same for what gave way behind it alone, which may come back: this change is kept itself, and the live ones never counted on it. */
export function remeasureKept(
  { db }: RecordContext,
  change: ChangeRecord,
  stands: FieldValues,
  by: string | null = null,
): void {
  const kept = readReplacedOf(db, change, by);
  if (kept.length === 0) return;
  const isKept = new Set(kept.map(({ id }) => id));
  const live = readLane(db, change.entity, change.localId).filter(({ seq }) => seq > change.seq);
  const inOrder = [...live, ...kept].sort((left, right) => left.seq - right.seq);
  remeasure(inOrder, stands, (later, base) => {
    if (isKept.has(later.id)) remeasureReplaced(db, later.id, base);
  });
}

function remeasure(
  inOrder: readonly ChangeRecord[],
  stands: FieldValues,
  write: (later: ChangeRecord, base: FieldValues) => void,
): void {
  const left = new Map(Object.entries(stands));
  if ('role' in stands) left.set(roleGuard, stands['role'] ?? '');
  for (const later of inOrder) {
    const moved = Object.fromEntries([...left].filter(([key]) => key in later.base));
    if (Object.keys(moved).length > 0) write(later, { ...later.base, ...moved });
    for (const key of Object.keys(later.patch)) left.delete(key);
    if ('role' in later.patch) left.delete(roleGuard);
    if (statusAfter(later.action) !== null) left.delete(statusGuard);
  }
}
