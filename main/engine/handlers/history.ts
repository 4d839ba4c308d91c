/** The History screen: what became of each change, and taking one back. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { OpenAccount } from '../open-account.ts';
import { viewChange } from '../outbox/change-view.ts';
import { readHistoryLine } from '../outbox/history-record.ts';
import { readChange } from '../outbox/read-changes.ts';
import { listHistory } from '../outbox/read-history.ts';
import { undoChange } from '../outbox/undo-change.ts';
import { notifyEdit } from './notify-edit.ts';
import { undoRemoval } from './undo-removal.ts';

export function handleHistoryList(
  { context }: OpenAccount,
  { offset, limit, ...filter }: MethodParams<'history.list'>,
): MethodOutput<'history.list'> {
  return listHistory(context.db, filter, offset, limit);
}

export function handleHistoryUndo(
  account: OpenAccount,
  params: MethodParams<'history.undo'>,
): MethodOutput<'history.undo'> | Promise<MethodOutput<'history.undo'>> {
  const { db } = account.context;
  const line = readHistoryLine(db, params.id);
  if (line?.kind === 'delete') return undoRemoval(account, line, params.changeId);
  const { id, left, how } = undoChange(account.record, params);
  const change = id === null ? null : readChange(db, id);
  if (change) notifyEdit(account, change.entity);
  else account.notify(['history']);
  return { change: change && viewChange(account.record, change), left, how };
}
