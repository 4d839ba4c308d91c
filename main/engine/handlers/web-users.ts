/** One web user read at the moment somebody opens them: only HQ's answer about the one tells all its fields. Kept for the time offline. */
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { failureToError } from '../hq/outcome-error.ts';
import { idAtHq } from '../mirror/identities.ts';
import { getPerson } from '../mirror/person-detail.ts';
import type { OpenAccount } from '../open-account.ts';
import { learnWebUser } from '../outbox/learn-web-user.ts';
import { recordOf } from '../outbox/person-truth.ts';
import { laneViews } from './changes.ts';

const entity = 'web-user';

/** @throws AppFailure `offline`, `credential`, `not-found`, or what HQ answered */
export async function handleWebUsersRead(
  account: OpenAccount,
  { localId }: MethodParams<'webUsers.read'>,
): Promise<MethodOutput<'webUsers.read'>> {
  const { context, gateway, loop } = account;
  const { db, deps } = context;
  if (loop.status().workOffline) throw new AppFailure('offline', t('web-user.read.offline'));
  if (gateway === null) throw new AppFailure('credential', t('web-user.read.key'));
  const id = idAtHq(db, entity, localId);
  if (id === null) throw new AppFailure('not-found', t('change.person-not-found'));
  const before = recordOf(db, entity, localId);
  const read = await gateway.getWebUser(id);
  if (read.kind !== 'ok') {
    const { code, message, details } = failureToError(read, context.account);
    throw new AppFailure(code, message, details);
  }
  if (learnWebUser(db, { localId, record: read.value, asBefore: before, now: deps.now() })) account.notify([entity]);
  return { detail: getPerson(db, entity, localId, (local) => laneViews(account.record, entity, local)) };
}
