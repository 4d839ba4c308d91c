/** What a person may decide about a waiting change in the Changes screen: send again, other values, discard. */
import { AppFailure } from '#shared/ipc/result.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import { t } from '#shared/messages/translate.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { serverIdOf } from '../mirror/identities.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { allowed } from './change-view.ts';
import type { ChangeRecord } from './change-record.ts';
import { finishChange } from './history.ts';
import { readTruth } from './person-truth.ts';
import { readChange, readLane } from './read-changes.ts';
import { checkedCreate, recordEdit } from './record-change.ts';
import type { RecordContext } from './record-change.ts';
import { sealSecret } from './secrets.ts';
import { moveChange } from './transitions.ts';

function live(context: RecordContext, id: string, want: 'retry' | 'edit' | 'discard'): ChangeRecord {
  const change = readChange(context.db, id);
  if (!change) throw new AppFailure('not-found', t('change.not-found'));
  if (!allowed(change)[want]) throw new AppFailure('wrong-state', t('change.under-way'));
  return change;
}

/** Back into the queue, at once. A clash is decided for ours: HQ's present values become the base. */
export function retryChange(context: RecordContext, id: string): void {
  const { db, now } = context;
  db.write('retry-change', () => {
    const change = live(context, id, 'retry');
    if (change.state === 'unknown') {
      moveChange(db, id, 'unknown', now(), { nextAttemptAt: null });
      return;
    }
    if (change.kind === 'create' && !change.secret) {
      throw new AppFailure('validation', t('change.password-again'), {
        fields: { password: [t('change.password-again')] },
      });
    }
    const truth = change.state === 'conflict' ? readTruth(db, change.entity, change.localId) : null;
    const base = truth
      ? Object.fromEntries(Object.keys(change.patch).map((key) => [key, truth[key] ?? null]))
      : change.base;
    moveChange(db, id, 'queued', now(), { base, reason: null, nextAttemptAt: null });
    rebuildVisible(db, change.entity, [change.localId]);
  });
}

/**
 * Other values for a waiting or refused change; a field set back to its base leaves it.
 * @returns id of the change that carries the values, null when nothing is left
 */
export function editChange(
  context: RecordContext,
  edit: { id: string; patch: FieldValues; password?: string | undefined; editId: string },
): string | null {
  const { db, now } = context;
  return db.write('edit-change', () => {
    const change = live(context, edit.id, 'edit');
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
  if (!change.secret && (password === undefined || password === '')) {
    const message = t('change.password-again');
    throw new AppFailure('validation', message, { fields: { password: [message] } });
  }
  // A password that is stored already is not read here; any text stands for it in the check.
  const known = password ?? t('app.name');
  const values = checkedCreate(context, { ...change.patch, ...patch }, known, change.localId);
  const secret = password === undefined ? change.secret : sealSecret(context.secretKey, change.id, password);
  moveChange(db, change.id, 'queued', now(), {
    patch: values,
    secret,
    reason: null,
    nextAttemptAt: null,
    edited: true,
  });
  rebuildVisible(db, change.entity, [change.localId]);
}

/** Takes a change back for good. Edits behind a discarded create go with it: there is nobody they could be for. */
export function discardChange(context: RecordContext, id: string): void {
  const { db, now } = context;
  db.write('discard-change', () => {
    const change = live(context, id, 'discard');
    const serverId = serverIdOf(db, change.entity, change.localId);
    const behind = readLane(db, change.entity, change.localId).filter(({ seq }) => seq > change.seq);
    finishChange(db, change, { outcome: 'discarded', serverId }, now());
    for (const later of behind) {
      if (change.kind === 'create') finishChange(db, later, { outcome: 'discarded', serverId }, now());
      else reanchor(context, later, change);
    }
    rebuildVisible(db, change.entity, [change.localId]);
  });
}

/** A later edit measured itself from the discarded values; now it is measured from what those were measured from. */
function reanchor(context: RecordContext, later: ChangeRecord, discarded: ChangeRecord): void {
  const base: FieldValues = { ...later.base };
  for (const key of Object.keys(base)) if (key in discarded.patch) base[key] = discarded.base[key] ?? null;
  moveChange(context.db, later.id, later.state, context.now(), { base });
}
