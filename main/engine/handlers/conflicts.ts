/** Decisions about clashing fields, and taking them back. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { OpenAccount } from '../open-account.ts';
import { resolveChange, resolveSimilar } from '../outbox/resolve-change.ts';
import { unresolveChange, unresolveMany } from '../outbox/unresolve-change.ts';
import { viewChange } from '../outbox/change-view.ts';
import { viewEdited, viewOf } from './changes.ts';
import { notifyEdit } from './notify-edit.ts';

export function handleChangesResolve(
  account: OpenAccount,
  params: MethodParams<'changes.resolve'>,
): MethodOutput<'changes.resolve'> {
  const before = viewOf(account.record, params.id);
  const change = resolveChange(account.record, params.id, params.choices);
  notifyEdit(account, before.entity);
  return { change: change && viewChange(account.record, change) };
}

export function handleChangesResolveSimilar(
  account: OpenAccount,
  params: MethodParams<'changes.resolveSimilar'>,
): MethodOutput<'changes.resolveSimilar'> {
  const before = viewOf(account.record, params.id);
  const ids = resolveSimilar(account.record, params);
  notifyEdit(account, before.entity);
  return { resolved: ids.length, ids };
}

export function handleChangesUnresolve(
  account: OpenAccount,
  params: MethodParams<'changes.unresolve'>,
): MethodOutput<'changes.unresolve'> {
  unresolveChange(account.record, params.id);
  return viewEdited(account, params.id);
}

export function handleChangesUnresolveMany(
  account: OpenAccount,
  params: MethodParams<'changes.unresolveMany'>,
): MethodOutput<'changes.unresolveMany'> {
  const { unresolved, left, entities } = unresolveMany(account.record, params.ids);
  for (const entity of entities) notifyEdit(account, entity);
  return { unresolved, left };
}
