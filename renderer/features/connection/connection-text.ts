import type { ConnectionView } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import { formatMoment } from '../../ui/format.ts';

/** Where HQ's web session stands, with its end where HQ tells it. */
export function sessionText(view: Pick<ConnectionView, 'session' | 'sessionExpiresAt'>, now: number): string {
  if (view.session === 'signed-in' && view.sessionExpiresAt !== null)
    return t('connection.session.until', { when: formatMoment(view.sessionExpiresAt, now) });
  return t(`connection.session.${view.session}`);
}

export function roleText({ role, isAdmin }: Pick<ConnectionView, 'role' | 'isAdmin'>): string {
  if (role === '') return t('connection.role.unknown');
  return isAdmin === 'yes' ? t('connection.role.admin', { role }) : role;
}
