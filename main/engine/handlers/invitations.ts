/** What a person looks at of HQ's pages at the moment they open it: an invitation's form, the access requests. Kept for the time offline. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { Failure } from '../hq/outcome.ts';
import { failureToError } from '../hq/outcome-error.ts';
import type { HqPages } from '../hq/pages/hq-pages.ts';
import { idAtHq } from '../mirror/identities.ts';
import { getPerson } from '../mirror/person-detail.ts';
import type { OpenAccount } from '../open-account.ts';
import { learnInvitationForm } from '../outbox/learn-invitation-form.ts';
import { recordOf } from '../outbox/person-truth.ts';
import { formValues, knownProfiles } from '../outbox/invitation-form-values.ts';
import { readMeta, writeMeta } from '../sync/meta.ts';
import { laneViews } from './changes.ts';

const entity = 'invitation';

/** @throws AppFailure `offline`, `credential`, `not-found`, or what HQ's page failed with */
export async function handleInvitationsRead(
  account: OpenAccount,
  { localId }: MethodParams<'invitations.read'>,
): Promise<MethodOutput<'invitations.read'>> {
  const { db, deps } = account.context;
  const pages = pagesNow(account);
  const uuid = idAtHq(db, entity, localId);
  if (uuid === null) throw new AppFailure('not-found', t('invitation.not-at-hq'));
  const before = recordOf(db, entity, localId);
  const read = await pages.readInvitation(uuid);
  if (read.kind !== 'ok') throw failed(account, read);
  const values = formValues(read.value, knownProfiles(db));
  const learned = learnInvitationForm(db, { localId, values, asBefore: before, now: deps.now() });
  if (learned) account.notify([entity]);
  return { detail: getPerson(db, entity, localId, (id) => laneViews(account.record, entity, id)) };
}

export function handleAccessRequestsList({ context }: OpenAccount): MethodOutput<'accessRequests.list'> {
  return readMeta(context.db, 'accessRequests') ?? { requests: [], asOf: null };
}

/** @throws AppFailure as `invitations.read` */
export async function handleAccessRequestsRead(account: OpenAccount): Promise<MethodOutput<'accessRequests.read'>> {
  const { db, deps } = account.context;
  const list = await pagesNow(account).listAccessRequests();
  if (list.kind !== 'ok') throw failed(account, list);
  const told = { requests: list.value, asOf: deps.now() };
  writeMeta(db, 'accessRequests', told);
  return told;
}

/** @throws AppFailure where nothing may be asked now */
function pagesNow({ context, session }: OpenAccount): HqPages {
  if (readMeta(context.db, 'workOffline')) throw new AppFailure('offline', t('invitation.read.offline'));
  const pages = session.pages();
  if (pages === null) throw new AppFailure('credential', t('invitation.read.sign-in'));
  return pages;
}

function failed({ context }: OpenAccount, failure: Failure): AppFailure {
  const { server, project, username } = context.account;
  const { code, message, details } = failureToError(failure, { server, project, username });
  return new AppFailure(code, message, details);
}
