/**
 * A membership is removed, and an invitation deleted, only on a word given while HQ could be reached (requirement class QH): there is no
 * way back, and what the person saw when they said so offline may be old. A removal that had to wait is asked once more when it could go, with what HQ has then.
 */
import type { ChangeRecord } from './change-record.ts';
import type { FieldValues } from '#shared/domain/entities.ts';

/** In a change's `base`: it was prepared where it could not be sent. */
export const heldMark = 'held';

/** How long a word given with HQ in reach counts, ms: a hiccup or a pause of HQ's is not asked about, a morning is. */
const wordCountsFor = 15 * 60_000;

/** Whether this kind of change needs a fresh word at all. */
export function needsFreshWord({ entity, kind }: Pick<ChangeRecord, 'entity' | 'kind'>): boolean {
  return kind === 'delete' && entity !== 'mobile-worker';
}

export function isHeld(change: Pick<ChangeRecord, 'entity' | 'kind' | 'base' | 'updatedAt'>, now: number): boolean {
  // A word from a time to come was given before the clock was set back, nobody knows how long ago.
  return needsFreshWord(change) && (change.base[heldMark] === true || Math.abs(now - change.updatedAt) > wordCountsFor);
}

/** The base of a change whose word was given (again), with HQ in reach or not. */
export function withWord(base: FieldValues, held: boolean): FieldValues {
  const { [heldMark]: _was, ...rest } = base;
  return held ? { ...rest, [heldMark]: true } : rest;
}
