import type { MethodInput, MethodName, MethodOutput, Session } from '#shared/ipc/contract.ts';
import { AppFailure, fail } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useLive } from '../state/live.ts';
import { invalidateMethods, staleMethods } from './query-client.ts';

/**
 * Calls a method of the contract. Main has validated the input and the answering side made the output from the same schemas, so the
 * answer's shape is trusted here. Never throws: a broken bridge is a value too (`internal`).
 */
export async function call<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<Result<MethodOutput<Name>>> {
  try {
    const result = (await window.roster.invoke(name, input)) as Result<MethodOutput<Name>>;
    if (result.ok) takeIn(name, result.data);
    return result;
  } catch (error) {
    return fail('internal', t('error.bridge'), { method: name, reason: String(error) });
  }
}

/** Events are hints that may be missed: what an answer itself tells is taken from it. */
function takeIn(name: MethodName, data: unknown): void {
  switch (name) {
    case 'session.connect':
    case 'session.practice':
    case 'session.keep':
    case 'session.open':
    case 'session.close':
    case 'session.repair':
      return useLive.getState().takeSession(data as Session);
    case 'people.edit':
    case 'people.act':
    case 'people.stopMany':
    case 'mobileWorkers.create':
    case 'invitations.create':
    case 'accessRequests.approve':
    case 'accessRequests.delete':
    case 'accessRequests.read':
    case 'changes.retry':
    case 'changes.edit':
    case 'changes.discard':
    case 'changes.retryBatch':
    case 'changes.discardBatch':
    case 'changes.resolve':
    case 'changes.resolveSimilar':
    case 'changes.unresolve':
    case 'changes.unresolveMany':
    case 'changes.answer':
    case 'history.undo':
      return invalidateMethods(staleMethods(['mobile-worker', 'web-user', 'invitation', 'changes', 'history']));
    case 'people.changeMany':
    case 'people.undoMany':
      // Of one that is done in pieces nothing is read anew before its end.
      if (!isPiece(data)) invalidateMethods(staleMethods(['mobile-worker', 'web-user', 'changes', 'history']));
      return;
    case 'bulk.plan':
    case 'bulk.planAgain':
    case 'bulk.replan':
    case 'bulk.repair':
    case 'bulk.editCell':
    case 'bulk.exclude':
    case 'bulk.discardPlan':
      return invalidateMethods(['bulk.plans', 'bulk.rows', 'bulk.row']);
    case 'bulk.commit':
    case 'bulk.handOver':
      return invalidateMethods([
        ...staleMethods(['mobile-worker', 'web-user', 'invitation', 'changes', 'history']),
        ...(['bulk.plans', 'bulk.rows', 'bulk.row'] as const),
      ]);
    case 'bulk.followUpload':
    case 'bulk.pauseBatch':
    case 'bulk.cancelBatch':
    case 'bulk.retryBatch':
    case 'bulk.undoBatch':
      return invalidateMethods(staleMethods(['mobile-worker', 'web-user', 'invitation', 'changes', 'history']));
    case 'session.signIn':
    case 'session.signInCode':
    case 'session.signOut':
      return invalidateMethods(staleMethods(['connection']));
    default:
      return;
  }
}

function isPiece(data: unknown): boolean {
  const { left = 0, next } = data as Partial<MethodOutput<'people.changeMany'> & MethodOutput<'people.undoMany'>>;
  return left > 0 || next !== undefined;
}

/** `call` for react-query, which wants a rejection: throws `AppFailure`. */
export async function callOrThrow<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const result = await call(name, input);
  if (result.ok) return result.data;
  throw new AppFailure(result.error.code, result.error.message, result.error.details);
}
