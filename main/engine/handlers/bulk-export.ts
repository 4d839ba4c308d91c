/** A workbook of the people here. Of invitations whose form nobody has read, it is read first, where HQ can be asked. */
import type { PeopleExport, PeopleExported } from '#shared/domain/people-export.ts';
import { exportPeople, unreadInvitations } from '../bulk/export/export-people.ts';
import type { OpenAccount } from '../open-account.ts';
import { canReadForms, readInvitationForms } from './read-invitation-forms.ts';

type Job = { signal: AbortSignal; onProgress(share: number): void };

/** Share of the whole that reading forms takes, where there are any to read: each is a request. */
const formsShare = 0.9;

/** @throws AppFailure as `exportPeople`; that HQ cannot be asked, or does not answer, is none: those invitations are told as `unread` then */
export async function handleBulkExport(
  account: OpenAccount,
  { signal, onProgress }: Job,
  wanted: PeopleExport,
): Promise<PeopleExported> {
  const unread = canReadForms(account) ? unreadInvitations(account.context.db, wanted) : [];
  const share = unread.length > 0 ? formsShare : 0;
  await readInvitationForms(account, unread, { signal, tell: (done) => onProgress(share * done) });
  return exportPeople(
    { ...account.context, signal, onProgress: (done) => onProgress(share + (1 - share) * done) },
    wanted,
  );
}
