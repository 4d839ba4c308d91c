/**
 * Access requests: the list in the Web Users page, approving by the form of an invitation, deleting. HQ finds the request by the address in
 * the form, marks it as approved, and mails: who has an account already belongs to the project at once, everybody else is invited.
 * Source: corehq/apps/users/views/__init__.py (`InviteWebUserView.post`, `delete_request`), users/models.py (`DomainRequest`).
 */
import type { AccessRequest } from '#shared/domain/access-request.ts';
import { fitReply } from '../fit-reply.ts';
import type { CallOptions } from '../gateway.ts';
import type { Failure, Outcome } from '../outcome.ts';
import { accessRequestsOf } from './access-request-rows.ts';
import type { AccessApproval, HqPages } from './hq-pages.ts';
import { fillInvitationForm, invitationFormOf } from './invitation-form.ts';
import { postFormPage, readFormPage } from './invitation-form-page.ts';
import { ownRefusal } from './own-refusal.ts';
import { notInPage, notWanted } from './page-client.ts';
import type { PageClient } from './page-client.ts';
import { pageDataOf } from './page-data.ts';
import { statusSchema } from './page-schemas.ts';
import { readBack, unconfirmed } from './read-back.ts';
import { sameEmail } from './same-email.ts';

type Pages = Pick<
  HqPages,
  'listAccessRequests' | 'readAccessRequest' | 'findAdmitted' | 'approveAccessRequest' | 'deleteAccessRequest'
>;
/** Where it is seen what became of an approval. */
type Lists = Pick<HqPages, 'listInvitations' | 'listWebUsers'>;

const gone: Failure = { kind: 'gone', status: 404, message: '' };
/** Rows of the search for one address: HQ's search also finds names. */
const searchRows = 200;

export function createAccessRequestPages(client: PageClient, lists: Lists): Pages {
  const webPage = client.users('web/');
  const formPage = (id: string) =>
    `${client.users('web/invite/')}?${new URLSearchParams({ request_id: id }).toString()}`;

  const listAccessRequests = async (options: CallOptions = {}): Promise<Outcome<AccessRequest[]>> => {
    const reply = await client.call({ to: webPage, wants: ['html'], ...options });
    if (reply.kind !== 'html') return notWanted(reply);
    // The page has no mark of its own for them: that it is the right page is known from what else it holds.
    if (!pageDataOf(reply.html).has('invitations')) return notInPage(reply, 'invitations');
    const { status, serverTime } = reply;
    return { kind: 'ok', status, value: accessRequestsOf(reply.html), serverTime };
  };

  async function pending(id: string, options: CallOptions): Promise<Outcome<AccessRequest>> {
    const list = await listAccessRequests(options);
    if (list.kind !== 'ok') return list;
    const found = list.value.find((request) => request.id === id);
    return found === undefined ? gone : { ...list, value: found };
  }

  const findAdmitted: HqPages['findAdmitted'] = async (email, options = {}) => {
    const invited = await lists.listInvitations(options);
    if (invited.kind !== 'ok') return invited;
    const invitation = invited.value.find((one) => sameEmail(one.email, email));
    if (invitation) return { ...invited, value: { invitation, member: null } };
    const search = { ...options, page: 1, limit: searchRows, query: email, shown: 'all' } as const;
    const members = await lists.listWebUsers(search);
    if (members.kind !== 'ok') return members;
    const member = members.value.rows.find((row) => sameEmail(row.email, email));
    return { ...members, value: member ? { invitation: null, member } : null };
  };

  return {
    listAccessRequests,
    findAdmitted,

    readAccessRequest: async (id, options = {}) => {
      const found = await pending(id, options);
      if (found.kind !== 'ok') return found;
      const read = await readFormPage(client, formPage(id), options);
      return read.kind === 'ok' ? { ...read, value: invitationFormOf(read.value) } : read;
    },

    approveAccessRequest: ({ id, email }, values, options = {}) =>
      client.change(async (): Promise<Outcome<AccessApproval>> => {
        const read = await readFormPage(client, formPage(id), options);
        if (read.kind !== 'ok') return unposted(read);
        const filled = fillInvitationForm(read.value, { ...values, email });
        if (filled.unknown.length > 0) return ownRefusal('hq.page.no-field', { fields: filled.unknown.join(', ') });
        // Immediately before: of a request that is gone HQ would make an invitation that nobody asked for.
        const still = await pending(id, options);
        if (still.kind !== 'ok') return unposted(still);
        if (!sameEmail(still.value.email, email)) return gone;
        const form = { read: read.value, values: filled.values };
        const refused = await postFormPage(client, formPage(id), form, options);
        if (refused !== null) return refused;
        return readBack(client, () => findAdmitted(email, options), options);
      }),

    deleteAccessRequest: (id, options = {}) =>
      client.change(async () => {
        const before = await pending(id, options);
        if (before.kind !== 'ok') return before;
        const failed = await postDelete(client, id, options);
        // An unknown id is a 500 at HQ, also when another admin was a moment faster.
        if (failed !== null && failed.kind !== 'server-error' && failed.kind !== 'no-answer') return failed;
        const after = await pending(id, options);
        if (after.kind === 'gone') return { kind: 'ok', status: 200, value: null, serverTime: null };
        return failed ?? unconfirmed(after.kind === 'ok' ? 'the request is still there' : after.kind);
      }),
  };
}

/** A look that failed before the form went out leaves nothing open, whatever became of that look. */
function unposted(failure: Failure): Failure {
  if (failure.kind !== 'no-answer') return failure;
  const cause = failure.cause === 'cancelled' ? ('cancelled' as const) : ('network' as const);
  return { kind: 'not-sent', cause, message: failure.message };
}

async function postDelete(client: PageClient, id: string, options: CallOptions): Promise<Failure | null> {
  const reply = await client.call({
    to: client.users('web/delete_request/'),
    wants: ['json'],
    about: 'record',
    body: new URLSearchParams({ id }).toString(),
    from: client.users('web/'),
    script: true,
    ...options,
  });
  if (reply.kind !== 'json') return notWanted(reply);
  const answer = fitReply(reply, statusSchema);
  if (answer.kind !== 'ok') return answer;
  const { status, response } = answer.value;
  return status === 'ok' ? null : { kind: 'refused', status: reply.status, messages: [response || status], fields: {} };
}
