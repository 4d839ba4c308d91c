/** One edit or action for many people at once. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { OpenAccount } from '../open-account.ts';
import { changeMany, previewMany, undoMany } from '../outbox/change-many.ts';

export function handlePreviewMany(
  account: OpenAccount,
  params: MethodParams<'people.previewMany'>,
): MethodOutput<'people.previewMany'> {
  return previewMany(account.record, params);
}

export function handleChangeMany(
  account: OpenAccount,
  params: MethodParams<'people.changeMany'>,
): MethodOutput<'people.changeMany'> {
  const outcome = changeMany(account.record, params);
  notifyMany(account);
  return outcome;
}

export function handleUndoMany(
  account: OpenAccount,
  params: MethodParams<'people.undoMany'>,
): MethodOutput<'people.undoMany'> {
  const outcome = undoMany(account.record, params.batchId);
  notifyMany(account);
  return outcome;
}

function notifyMany(account: OpenAccount): void {
  account.notify(['mobile-worker', 'web-user', 'changes', 'history']);
  account.loop.edited();
}
