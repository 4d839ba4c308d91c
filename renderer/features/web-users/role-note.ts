import type { PseudoRole } from '#shared/domain/pseudo-role.ts';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey } from '#shared/messages/translate.ts';

const meanings: Record<PseudoRole, MessageKey> = {
  'Dimagi User': 'web-users.pseudo-role.dimagi',
  'Enterprise User': 'web-users.pseudo-role.enterprise',
  'Unauthorized User': 'web-users.pseudo-role.unauthorized',
  'Unknown User': 'web-users.pseudo-role.unknown',
};

/** What it means to have no role of the project; with HQ's own word for it (`pseudo`), what that means. */
export function withoutRoleNote(pseudo: PseudoRole | null): string {
  return pseudo === null ? t('web-users.no-role.more') : t(meanings[pseudo], { label: pseudo });
}
