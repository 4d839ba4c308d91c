import { sendMail } from './hq.ts';
import type { Hq } from './hq.ts';
import { ADMIN_ROLE_ID } from './model.ts';
import type { Invitation } from './model.ts';

/** An invitation's id has the dashes of a UUID, unlike HQ's document ids. */
export function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** An invitation of now without any choice made. Not stored, not mailed. */
export function newInvitation(hq: Hq, email: string): Invitation {
  return {
    id: uuidOf(hq.store.newId('invitation')),
    email,
    role_id: ADMIN_ROLE_ID,
    primary_location_id: null,
    assigned_location_ids: [],
    profile_id: null,
    user_data: {},
    tableau_role: null,
    tableau_groups: [],
    invited_on: hq.clock().toISOString(),
    invited_by: '',
    is_accepted: false,
    email_status: 'Sent',
    email_marked_as_bounced: false,
  };
}

/** The mail speaks of 30 days, the page of 31, and the server means a calendar month. HQ: Invitation.send_activation_email. */
export const MAIL_DAYS = 30;
export const PAGE_DAYS = 31;
const DAY_MS = 86_400_000;

/** Mails the invitee. `by`: the inviter gets a copy. */
export function mailInvitation(hq: Hq, invitation: Invitation, by?: string): void {
  const text = `This invitation expires in ${MAIL_DAYS} days.`;
  sendMail(hq, invitation.email, 'invitation', invitation.id, text);
  if (by !== undefined) sendMail(hq, by, 'invitation-copy', invitation.id, text);
}

/**
 * The server's clock: over when the invited date and one calendar month lie before today, in UTC and by dates alone.
 * A month from the 31st ends on the last day of a shorter one. HQ: users/models.py Invitation.is_expired.
 */
export function isExpired(invitation: Pick<Invitation, 'invited_on'>, now: Date): boolean {
  const invited = new Date(invitation.invited_on);
  const year = invited.getUTCFullYear();
  const next = invited.getUTCMonth() + 1;
  const lastDay = new Date(Date.UTC(year, next + 1, 0)).getUTCDate();
  const end = Date.UTC(year, next, Math.min(invited.getUTCDate(), lastDay));
  return end < Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
}

/** The page's clock: whole days left of 31 times 24 hours; less than 0 = "Expired". HQ: static/users/js web_users.js. */
export function pageDaysLeft(invitation: Pick<Invitation, 'invited_on'>, now: Date): number {
  return Math.floor((Date.parse(invitation.invited_on) + PAGE_DAYS * DAY_MS - now.getTime()) / DAY_MS);
}
