/** What a person may decide about a waiting change in the Changes screen: send again, other values, discard. */
import { AppFailure } from '#shared/ipc/result.ts';
import { accountConfirmation, groupKeys, sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { t } from '#shared/messages/translate.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import type { ChangeRecord } from './change-record.ts';
import { checkSeen } from './check-seen.ts';
import type { SeenFields } from './check-seen.ts';
import { isWholeClash, readConflicts } from './conflicts.ts';
import { answerOf } from './history.ts';
import { needsFreshWord, withWord } from './hold-removal.ts';
import { liveChange, refuseForeign } from './live-change.ts';
import { lacksPassword } from './lacks-password.ts';
import { editInvitationCreate } from './record-invitation.ts';
import { checkedCreate, recordEdit, storedPassword } from './record-change.ts';
import type { RecordContext } from './record-context.ts';
import { decideForMine } from './resolve-change.ts';
import { openSecret, sealSecret } from './secrets.ts';
import { endAndGiveBack } from './take-place.ts';
import { moveChange, moveEdited } from './transitions.ts';
import { waitForAddress } from './wait-for-address.ts';

/**
 * Back into the queue, at once. A clash is decided for ours: HQ's present values become the base. Whether somebody gone from HQ is there
 * again is asked of HQ.
 *
 * @param seen every clash the person was shown; left out, whatever clashes now is decided
 * @throws AppFailure `not-found`; `wrong-state` (on its way; HQ moved on since it was seen); `validation` (a password is needed again)
 */
export function retryChange(context: RecordContext, id: string, seen?: SeenFields): void {
  const { db, now } = context;
  db.write('retry-change', () => {
    const change = liveChange(context, id, 'retry');
    if (seen) checkSeen(change.entity, readConflicts(db, id).values(), seen);
    if (change.state === 'unknown') {
      moveChange(db, id, 'unknown', now(), { nextAttemptAt: null });
      return;
    }
    if (isWorkerCreate(change) && lacksPassword(context.secretKey, change)) {
      throw new AppFailure('validation', t('change.password-again'), {
        fields: { password: [t('change.password-again')] },
      });
    }
    // Nothing but the password is in it: the person sets it again, which takes this one's place.
    if (change.action === 'set-password' && openSecret(context.secretKey, id, change.secret) === null)
      throw new AppFailure('validation', t('change.password-set-again'), {
        fields: { password: [t('change.password-set-again')] },
      });
    if (change.state === 'conflict' && ![...readConflicts(db, id).keys()].some(isWholeClash)) {
      decideForMine(context, change);
      return;
    }
    if (change.kind === 'create' && change.entity === 'invitation') waitForAddress(context, change, change.patch);
    const base = withWord(change.base, false);
    const word = needsFreshWord(change) ? ({ edited: true } as const) : {};
    moveChange(db, id, 'queued', now(), { base, reason: null, nextAttemptAt: null, ...word });
    rebuildVisible(db, change.entity, [change.localId]);
  });
}

/**
 * Other values for a waiting or refused change; a field set back to its base leaves it.
 *
 * @param edit `seen`: every clash the person was shown; left out, whatever clashes now in the edited fields is decided
 * @throws AppFailure `not-found`; `wrong-state` (on its way; another account's; HQ moved on since it was seen); `validation`
 * @returns id of the change that carries the values, null when nothing is left
 */
export function editChange(
  context: RecordContext,
  edit: {
    id: string;
    patch: FieldValues;
    password?: string | undefined;
    seen?: SeenFields | undefined;
    editId: string;
  },
): string | null {
  const { db, now } = context;
  return db.write('edit-change', () => {
    const change = liveChange(context, edit.id, 'edit');
    refuseForeign(context, change);
    if (edit.seen) checkSeen(change.entity, decidedBy(context, change, edit.patch), edit.seen);
    if (change.kind === 'create') {
      editCreate(context, change, edit.patch, edit.password);
      return change.id;
    }
    const { entity, localId } = change;
    if (change.state === 'rejected' && repeats(change, edit.patch)) {
      moveChange(db, change.id, 'queued', now(), { reason: null, nextAttemptAt: null });
      rebuildVisible(db, entity, [localId]);
      return change.id;
    }
    return recordEdit(context, { changeId: edit.editId, entity, localId, patch: edit.patch });
  });
}

/** The clashes that an edit decides: of its fields and those decided with them; of somebody gone or of the name, all. */
function decidedBy({ db }: RecordContext, { id, entity, state }: ChangeRecord, patch: FieldValues): FieldConflict[] {
  if (state !== 'conflict') return [];
  const edited = new Set(Object.keys(patch).flatMap((field) => groupKeys(entity, field)));
  return [...readConflicts(db, id).values()].filter(({ field }) => isWholeClash(field) || edited.has(field));
}

function repeats(change: ChangeRecord, patch: FieldValues): boolean {
  return Object.entries(patch).every(
    ([key, value]) => key in change.patch && sameFieldValue(change.entity, key, value, change.patch[key]),
  );
}

function editCreate(
  context: RecordContext,
  change: ChangeRecord,
  patch: FieldValues,
  password: string | undefined,
): void {
  const { db, now } = context;
  if (change.entity === 'invitation') {
    editInvitationCreate(context, change, patch);
    return;
  }
  // Who gives a password does not wait for the worker to set one.
  const given: FieldValues = password === undefined || password === '' ? {} : { [accountConfirmation]: '' };
  const wanted = { ...change.patch, ...given, ...patch };
  const lacks = lacksPassword(context.secretKey, { ...change, patch: wanted });
  if (lacks && (password === undefined || password === '')) {
    const message = t('change.password-again');
    throw new AppFailure('validation', message, { fields: { password: [message] } });
  }
  const touched = Object.keys(patch).filter(
    (key) => !sameFieldValue(change.entity, key, patch[key], change.patch[key]),
  );
  const worker = { own: change.localId, touched };
  const values = checkedCreate(context, wanted, password ?? storedPassword(wanted), worker);
  const secret = password === undefined ? change.secret : sealSecret(context.secretKey, change.id, password);
  moveEdited(db, change, values, now(), { secret });
  rebuildVisible(db, change.entity, [change.localId]);
}

function isWorkerCreate({ entity, kind }: ChangeRecord): boolean {
  return kind === 'create' && entity === 'mobile-worker';
}

/**
 * Takes a change back for good; what it had taken the place of waits again. Edits behind a discarded create go with it: there is nobody
 * they could be for.
 */
export function discardChange(context: RecordContext, id: string): void {
  const { db } = context;
  db.write('discard-change', () => {
    const change = liveChange(context, id, 'discard');
    endAndGiveBack(context, change, answerOf(change));
    rebuildVisible(db, change.entity, [change.localId]);
  });
}
