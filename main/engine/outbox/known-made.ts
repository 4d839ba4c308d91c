/**
 * A create that is known to have happened, by the person's word or by HQ's refusal of a second one, though nobody has seen which record it
 * made. While something stands behind it in its lane it stays `unknown`: that needs HQ's id, and must not be called done without it.
 */
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { readLane } from './read-changes.ts';

/** In a create's `base`. */
const madeMark = 'made';

/** `person`: the person said so; `refused`: HQ refused the address as taken after an earlier try without an answer. */
export type KnownBy = 'person' | 'refused';

export function knownMadeBy({ base }: Pick<ChangeRecord, 'base'>): KnownBy | null {
  const by = base[madeMark];
  return by === 'person' || by === 'refused' ? by : null;
}

/** The base of a create, with how it is known to have happened; null: it is not. */
export function withKnownMade(base: FieldValues, by: KnownBy | null): FieldValues {
  const { [madeMark]: _was, ...rest } = base;
  return by === null ? rest : { ...rest, [madeMark]: by };
}

/** Whether later changes of the person wait for this one. */
export function hasBehind(db: EngineDatabase, change: Pick<ChangeRecord, 'entity' | 'localId' | 'seq'>): boolean {
  return readLane(db, change.entity, change.localId).some(({ seq }) => seq > change.seq);
}

/** Stands in the history, so that nobody takes it for HQ's word. */
export const doneNote = 'taken as done by the person; HQ never confirmed it';
