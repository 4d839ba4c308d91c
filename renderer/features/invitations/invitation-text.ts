import type { InvitationRow } from '#shared/domain/entities.ts';
import { daysLeft, daysSince } from '#shared/domain/invitation-clock.ts';
import { t } from '#shared/messages/translate.ts';

type MailFacts = Pick<InvitationRow, 'serverId' | 'bounced' | 'emailStatus' | 'waiting'>;

/** What became of the mail: what waits here comes first, then HQ's word; an address that takes none is called as on HQ's page. */
export function mailText({ serverId, bounced, emailStatus, waiting }: MailFacts): string {
  if (serverId === null) return t('invitation.unsent');
  if (waiting.includes('remove')) return t('invitation.being-deleted');
  if (waiting.includes('resend')) return t('invitation.being-resent');
  return bounced ? t('invitation.undeliverable') : (emailStatus ?? t('invitation.mail-unknown'));
}

/** From this age on it is said that the end is near: the shortest month is over then. */
const nearEndDays = 28;
/** HQ's own page calls it pending for so long, whatever HQ's server goes by. */
const pageDays = 31;

/**
 * How long it can still be accepted by HQ's clock; '' where that is not known. Over by HQ's server and pending still on HQ's page: both
 * are told.
 */
export function timeLeftText({ invitedOn }: Pick<InvitationRow, 'invitedOn'>, now: number): string {
  const days = daysLeft(invitedOn, now);
  const age = daysSince(invitedOn, now);
  if (days === null || age === null) return '';
  if (days < 0) return t(age <= pageDays ? 'invitation.may-be-expired' : 'invitation.expired');
  if (days === 0) return t('invitation.last-day');
  return t(age >= nearEndDays ? 'invitation.days-near' : 'invitation.days', { count: days });
}
