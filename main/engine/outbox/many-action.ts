/** An action said for several people at once, for one of them. */
import { opposites } from '#shared/domain/action.ts';
import { statusAfter } from '#shared/merge/guards.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { ManyWhat } from '#shared/ipc/many.ts';
import type { EngineDatabase } from '../db/database.ts';
import { isForeign } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';
import { discardChange } from './decide-change.ts';
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
  const last = allAboutTheSame(db, entity, localId, action).at(-1);
  const same = isShown && last?.action === action ? last : null;
  // Another account's is never sent by this one.
  const isOwn = same?.batchId === null && !isForeign(same, context.author);
  const isNothing = same ? isOwn : isShown && !isAgainstOurs(db, input);
  if (isNothing) return { outcome: 'already', changeId: null };
  const carriedBy = recordAction(context, input);
  return { outcome: same && carriedBy === same.id ? 'already' : 'changed', changeId: input.changeId };
}

/**
 * Takes the action back for one of them; call inside a write.
 * @param one `changeId`: of the way back
 * @returns false: nothing is done, because what somebody else has said since is the newer word
 * @throws AppFailure as `recordAction`
 */
export function undoManyAction(context: RecordContext, one: One): boolean {
  const { entity, localId, batchId, action } = one;
  const back = opposites[action];
  const [last, before] = allAboutTheSame(context.db, entity, localId, action).reverse();
  const isSaid = last?.action === action;
  if (!back || (isSaid && last.batchId !== batchId)) return false;
  // Behind another account's, which says the same, ours only goes: its opposite would be sent against that one's word.
  if (isSaid && before?.action === action && isForeign(before, context.author)) discardChange(context, last.id);
  else recordAction(context, { ...one, action: back });
  return true;
}

/** All that wait and decide about access, or about the link, in order. */
function allAboutTheSame(
  db: EngineDatabase,
  entity: PersonEntity,
  localId: string,
  action: ManyAction,
): ChangeRecord[] {
  const isAccess = statusAfter(action) !== null;
  return readLane(db, entity, localId).filter((change) =>
    isAccess ? statusAfter(change.action) !== null : change.action === 'link' || change.action === 'unlink',
  );
}
