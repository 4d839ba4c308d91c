/** Reads of people: lists and details, all from the mirror; never a request to HQ. */
import type { ListInput, MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { ChangeView } from '#shared/domain/change.ts';
import type { EngineContext } from '../context.ts';
import { getPerson } from '../mirror/person-detail.ts';
import { listInvitations, listMobileWorkers, listWebUsers } from '../mirror/queries.ts';

export function handleMobileWorkersList(context: EngineContext, input: ListInput): MethodOutput<'mobileWorkers.list'> {
  return listMobileWorkers(context.db, input);
}

export function handleWebUsersList(context: EngineContext, input: ListInput): MethodOutput<'webUsers.list'> {
  return listWebUsers(context.db, input);
}

export function handleInvitationsList(context: EngineContext, input: ListInput): MethodOutput<'invitations.list'> {
  return listInvitations(context.db, input);
}

/** @param changesOf the person's live changes as the screens show them (the outbox gives them) */
export function handlePeopleGet(
  context: EngineContext,
  params: MethodParams<'people.get'>,
  changesOf: (localId: string) => ChangeView[],
): MethodOutput<'people.get'> {
  return getPerson(context.db, params.entity, params.key, changesOf);
}
