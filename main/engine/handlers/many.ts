/** One edit or action for many people at once. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { OpenAccount } from '../open-account.ts';
import { changeMany, previewMany, stopMany, undoMany } from '../outbox/change-many.ts';

export function handlePreviewMany(
  account: OpenAccount,
  params: MethodParams<'people.previewMany'>,
): MethodOutput<'people.previewMany'> {
  const { from, ...many } = params;
  return previewMany(account.record, many, from);
}

export function handleChangeMany(
  account: OpenAccount,
  params: MethodParams<'people.changeMany'>,
): MethodOutput<'people.changeMany'> {
  const outcome = changeMany(account.record, params);
  // In pieces: nothing is sent, and no list is read anew, before all of it is saved or it is stopped.
  if (outcome.left === 0) notifyMany(account);
  return outcome;
}

export function handleUndoMany(
  account: OpenAccount,
  params: MethodParams<'people.undoMany'>,
): MethodOutput<'people.undoMany'> {
  const outcome = undoMany(account.record, params.batchId, params.from);
  if (outcome.next === undefined) notifyMany(account);
  return outcome;
}

export function handleStopMany(
  account: OpenAccount,
  params: MethodParams<'people.stopMany'>,
): MethodOutput<'people.stopMany'> {
  const left = stopMany(account.record, params.batchId);
  notifyMany(account);
  return { left };
}

function notifyMany(account: OpenAccount): void {
  account.notify(['mobile-worker', 'web-user', 'changes', 'history']);
  account.loop.edited();
}
