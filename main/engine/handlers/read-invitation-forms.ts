/** Forms of invitations that a workbook needs and nobody has read: HQ tells an invitation's locations there only. */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { OpenAccount } from '../open-account.ts';
import { handleInvitationsRead } from './invitations.ts';
import { pagesNow } from './pages-now.ts';

/** Our own pace of pages begins anew after a minute: that is waited for, an hour is not. */
const longestWaitMs = 60_000;

/** Whether somebody is signed in, and what is learned can be kept. */
export function canReadForms(account: OpenAccount): boolean {
  if (account.context.db.readOnly) return false;
  try {
    pagesNow(account);
    return true;
  } catch (error) {
    if (error instanceof AppFailure) return false;
    throw error;
  }
}

/**
 * One by one, until HQ has no answer to one.
 *
 * @param tell is told the share of them that was read
 * @throws AppFailure `cancelled`; that HQ does not answer is none
 */
export async function readInvitationForms(
  account: OpenAccount,
  localIds: readonly string[],
  { signal, tell }: { signal: AbortSignal; tell: (share: number) => void },
): Promise<void> {
  for (const [index, localId] of localIds.entries()) {
    if (signal.aborted) throw new AppFailure('cancelled', t('bulk.export.cancelled'));
    if (!(await readForm(account, localId))) return;
    tell((index + 1) / localIds.length);
  }
}

/** @returns whether the next one is worth asking for: one that is gone says nothing of the others, whatever else it was would be so with them, too */
async function readForm(account: OpenAccount, localId: string, isSecond = false): Promise<boolean> {
  try {
    await handleInvitationsRead(account, { localId });
    return true;
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    const { code, details } = error.error;
    const wait = details?.['retryAfterMs'];
    if (code !== 'throttled' || typeof wait !== 'number' || wait > longestWaitMs || isSecond)
      return code === 'not-found';
    await new Promise<void>((resolve) => {
      account.context.deps.setTimer(resolve, wait);
    });
    return readForm(account, localId, true);
  }
}
