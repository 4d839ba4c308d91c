/** Signing in to HQ's pages, step by step; the steps themselves are the session's (hq/hq-session.ts). */
import type { HostOutput, HostParams } from '#shared/ipc/engine-host.ts';
import type { OpenAccount } from '../open-account.ts';

export function handleSignIn(account: OpenAccount, { password }: HostParams<'account.signIn'>) {
  return finished(account, account.session.signIn(password));
}

export function handleSignInCode(account: OpenAccount, { code }: HostParams<'account.signInCode'>) {
  return finished(account, account.session.signInCode(code));
}

export function handleSignInBackup({ session }: OpenAccount): Promise<HostOutput<'account.signInBackup'>> {
  return session.signInBackup();
}

export function handleSignOut({ session }: OpenAccount): HostOutput<'account.signOut'> {
  session.signOut();
  return {};
}

async function finished(account: OpenAccount, answer: Promise<HostOutput<'account.signIn'>>) {
  const step = await answer;
  if (step.step === 'done') await account.signedIn();
  return step;
}
