import { accountConfirmation } from '../domain/fields.ts';
import { personalIdFact } from '../domain/history.ts';
import type { Json } from '../domain/entities.ts';
import { statusGuard } from '../merge/guards.ts';
import { t } from './translate.ts';

/** A fact about a person that only actions or the create change, in words; null for other fields and for values this Roster does not know. */
export function factText(field: string, value: Json | undefined): string | null {
  if (field === statusGuard)
    return value === 'active' || value === 'deactivated' || value === 'unknown' ? t(`status.${value}`) : null;
  if (field === accountConfirmation)
    return value === 'mail-now' || value === 'mail-later' ? t(`account_confirmation.${value}`) : null;
  if (field !== personalIdFact) return null;
  if (value === 'unknown') return t('personal-id.short.unknown');
  return value === 'active' || value === 'inactive' || value === 'not-linked' ? t(`personal-id.${value}`) : null;
}
