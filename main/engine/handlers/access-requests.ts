/** Who asked to be let in: read, approved and deleted on HQ's pages. Approving is a change of the outbox; deleting mails nobody and is done at once. */
import { z } from 'zod';
import type { AccessRequest, AccessRequests } from '#shared/domain/access-request.ts';
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { getPerson } from '../mirror/person-detail.ts';
import type { OpenAccount } from '../open-account.ts';
import { approvedRequest } from '../outbox/approved-request.ts';
import { changeRecordSchema } from '../outbox/change-record.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';
import { knownChange } from '../outbox/read-changes.ts';
import { recordInvitation } from '../outbox/record-invitation.ts';
import { readMeta, writeMeta } from '../sync/meta.ts';
import { finishRequestDeletion, requestDeletions, settleByList } from '../sync/request-deletions.ts';
import { laneViews } from './changes.ts';
import { notifyEdit } from './notify-edit.ts';
import { pageFailure, pagesNow } from './pages-now.ts';

const entity = 'invitation';

export function handleAccessRequestsList(account: OpenAccount): MethodOutput<'accessRequests.list'> {
  return asShown(account);
}

/** @throws AppFailure as `invitations.read` */
export async function handleAccessRequestsRead(account: OpenAccount): Promise<MethodOutput<'accessRequests.read'>> {
  const { db, deps } = account.context;
  const list = await pagesNow(account).listAccessRequests();
  if (list.kind !== 'ok') throw pageFailure(account, list);
  writeMeta(db, 'accessRequests', { requests: list.value, asOf: deps.now() });
  if (settleByList(db, list.value, deps.now())) account.notify(['history']);
  return asShown(account);
}

/**
 * Online only, as it mails: it is begun with HQ's pages at hand, and sent at once.
 * @throws AppFailure `offline`, `credential`, `not-found`, `wrong-state`, `validation` (details.fields)
 */
export function handleAccessRequestsApprove(
  account: OpenAccount,
  { changeId, id, values }: MethodParams<'accessRequests.approve'>,
): MethodOutput<'accessRequests.approve'> {
  const { context, record } = account;
  if (!knownChange(context.db, changeId)) {
    pagesNow(account);
    if (approvalOf(account, id)) throw new AppFailure('wrong-state', t('access-request.waits'));
  }
  const told = requestOf(account, id);
  if (!told && !knownChange(context.db, changeId)) throw new AppFailure('not-found', t('access-request.gone'));
  const made = recordInvitation(record, {
    changeId,
    values: { ...values, email: told?.email ?? '' },
    request: id,
  });
  notifyEdit(account, entity);
  const detail = getPerson(context.db, entity, made.localId, (one) => laneViews(record, entity, one));
  return { changeId: made.changeId, detail };
}

/**
 * At once; the same command sent twice is done once. Gone already is as wanted.
 * @throws AppFailure `offline`, `credential`, `wrong-state` while an approval of it is not done, or what HQ's page failed with
 */
export async function handleAccessRequestsDelete(
  account: OpenAccount,
  { changeId, id }: MethodParams<'accessRequests.delete'>,
): Promise<MethodOutput<'accessRequests.delete'>> {
  const { context, record } = account;
  const { db, deps } = context;
  if (knownChange(db, changeId)) return asShown(account);
  if (approvalOf(account, id)) throw new AppFailure('wrong-state', t('access-request.waits'));
  const request = requestOf(account, id);
  if (!request) throw new AppFailure('not-found', t('access-request.gone'));
  const pages = pagesNow(account);
  const deletion = { changeId, author: record.author, createdAt: deps.now(), request };
  requestDeletions.begin(db, deletion);
  const deleted = await pages.deleteAccessRequest(id);
  if (deleted.kind !== 'ok' && deleted.kind !== 'gone') {
    requestDeletions.failed(db, changeId, deleted.kind);
    throw pageFailure(account, deleted);
  }
  const outcome = deleted.kind === 'ok' ? 'acked' : 'converged';
  finishRequestDeletion(db, deletion, { outcome, answer: { status: deleted.status }, now: deps.now() });
  account.notify(['history']);
  return asShown(account);
}

function requestOf({ context }: OpenAccount, id: string): AccessRequest | undefined {
  return readMeta(context.db, 'accessRequests')?.requests.find((request) => request.id === id);
}

function approvalOf(account: OpenAccount, id: string): ChangeRecord | undefined {
  return approvals(account).find((change) => approvedRequest(change) === id);
}

function approvals({ context }: OpenAccount): ChangeRecord[] {
  const rows = context.db.statement(`SELECT * FROM changes WHERE entity = 'invitation' AND kind = 'create'`).all();
  return z.array(changeRecordSchema).parse(rows);
}

function asShown(account: OpenAccount): AccessRequests {
  const told = readMeta(account.context.db, 'accessRequests') ?? { requests: [], asOf: null };
  const waiting = new Map(approvals(account).map((change) => [approvedRequest(change), change]));
  const requests = told.requests.map((request) => {
    const change = waiting.get(request.id);
    return { ...request, approval: change ? { changeId: change.id, state: change.state } : null };
  });
  return { ...told, requests };
}
