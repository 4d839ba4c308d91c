import type { FieldValues } from '#shared/domain/entities.ts';
import { completeUsername, shortUsername } from '#shared/domain/rules.ts';
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { OpenAccount } from '../open-account.ts';
import { burntBy, unburnUsernames } from '../mirror/burnt-usernames.ts';
import { readMeta } from '../sync/meta.ts';

/** HQ's own look at a username while it is typed. A failed look says nothing against the name: the create has the last word. */
export async function handleAskUsername(
  { context, record, session }: OpenAccount,
  { username }: MethodParams<'mobileWorkers.askUsername'>,
): Promise<MethodOutput<'mobileWorkers.askUsername'>> {
  const pages = readMeta(context.db, 'workOffline') || session.state() !== 'signed-in' ? null : session.pages();
  const told = await pages?.checkUsername(shortUsername(username));
  const complete = completeUsername(username, record.project);
  if (told?.kind === 'ok' && told.value === null && burntBy(context.db, complete) !== null)
    context.db.write('unburnt-name', () => unburnUsernames(context.db, [complete]));
  return told?.kind === 'ok' ? { asked: true, problem: told.value } : { asked: false, problem: null };
}

/** Whether a name that is refused here can be had by now, HQ alone can tell: it is asked about such a name before a new worker is checked. */
export async function askAboutBurnt(account: OpenAccount, values: FieldValues): Promise<void> {
  const { db, project } = account.record;
  const typed = values['username'];
  const username = typeof typed === 'string' ? completeUsername(typed, project) : '';
  if (burntBy(db, username) !== null) await handleAskUsername(account, { username });
}
