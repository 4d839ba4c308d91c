import type { FieldValues } from '#shared/domain/entities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { clashesOf, raiseConflict } from './conflicts.ts';
import { forgetDecisions, readDecisions } from './decisions.ts';
import { liveChange } from './live-change.ts';
import { readTruth } from './person-truth.ts';
import type { RecordContext } from './record-change.ts';
import { remeasureBehind } from './remeasure-behind.ts';
import { moveChange } from './transitions.ts';

/**
 * Takes back what the person decided about a change, as long as it is not on its way: the decided fields are wanted and measured as they
 * were before, and compared with what HQ has now. Where HQ went back meanwhile nothing clashes and the change waits to be sent.
 *
 * @throws AppFailure `not-found`, `wrong-state`
 */
export function unresolveChange(context: RecordContext, id: string): void {
  const { db, now } = context;
  db.write('unresolve-change', () => {
    const change = liveChange(context, id, 'unresolve');
    const decisions = readDecisions(db, id);
    const unmeasured = new Set(decisions.filter(({ base }) => base === undefined).map(({ field }) => field));
    const base = Object.fromEntries(Object.entries(change.base).filter(([field]) => !unmeasured.has(field)));
    const stands: FieldValues = {};
    for (const { field, base: measured, mine } of decisions) {
      if (measured !== undefined) base[field] = measured;
      if (mine !== undefined) stands[field] = mine;
    }
    const patch = { ...change.patch, ...stands };
    forgetDecisions(
      db,
      id,
      decisions.map(({ field }) => field),
    );
    remeasureBehind(context, change, stands);
    const moved = moveChange(db, id, change.state, now(), { patch, base });
    const truth = readTruth(db, change.entity, change.localId);
    const conflicts = truth ? clashesOf(moved, truth) : [];
    if (conflicts.length > 0) raiseConflict(db, moved, conflicts, now());
    else moveChange(db, id, 'queued', now(), { reason: null });
    rebuildVisible(db, change.entity, [change.localId]);
  });
}
