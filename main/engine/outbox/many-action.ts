/** An action said for several people at once, for one of them. */
import { statusAfter } from '#shared/merge/guards.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { ManyWhat } from '#shared/ipc/many.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { isAgainstOurs } from './last-access.ts';
import { readLane } from './read-changes.ts';
import { recordAction } from './record-action.ts';
import type { RecordContext } from './record-context.ts';

export type ManyAction = Extract<ManyWhat, { kind: 'act' }>['action'];

const wantedState: Record<ManyAction, string> = {
  deactivate: 'deactivated',
  reactivate: 'active',
  link: 'active',
  unlink: 'inactive',
};

/** What an action changes, as it stands in the `before` of a batch's row. */
export function presentKey(action: ManyAction): '*status*' | '*personal-id*' {
  return statusAfter(action) === null ? '*personal-id*' : '*status*';
}

type One = { entity: PersonEntity; localId: string; changeId: string; batchId: string; action: ManyAction };

/**
 * Where the same waits already it is one change, which keeps that this batch has said it, too.
 * @param before what is shown of the person
 * @throws AppFailure as `recordAction`
 */
export function recordManyAction(
  context: RecordContext,
  input: One,
  before: FieldValues,
): { outcome: 'already' | 'changed'; changeId: string | null } {
  const { db } = context;
  const { entity, localId, action } = input;
  const isShown = before[presentKey(action)] === wantedState[action];
  const last = lastAboutTheSame(db, entity, localId, action);
  const same = isShown && last?.action === action ? last : null;
  const isNothing = same ? same.batchId === null : isShown && !isAgainstOurs(db, input);
  if (isNothing) return { outcome: 'already', changeId: null };
  const carriedBy = recordAction(context, input);
  return { outcome: same && carriedBy === same.id ? 'already' : 'changed', changeId: input.changeId };
}

/** The last that waits and decides about access, or about the link. */
export function lastAboutTheSame(
  db: EngineDatabase,
  entity: PersonEntity,
  localId: string,
  action: ManyAction,
): ChangeRecord | undefined {
  const isAccess = statusAfter(action) !== null;
  return readLane(db, entity, localId).findLast((change) =>
    isAccess ? statusAfter(change.action) !== null : change.action === 'link' || change.action === 'unlink',
  );
}
