/** Edits of people and actions on them: checked, saved, shown; sent later. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { OpenAccount } from '../open-account.ts';
import { getPerson } from '../mirror/person-detail.ts';
import { visibleValues } from '../mirror/visible.ts';
import { checkPerson } from '../outbox/check-person.ts';
import { recordAction } from '../outbox/record-action.ts';
import { recordCreate, recordEdit } from '../outbox/record-change.ts';
import { recordInvitation } from '../outbox/record-invitation.ts';
import { askAboutBurnt } from './ask-username.ts';
import { laneViews } from './changes.ts';
import { notifyEdit } from './notify-edit.ts';
import { refuseDeletionOffline } from './online-only.ts';

export async function handlePeopleCheck(
  account: OpenAccount,
  params: MethodParams<'people.check'>,
): Promise<MethodOutput<'people.check'>> {
  if (params.entity === 'mobile-worker') await askAboutBurnt(account, params.values);
  return checkPerson(account.record, params);
}

export async function handlePeopleEdit(
  account: OpenAccount,
  params: MethodParams<'people.edit'>,
): Promise<MethodOutput<'people.edit'>> {
  if (params.entity === 'mobile-worker') await askAboutBurnt(account, params.patch);
  const changeId = recordEdit(account.record, params);
  notifyEdit(account, params.entity);
  return { changeId, detail: detailOf(account, params.entity, params.localId) };
}

export async function handleWorkerCreate(
  account: OpenAccount,
  params: MethodParams<'mobileWorkers.create'>,
): Promise<MethodOutput<'mobileWorkers.create'>> {
  await askAboutBurnt(account, params.values);
  const { changeId, localId } = recordCreate(account.record, params);
  notifyEdit(account, 'mobile-worker');
  return { changeId, detail: detailOf(account, 'mobile-worker', localId) };
}

export function handleInvitationsCreate(
  account: OpenAccount,
  params: MethodParams<'invitations.create'>,
): MethodOutput<'invitations.create'> {
  const { changeId, localId } = recordInvitation(account.record, { ...params, held: !inReach(account) });
  notifyEdit(account, 'invitation');
  return { changeId, detail: detailOf(account, 'invitation', localId) };
}

export async function handlePeopleAct(
  account: OpenAccount,
  params: MethodParams<'people.act'>,
): Promise<MethodOutput<'people.act'>> {
  const { db } = account.context;
  await refuseDeletionOffline(account, params);
  // Workers go by REST, and a deletion of one is not begun out of reach.
  const held = params.entity !== 'mobile-worker' && !inReach(account);
  const changeId = recordAction(account.record, { ...params, held });
  notifyEdit(account, params.entity);
  // Somebody created here who was removed before HQ saw them is gone.
  const stays = visibleValues(db, params.entity, params.localId) !== null;
  return { changeId, detail: stays ? detailOf(account, params.entity, params.localId) : null };
}

/** Whether what is only on HQ's pages would go at once. Before the first run nobody knows; then the run itself finds out. */
export function inReach({ loop, session }: OpenAccount): boolean {
  const { workOffline, reachable } = loop.status();
  return !workOffline && reachable !== false && session.state() === 'signed-in';
}

function detailOf({ record }: OpenAccount, entity: PersonEntity, localId: string): PersonDetail {
  return getPerson(record.db, entity, localId, (id) => laneViews(record, entity, id));
}
