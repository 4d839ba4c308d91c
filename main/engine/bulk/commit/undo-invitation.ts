/** An invitation that a workbook made, taken back: it is deleted at HQ while it is pending as the workbook made it. Its mail is out and stays so. */
import type { FieldValues } from '#shared/domain/entities.ts';
import { fieldDefinition, sameFieldValue } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { readTruth } from '../../outbox/person-truth.ts';
import { readLane } from '../../outbox/read-changes.ts';
import { recordAction } from '../../outbox/record-action.ts';
import type { RecordContext } from '../../outbox/record-context.ts';

export type MadeInvitation = {
  localId: string;
  /** What the workbook gave it. */
  values: FieldValues;
  /** Id of the change that deletes it. */
  changeId: string;
  /** HQ's pages cannot be reached now: it is asked about again before it goes, as every deletion is. */
  held: boolean;
};

/**
 * Records the deletion; call it inside a write.
 * @throws AppFailure `wrong-state`: why the invitation stays; or as `recordAction`
 */
export function undoInvitation(context: RecordContext, made: MadeInvitation): void {
  const { localId, changeId, held } = made;
  const why = whyItStays(context, made);
  if (why !== null) throw new AppFailure('wrong-state', why);
  recordAction(context, { changeId, entity: 'invitation', localId, action: 'remove', held });
}

function whyItStays({ db }: RecordContext, { localId, values }: MadeInvitation): string | null {
  const truth = readTruth(db, 'invitation', localId);
  if (truth === null) return t('batch.undo.not-pending');
  if (readLane(db, 'invitation', localId).length > 0) return t('batch.undo.invitation-waits');
  const moved = Object.keys(values).find((field) => isMoved(truth, values, field));
  return moved === undefined ? null : t('history.undo.moved', { label: fieldLabel(moved) });
}

/** HQ shows something else. What was never read of an invitation says nothing. */
function isMoved(truth: FieldValues, values: FieldValues, field: string): boolean {
  if (fieldDefinition('invitation', field)?.readable !== true || truth[field] === undefined) return false;
  return !sameFieldValue('invitation', field, truth[field], values[field]);
}
