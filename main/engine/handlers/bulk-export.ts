/** A workbook of the people here. Of invitations whose form nobody has read, it is read first, where HQ can be asked: they are in no file without. */
import type { PeopleExport, PeopleExported } from '#shared/domain/people-export.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { exportPeople, unreadInvitations } from '../bulk/export/export-people.ts';
import type { OpenAccount } from '../open-account.ts';
import { handleInvitationsRead } from './invitations.ts';
import { pagesNow } from './pages-now.ts';

type Job = { signal: AbortSignal; onProgress(share: number): void };

/** Share of the whole that reading forms takes, where there are any to read: each is a request. */
const formsShare = 0.9;
/** Our own pace of pages begins anew after a minute: that is waited for, an hour is not. */
const longestWaitMs = 60_000;

/** @throws AppFailure as `exportPeople`; that HQ cannot be asked, or does not answer, is none: those invitations are told as `unread` then */
export async function handleBulkExport(
  account: OpenAccount,
  { signal, onProgress }: Job,
  wanted: PeopleExport,
): Promise<PeopleExported> {
  const unread = canAsk(account) ? unreadInvitations(account.context.db, wanted) : [];
  const share = unread.length > 0 ? formsShare : 0;
  await readForms(account, unread, signal, (done) => onProgress(share * done));
  return exportPeople(
    { ...account.context, signal, onProgress: (done) => onProgress(share + (1 - share) * done) },
    wanted,
  );
}

/** Whether somebody is signed in, and what is learned can be kept. */
function canAsk(account: OpenAccount): boolean {
  if (account.context.db.readOnly) return false;
  try {
    pagesNow(account);
    return true;
  } catch (error) {
    if (error instanceof AppFailure) return false;
    throw error;
  }
}

async function readForms(
  account: OpenAccount,
  localIds: readonly string[],
  signal: AbortSignal,
  tell: (share: number) => void,
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
