/** Actions on pending invitations. Source: corehq/apps/users/views/web.py. */
import type { HqRecord } from '../../hq/gateway.ts';
import type { Outcome } from '../../hq/outcome.ts';
import type { PendingInvitation } from '../../hq/pages/hq-pages.ts';
import type { SyncRun } from '../sync-run.ts';
import type { Seen, StepsOf, Target } from './action-steps.ts';
import { noSession, pagesOf } from './pages-channel.ts';

export const invitationSteps: StepsOf = {
  resend: {
    channel: 'pages',
    mails: true,
    trusted: true,
    look: (run, target) => look(run, target, null),
    send: async (run, { id }, options) => {
      const pages = pagesOf(run);
      if (!pages) return noSession;
      const done = await pages.resendInvitation(id, options);
      return done.kind === 'ok' ? { ...done, value: { seen: seenOf(done.value, true) } } : done;
    },
    // HQ starts the invitation's time anew when it mails; that the date stands still proves nothing, the mail may have gone before.
    proof: (base, { record }) => later(record?.['invited_on'], base['invited_on']),
  },
  remove: {
    channel: 'pages',
    mails: false,
    trusted: false,
    look: (run, target) => look(run, target, false),
    send: async (run, { id }, options) => {
      const pages = pagesOf(run);
      if (!pages) return noSession;
      const done = await pages.deleteInvitation(id, options);
      return done.kind === 'ok' ? { ...done, value: { seen: { done: true, record: null, active: null } } } : done;
    },
  },
};

async function look(run: SyncRun, { id }: Target, done: boolean | null): Promise<Outcome<Seen>> {
  const pages = pagesOf(run);
  if (!pages) return noSession;
  const list = await pages.listInvitations({ signal: run.signal });
  if (list.kind !== 'ok') return list;
  const found = list.value.find(({ uuid }) => uuid === id);
  return found ? { ...list, value: seenOf(found, done) } : { kind: 'gone', status: 404, message: '' };
}

function seenOf(invitation: PendingInvitation, done: boolean | null): Seen {
  const before = { invited_on: invitation.invitedOn };
  return { done, record: invitationRecord(invitation), active: null, before };
}

/** A pending invitation as the mirror keeps it. */
export function invitationRecord(invitation: PendingInvitation): HqRecord {
  const { uuid, email, role, invitedOn, emailStatus, bounced } = invitation;
  return {
    id: uuid,
    email,
    role,
    invited_on: invitedOn,
    email_status: emailStatus,
    email_marked_as_bounced: bounced,
  };
}

function later(now: unknown, before: unknown): boolean {
  if (typeof now !== 'string' || typeof before !== 'string') return false;
  return Date.parse(now) > Date.parse(before);
}
