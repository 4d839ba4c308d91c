import type { InvitationRow } from '#shared/domain/entities.ts';
import { daysLeft } from '#shared/domain/invitation-clock.ts';
import { t } from '#shared/messages/translate.ts';

type MailFacts = Pick<InvitationRow, 'serverId' | 'bounced' | 'emailStatus' | 'waiting'>;

/** What became of the mail: what waits here comes first, then HQ's word; an address that takes none is called as on HQ's page. */
export function mailText({ serverId, bounced, emailStatus, waiting }: MailFacts): string {
  if (serverId === null) return t('invitation.unsent');
  if (waiting.includes('remove')) return t('invitation.being-deleted');
  if (waiting.includes('resend')) return t('invitation.being-resent');
  return bounced ? t('invitation.undeliverable') : (emailStatus ?? '');
}

/** How long it can still be accepted by HQ's clock; '' where that is not known. */
export function timeLeftText({ invitedOn }: Pick<InvitationRow, 'invitedOn'>, now: number): string {
  const days = daysLeft(invitedOn, now);
  if (days === null) return '';
  if (days < 0) return t('invitation.expired');
  return days === 0 ? t('invitation.last-day') : t('invitation.days', { count: days });
}
