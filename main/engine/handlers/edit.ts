/** Edits of people: checked, saved, shown; sent later. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { OpenAccount } from '../open-account.ts';
import { getPerson } from '../mirror/person-detail.ts';
import { checkPerson } from '../outbox/check-person.ts';
import { recordCreate, recordEdit } from '../outbox/record-change.ts';
import { laneViews } from './changes.ts';
import { notifyEdit } from './notify-edit.ts';

export function handlePeopleCheck(
  account: OpenAccount,
  params: MethodParams<'people.check'>,
): MethodOutput<'people.check'> {
  return checkPerson(account.record, params);
}

export function handlePeopleEdit(
  account: OpenAccount,
  params: MethodParams<'people.edit'>,
): MethodOutput<'people.edit'> {
  const changeId = recordEdit(account.record, params);
  notifyEdit(account, params.entity);
  return { changeId, detail: detailOf(account, params.entity, params.localId) };
}

export function handleWorkerCreate(
  account: OpenAccount,
  params: MethodParams<'mobileWorkers.create'>,
): MethodOutput<'mobileWorkers.create'> {
  const { changeId, localId } = recordCreate(account.record, params);
  notifyEdit(account, 'mobile-worker');
  return { changeId, detail: detailOf(account, 'mobile-worker', localId) };
}

function detailOf({ context }: OpenAccount, entity: PersonEntity, localId: string): PersonDetail {
  return getPerson(context.db, entity, localId, (id) => laneViews(context.db, entity, id));
}
