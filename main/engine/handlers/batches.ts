/** The changes of a batch, decided together. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { personEntities } from '#shared/domain/entities.ts';
import { workbookOf } from '../bulk/commit/sheet-batch.ts';
import type { OpenAccount } from '../open-account.ts';
import { batchTotals, discardBatch, retryBatch } from '../outbox/decide-batch.ts';
import { notifyEdit } from './notify-edit.ts';

export function handleChangesBatch(
  { context }: OpenAccount,
  { batchId }: MethodParams<'changes.batch'>,
): MethodOutput<'changes.batch'> {
  return { ...batchTotals(context.db, batchId), workbook: workbookOf(context.db, batchId) };
}

export function handleChangesRetryBatch(
  account: OpenAccount,
  { batchId, from }: MethodParams<'changes.retryBatch'>,
): MethodOutput<'changes.retryBatch'> {
  const counts = retryBatch(account.record, batchId, from);
  // In pieces: no list is read anew before all of it is done.
  if (counts.next === undefined) notifyAll(account);
  return counts;
}

export function handleChangesDiscardBatch(
  account: OpenAccount,
  { batchId, from }: MethodParams<'changes.discardBatch'>,
): MethodOutput<'changes.discardBatch'> {
  const gone = discardBatch(account.record, batchId, from);
  if (gone.next === undefined) notifyAll(account);
  return gone;
}

/** A batch may hold people of any kind. */
function notifyAll(account: OpenAccount): void {
  for (const entity of personEntities) notifyEdit(account, entity);
}
