import { shortUsername } from '#shared/domain/rules.ts';
import type { MethodOutput, MethodParams } from '#shared/ipc/contract.ts';
import type { OpenAccount } from '../open-account.ts';
import { readMeta } from '../sync/meta.ts';

/** HQ's own look at a username while it is typed. A failed look says nothing against the name: the create has the last word. */
export async function handleAskUsername(
  { context, session }: OpenAccount,
  { username }: MethodParams<'mobileWorkers.askUsername'>,
): Promise<MethodOutput<'mobileWorkers.askUsername'>> {
  const pages = readMeta(context.db, 'workOffline') || session.state() !== 'signed-in' ? null : session.pages();
  const told = await pages?.checkUsername(shortUsername(username));
  return told?.kind === 'ok' ? { asked: true, problem: told.value } : { asked: false, problem: null };
}
