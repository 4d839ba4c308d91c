/** The form of an invitation as a page: read, and posted again. Source: corehq/apps/users/views/__init__.py (`InviteWebUserView`). */
import type { CallOptions } from '../gateway.ts';
import type { Failure, Outcome } from '../outcome.ts';
import { readInvitationForm } from './invitation-form.ts';
import type { ReadForm } from './invitation-form.ts';
import { invitationRefusal } from './invitation-refusal.ts';
import { notInPage, notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { formBody } from './page-form.ts';
import { messagesOfPage } from './page-messages.ts';

export async function readFormPage(client: PageClient, page: string, options: CallOptions): Promise<Outcome<ReadForm>> {
  const reply = await client.call({ to: page, wants: ['html'], about: 'record', ...options });
  if (reply.kind !== 'html') return notWanted(reply);
  const read = readInvitationForm(reply.html);
  const { status, serverTime } = reply;
  return read === null ? notInPage(reply, 'invitation form') : { kind: 'ok', status, value: read, serverTime };
}

/** null when HQ took the form; else why not. */
export async function postFormPage(
  client: PageClient,
  page: string,
  { read, values }: { read: ReadForm; values: Map<string, string[]> },
  options: CallOptions,
): Promise<Failure | null> {
  const reply = await client.call({
    to: page,
    wants: ['redirect', 'html'],
    about: 'record',
    body: formBody(values),
    ...options,
  });
  if (reply.kind === 'redirect') return null;
  if (reply.kind !== 'html') return notWanted(reply);
  // The form again is a refusal.
  return invitationRefusal(reply.status, messagesOfPage(reply.html), read) ?? notInPage(reply, 'messages of the form');
}
