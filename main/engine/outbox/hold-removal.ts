/**
 * A membership is removed, an invitation or a worker deleted, only on a word given while HQ could be reached (requirement classes QH and ON):
 * there is no way back, and what the person saw when they said so may be old. A removal that had to wait is asked once more when it could
 * go, with what HQ has then. A worker's is not even begun without HQ in reach (`handlers/online-only.ts`).
 */
import type { ChangeRecord } from './change-record.ts';
import type { FieldValues } from '#shared/domain/entities.ts';

/** In a change's `base`: it was prepared where it could not be sent. */
export const heldMark = 'held';

/** How long a word given with HQ in reach counts, ms: a hiccup or a pause of HQ's is not asked about, a morning is. */
const wordCountsFor = 15 * 60_000;

/** Whether this kind of change needs a fresh word at all. */
export function needsFreshWord({ kind }: Pick<ChangeRecord, 'kind'>): boolean {
  return kind === 'delete';
}

export function isHeld(change: Pick<ChangeRecord, 'kind' | 'base' | 'updatedAt'>, now: number): boolean {
  // A word from a time to come was given before the clock was set back, nobody knows how long ago.
  return needsFreshWord(change) && (change.base[heldMark] === true || Math.abs(now - change.updatedAt) > wordCountsFor);
}

/** The base of a change whose word was given (again), with HQ in reach or not. */
export function withWord(base: FieldValues, held: boolean): FieldValues {
  const { [heldMark]: _was, ...rest } = base;
  return held ? { ...rest, [heldMark]: true } : rest;
}
