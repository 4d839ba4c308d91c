/** An invitation's form, read at HQ at the moment a person opens it, and kept for the time offline. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { idAtHq } from '../mirror/identities.ts';
import { getPerson } from '../mirror/person-detail.ts';
import type { OpenAccount } from '../open-account.ts';
import { learnInvitationForm } from '../outbox/learn-invitation-form.ts';
import { recordOf } from '../outbox/person-truth.ts';
import { formValues, knownProfiles } from '../outbox/invitation-form-values.ts';
import { laneViews } from './changes.ts';
import { pageFailure, pagesNow } from './pages-now.ts';

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
  if (read.kind !== 'ok') throw pageFailure(account, read);
  const values = formValues(read.value, knownProfiles(db));
  const learned = learnInvitationForm(db, { localId, values, asBefore: before, now: deps.now() });
  if (learned) account.notify([entity]);
  return { detail: getPerson(db, entity, localId, (id) => laneViews(account.record, entity, id)) };
}
