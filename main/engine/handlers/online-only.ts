/** What is done only while HQ can be reached (requirement class ON), because there is no way back from it. */
import { AppFailure } from '#shared/ipc/result.ts';
import type { MethodParams } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { failureToError } from '../hq/outcome-error.ts';
import { serverIdOf } from '../mirror/identities.ts';
import type { OpenAccount } from '../open-account.ts';
import { knownChange } from '../outbox/read-changes.ts';

/** Failures that say that HQ was not reached; whatever else HQ answers it has answered. */
const unreached: ReadonlySet<string> = new Set(['not-sent', 'no-answer', 'not-hq']);

/**
 * The deletion of a worker takes their forms and cases along and burns the name, so it is not put by for a day with a network. Somebody whom
 * HQ does not have yet is only taken back here. What waits already, or the same command again, is no new deletion.
 * @throws AppFailure `offline`, `credential` (no key: nothing could be sent)
 */
export async function refuseDeletionOffline(
  { context, loop, gateway }: OpenAccount,
  { changeId, entity, localId, action }: MethodParams<'people.act'>,
): Promise<void> {
  const { db, account } = context;
  if (entity !== 'mobile-worker' || action !== 'remove') return;
  if (knownChange(db, changeId) || serverIdOf(db, entity, localId) === null) return;
  const { workOffline, reachable, hold } = loop.status();
  if (workOffline) throw offline(t('sync.work-offline'));
  if (reachable === false || hold?.error.code === 'not-hq') throw offline(t('sync.not-reached'));
  if (gateway === null) throw new AppFailure('credential', t('worker.remove.no-key'));
  // Before the first run nobody knows: the command line begins here. Whatever HQ put on hold it has answered.
  if (reachable === true || hold !== null) return;
  const { server, project, username } = account;
  const answer = await gateway.projects();
  if (answer.kind !== 'ok' && unreached.has(answer.kind))
    throw offline(failureToError(answer, { server, project, username }).message);
}

function offline(reason: string): AppFailure {
  const text = [t('worker.remove.offline'), reason, t('worker.remove.offline.how')];
  return new AppFailure('offline', text.join(' '));
}
