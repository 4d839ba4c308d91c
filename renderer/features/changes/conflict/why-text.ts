import type { ChangeField } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';

/** What happened to the person at HQ, for a row that is no field; '' for ordinary fields, whose values say it. */
export function whyText({ field, theirs }: Pick<ChangeField, 'field' | 'theirs'>): string {
  switch (field) {
    case '*status*':
      return t(theirs === 'active' ? 'conflict.why.reactivated' : 'conflict.why.deactivated');
    case '*role*':
      return t('conflict.why.role');
    case '*permissions*':
      return t('conflict.why.permissions');
    default:
      return '';
  }
}
