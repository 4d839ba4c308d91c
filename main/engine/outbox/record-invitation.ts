/** How a new invitation becomes a change. It is mailed, and its time begins, when HQ takes it. */
import type { FieldValues } from '#shared/domain/entities.ts';
import { createdHere } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { refuseOtherAddress, refuseTableau, withRequest } from './approved-request.ts';
import type { ChangeRecord } from './change-record.ts';
import { checkedInvitation } from './check-invitation.ts';
import { addDependency } from './dependencies.ts';
import { recordAction } from './record-action.ts';
import { knownChange } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
import { insertChange, moveEdited } from './transitions.ts';
import { removalEnd, waitForAddress } from './wait-for-address.ts';

const entity = 'invitation';

export type NewInvitation = {
  changeId: string;
  values: FieldValues;
  /** Made together with others. */
  batchId?: string | undefined;
  /** Local id of the invitation this one takes the place of: it is deleted first. */
  replaces?: string | undefined;
  /** HQ cannot be reached for that deletion now. */
  held?: boolean;
  /** HQ's id of the access request that it approves. */
  request?: string;
};

/**
 * Saves an invitation; its local id is `new-<changeId>` for good. Where the address is going to be removed by a waiting change (another
 * address or role means: delete and invite again), this one waits for that.
 * @throws AppFailure `validation` (details.fields)
 */
export function recordInvitation(context: RecordContext, create: NewInvitation): { changeId: string; localId: string } {
  const { db, author, now } = context;
  const { changeId } = create;
  const localId = createdHere + changeId;
  return db.write('record-invitation', () => {
    if (knownChange(db, changeId)) return { changeId, localId };
    if (create.request !== undefined) refuseTableau(create.values);
    const { patch, needs } = checkedInvitation(context, create.values, null);
    const before = create.replaces === undefined ? null : removeFirst(context, create, create.replaces);
    const batchId = create.batchId ?? null;
    const base = create.request === undefined ? {} : withRequest(create.request);
    insertChange(db, { id: changeId, batchId, author, entity, localId, kind: 'create', patch, base }, now());
    for (const removal of before === null ? needs : [...needs, before]) addDependency(db, changeId, removal);
    rebuildVisible(db, entity, [localId]);
    return { changeId, localId };
  });
}

/**
 * The removal that the new invitation waits for; the other way round two live links would be out.
 * @returns its change id, null when HQ never had the replaced one and nothing is sent
 */
function removeFirst(
  context: RecordContext,
  { changeId, held = false }: NewInvitation,
  replaced: string,
): string | null {
  return recordAction(context, {
    changeId: `${changeId}${removalEnd}`,
    entity,
    localId: replaced,
    action: 'remove',
    held,
  });
}

/** Other values for an invitation HQ does not have; call it inside a write. @throws AppFailure `validation` (details.fields) */
export function editInvitationCreate(context: RecordContext, change: ChangeRecord, values: FieldValues): void {
  const { db, now } = context;
  refuseOtherAddress(change, values);
  const { patch } = checkedInvitation(context, { ...change.patch, ...values }, change.localId);
  moveEdited(db, change, patch, now());
  waitForAddress(context, change, patch);
  rebuildVisible(db, entity, [change.localId]);
}
