/** Pending invitations: the list in the Web Users page, their form, resend, delete. Source: corehq/apps/users/views/__init__.py, web.py. */
import { fitReply } from '../fit-reply.ts';
import type { CallOptions } from '../call-options.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { HqPages, InvitationForm, InvitationValues, PendingInvitation } from './hq-pages.ts';
import { fillInvitationForm, invitationFormOf } from './invitation-form.ts';
import type { ReadForm } from './invitation-form.ts';
import { postFormPage, readFormPage } from './invitation-form-page.ts';
import { ownRefusal } from './own-refusal.ts';
import { notInPage, notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { pageDataOf } from './page-data.ts';
import { invitationsSchema, statusSchema } from './page-schemas.ts';
import { readBack, unconfirmed } from './read-back.ts';
import { sameEmail } from './same-email.ts';

type InvitationPages = Pick<
  HqPages,
  | 'listInvitations'
  | 'newInvitation'
  | 'invite'
  | 'readInvitation'
  | 'editInvitation'
  | 'resendInvitation'
  | 'deleteInvitation'
>;

const gone: Failure = { kind: 'gone', status: 404, message: '' };
const notFilled: Failure = { kind: 'not-sent', cause: 'cancelled', message: 'the form shows other values' };

export function createInvitationPages(client: PageClient): InvitationPages {
  const webPage = client.users('web/');
  const invitePage = client.users('web/invite/');
  const editPage = (uuid: string) => client.users(`web/invite/edit/${encodeURIComponent(uuid)}/`);

  const listInvitations = async (options: CallOptions = {}): Promise<Outcome<PendingInvitation[]>> => {
    const reply = await client.call({ to: webPage, wants: ['html'], ...options });
    if (reply.kind !== 'html') return notWanted(reply);
    const found = pageDataOf(reply.html).get('invitations');
    if (found === undefined) return notInPage(reply, 'invitations');
    return fitReply({ ...reply, json: found }, invitationsSchema);
  };

  async function pending(uuid: string, options: CallOptions): Promise<Outcome<PendingInvitation>> {
    const list = await listInvitations(options);
    if (list.kind !== 'ok') return list;
    const found = list.value.find((invitation) => invitation.uuid === uuid);
    return found === undefined ? gone : { ...list, value: found };
  }

  /** HQ shows an empty form for an invitation that is not there; only one that names the address is this one's. */
  async function formOf(invitation: PendingInvitation, options: CallOptions): Promise<Outcome<ReadForm>> {
    const read = await readFormPage(client, editPage(invitation.uuid), options);
    if (read.kind !== 'ok') return read;
    return sameEmail(invitationFormOf(read.value).email, invitation.email) ? read : gone;
  }

  const newInvitation = async (options: CallOptions = {}): Promise<Outcome<InvitationForm>> => {
    const read = await readFormPage(client, invitePage, options);
    return read.kind === 'ok' ? { ...read, value: invitationFormOf(read.value) } : read;
  };

  const readInvitation = async (uuid: string, options: CallOptions = {}): Promise<Outcome<InvitationForm>> => {
    const found = await pending(uuid, options);
    if (found.kind !== 'ok') return found;
    const read = await formOf(found.value, options);
    return read.kind === 'ok' ? { ...read, value: invitationFormOf(read.value) } : read;
  };

  /** The small POSTs with a uuid. */
  const act = async (path: string, uuid: string, options: CallOptions): Promise<Failure | null> => {
    const body = new URLSearchParams({ uuid }).toString();
    const reply = await client.call({
      to: client.users(path),
      wants: ['json'],
      about: 'record',
      body,
      from: webPage,
      script: true,
      ...options,
    });
    if (reply.kind !== 'json') return notWanted(reply);
    const answer = fitReply(reply, statusSchema);
    if (answer.kind !== 'ok') return answer;
    if (answer.value.status === 'ok') return null;
    const { response } = answer.value;
    return { kind: 'refused', status: reply.status, messages: [response || answer.value.status], fields: {} };
  };

  return {
    listInvitations,

    newInvitation,
    readInvitation,

    invite: (email, values, options = {}) =>
      client.change(async () => {
        const read = await readFormPage(client, invitePage, options);
        if (read.kind !== 'ok') return read;
        const filled = fillInvitationForm(read.value, { ...values, email });
        if (filled.unknown.length > 0) return ownRefusal('hq.page.no-field', { fields: filled.unknown.join(', ') });
        const refused = await postFormPage(client, invitePage, { read: read.value, values: filled.values }, options);
        if (refused !== null) return refused;
        return readBack(
          client,
          async () => {
            const list = await listInvitations(options);
            if (list.kind !== 'ok') return list;
            return { ...list, value: list.value.find((one) => sameEmail(one.email, email)) ?? null };
          },
          options,
        );
      }),

    editInvitation: (uuid, changes, { mayFill = () => true, ...options } = {}) =>
      client.change(async () => {
        const first = await pending(uuid, options);
        if (first.kind !== 'ok') return first;
        const read = await formOf(first.value, options);
        if (read.kind !== 'ok') return read;
        if (!mayFill(invitationFormOf(read.value))) return notFilled;
        const filled = fillInvitationForm(read.value, changes);
        if (filled.unknown.length > 0) return ownRefusal('hq.page.no-field', { fields: filled.unknown.join(', ') });
        // Immediately before: HQ would make a new invitation, with a mail, out of an edit of a deleted one.
        const still = await pending(uuid, options);
        if (still.kind !== 'ok') return still;
        const refused = await postFormPage(
          client,
          editPage(uuid),
          { read: read.value, values: filled.values },
          options,
        );
        if (refused !== null) return refused;
        const after = await listInvitations(options);
        if (after.kind !== 'ok') return unconfirmed(after.kind);
        const same = after.value.find((one) => one.uuid === uuid);
        const invitation = same ?? after.value.find((one) => sameEmail(one.email, first.value.email));
        // Accepted in the very moment: HQ says yes and does nothing useful.
        if (invitation === undefined) return gone;
        const form = await formOf(invitation, options);
        if (form.kind !== 'ok') return unconfirmed(form.kind);
        const now = invitationFormOf(form.value);
        if (!holds(now.values, changes)) return unconfirmed('the form shows other values');
        return { ...form, value: { uuid: invitation.uuid, recreated: same === undefined, form: now } };
      }),

    resendInvitation: (uuid, options = {}) =>
      client.change(async () => {
        const before = await pending(uuid, options);
        if (before.kind !== 'ok') return before;
        const refused = await act('web/reinvite/', uuid, options);
        const after = await pending(uuid, options);
        if (refused !== null) return refused.kind === 'refused' && after.kind === 'gone' ? after : refused;
        // HQ has said that it mailed; the list only tells since when the invitation now counts.
        return after.kind === 'ok' ? after : unconfirmed(after.kind);
      }),

    deleteInvitation: (uuid, options = {}) =>
      client.change(async () => {
        const before = await pending(uuid, options);
        if (before.kind !== 'ok') return before;
        const failed = await act('web/delete_invitation/', uuid, options);
        // An unknown uuid is a 500 at HQ, also when another admin was a moment faster.
        if (failed !== null && failed.kind !== 'server-error' && failed.kind !== 'no-answer') return failed;
        const after = await pending(uuid, options);
        if (after.kind === 'gone') return { kind: 'ok', status: 200, value: null, serverTime: null };
        return failed ?? unconfirmed(after.kind === 'ok' ? 'the invitation is still there' : after.kind);
      }),
  };
}

/** Whether all that was changed is there. Lists of locations have no order. */
function holds(values: InvitationValues, changes: Partial<InvitationValues>): boolean {
  const { assignedLocations, customFields = {}, ...texts } = changes;
  const set = (list: string[]) => JSON.stringify([...list].sort());
  if (assignedLocations !== undefined && set(assignedLocations) !== set(values.assignedLocations)) return false;
  if (Object.entries(customFields).some(([slug, value]) => values.customFields[slug] !== value)) return false;
  return (['role', 'primaryLocation', 'profile'] as const).every(
    (key) => texts[key] === undefined || texts[key] === values[key],
  );
}
