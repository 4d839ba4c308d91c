/** The Changes screen: what waits, why, and what the person decides about it. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { OpenAccount } from '../open-account.ts';
import { answerChange } from '../outbox/answer-change.ts';
import { createChangeViewer, viewChange } from '../outbox/change-view.ts';
import { discardChange, editChange, retryChange } from '../outbox/decide-change.ts';
import { changeTotals, listChanges, readChange, readLane } from '../outbox/read-changes.ts';
import type { RecordContext } from '../outbox/record-context.ts';
import { askAboutBurnt } from './ask-username.ts';
import { notifyEdit } from './notify-edit.ts';

export function handleChangesList(
  { record }: OpenAccount,
  params: MethodParams<'changes.list'>,
): MethodOutput<'changes.list'> {
  const { db } = record;
  const changes = listChanges(db, params.state, params.offset, params.limit);
  return { changes: changes.map(createChangeViewer(record)), totals: changeTotals(db) };
}

export function handleChangesGet(
  { record }: OpenAccount,
  params: MethodParams<'changes.get'>,
): MethodOutput<'changes.get'> {
  return viewOf(record, params.id);
}

export function handleChangesRetry(
  account: OpenAccount,
  params: MethodParams<'changes.retry'>,
): MethodOutput<'changes.retry'> {
  retryChange(account.record, params.id, params.seen);
  return viewEdited(account, params.id);
}

export async function handleChangesEdit(
  account: OpenAccount,
  params: MethodParams<'changes.edit'>,
): Promise<MethodOutput<'changes.edit'>> {
  const { deps } = account.context;
  const before = viewOf(account.record, params.id);
  if (before.entity === 'mobile-worker') await askAboutBurnt(account, params.patch);
  const id = editChange(account.record, { ...params, editId: deps.uuid() });
  notifyEdit(account, before.entity);
  return { change: id === null ? null : viewOf(account.record, id) };
}

export function handleChangesDiscard(
  account: OpenAccount,
  params: MethodParams<'changes.discard'>,
): MethodOutput<'changes.discard'> {
  const before = viewOf(account.record, params.id);
  discardChange(account.record, params.id);
  notifyEdit(account, before.entity);
  return { discarded: params.id };
}

export function handleChangesAnswer(
  account: OpenAccount,
  params: MethodParams<'changes.answer'>,
): MethodOutput<'changes.answer'> {
  const before = viewOf(account.record, params.id);
  answerChange(account.record, params.id, params.answer);
  notifyEdit(account, before.entity);
  return { change: params.answer === 'done' ? null : viewOf(account.record, params.id) };
}

/** A change the person has just done something about; windows and the loop are told. @throws AppFailure `not-found` */
export function viewEdited(account: OpenAccount, id: string): ChangeView {
  const change = viewOf(account.record, id);
  notifyEdit(account, change.entity);
  return change;
}

/** @throws AppFailure `not-found` */
export function viewOf(record: RecordContext, id: string): ChangeView {
  const change = readChange(record.db, id);
  if (!change) throw new AppFailure('not-found', t('change.not-found'));
  return viewChange(record, change);
}

/** The live changes of one person, oldest first. */
export function laneViews(record: RecordContext, entity: PersonEntity, localId: string): ChangeView[] {
  return readLane(record.db, entity, localId).map(createChangeViewer(record));
}
