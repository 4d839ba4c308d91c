import type { PersonalIdState } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';

/** HQ's word, and that it is ours only as long as it waits to be sent. */
export function personalIdText(personalId: PersonalIdState, waiting: readonly string[]): string {
  const word = t(`personal-id.${personalId}`);
  return waiting.some((action) => action === 'link' || action === 'unlink') ? t('personal-id.waiting', { word }) : word;
}
