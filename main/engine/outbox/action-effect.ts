/**
 * What an action changes about a person, as before and after of its line in the history: access, and a worker's PersonalID link. A removal
 * and what mails change nothing that has a value.
 */
import { personActionSchema } from '#shared/domain/action.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import { personalIdFact } from '#shared/domain/history.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { statusAfter, statusGuard } from '#shared/merge/guards.ts';
import type { EngineDatabase } from '../db/database.ts';
import { createdHere } from '../mirror/identities.ts';
import type { ChangeRecord } from './change-record.ts';
import { measuredFrom } from './coalesce.ts';
import { readTruth } from './person-truth.ts';
import { readPersonalId } from './personal-id.ts';

/**
 * In an action's `base`: what the person was when it was said, with what goes before it in the lane. Never compared with HQ (a guard is, and
 * a worker's actions have none).
 */
const presentMark = 'present';

type Fact = { fact: typeof statusGuard | typeof personalIdFact; value: string };

function leadsTo(action: PersonAction): Fact | null {
  const status = statusAfter(action);
  if (status !== null) return { fact: statusGuard, value: status };
  if (action === 'link' || action === 'unlink')
    return { fact: personalIdFact, value: action === 'link' ? 'active' : 'inactive' };
  return null;
}

/** The base of an action with the state it was said in; nothing is added to one that changes no such state. */
export function withPresent(
  db: EngineDatabase,
  base: FieldValues,
  { entity, localId, action }: { entity: PersonEntity; localId: string; action: PersonAction },
  lane: readonly ChangeRecord[],
): FieldValues {
  const target = leadsTo(action);
  if (!target) return base;
  const present = target.fact === statusGuard ? statusIn(db, entity, localId, lane) : personalIdIn(db, localId, lane);
  return { ...base, [presentMark]: present };
}

/** HQ creates people active. */
function statusIn(db: EngineDatabase, entity: PersonEntity, localId: string, lane: readonly ChangeRecord[]): Json {
  const created: FieldValues = localId.startsWith(createdHere) ? { [statusGuard]: 'active' } : {};
  return measuredFrom(readTruth(db, entity, localId) ?? created, lane)[statusGuard] ?? 'unknown';
}

function personalIdIn(db: EngineDatabase, localId: string, lane: readonly ChangeRecord[]): Json {
  const earlier = lane.findLast(({ action }) => action === 'link' || action === 'unlink');
  if (earlier) return earlier.action === 'link' ? 'active' : 'inactive';
  return readPersonalId(db, localId);
}

/** @returns null for what is no action, or one that changes no such state */
export function actionEffect({
  kind,
  action,
  base,
}: Pick<ChangeRecord, 'kind' | 'action' | 'base'>): { before: FieldValues; after: FieldValues } | null {
  const known = personActionSchema.safeParse(action);
  const target = kind === 'action' && known.success ? leadsTo(known.data) : null;
  if (!target) return null;
  const { fact, value } = target;
  // A guard is newer: a decision measures it from what HQ had then.
  return { before: { [fact]: base[fact] ?? base[presentMark] ?? 'unknown' }, after: { [fact]: value } };
}

/** A base as the history keeps it. */
export function withoutPresent(base: FieldValues): FieldValues {
  const { [presentMark]: _present, ...rest } = base;
  return rest;
}
