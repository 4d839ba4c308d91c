import type { Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey } from '#shared/messages/translate.ts';
import { formatMoment } from '../../../ui/format.ts';
import { factLabel } from '../fields/value-text.ts';

/** What HQ's own names, or Roster's for what HQ's pages tell, would say badly. */
const labels: Readonly<Partial<Record<string, MessageKey>>> = {
  is_active_in_domain: 'fact.is_active_in_domain',
  is_self: 'fact.is_self',
  sso_controlled: 'fact.sso_controlled',
  untrusted_identity_provider: 'fact.untrusted_identity_provider',
  page_facts_as_of: 'fact.page_facts_as_of',
  last_form: 'column.last-form',
  last_access: 'column.last-access',
  last_login: 'column.last-login',
  activity_as_of: 'fact.activity_as_of',
};

/** What HQ's own file tells: null stands for "never". */
const moments: readonly string[] = ['last_form', 'last_access', 'last_login'];

/** A fact that cannot be changed here, for people: what it is called and what it says, '' where it says nothing. @param now milliseconds since 1970 */
export function factLine(key: string, value: Json, now: number): { label: string; text: string } {
  const label = labels[key];
  return { label: label === undefined ? factLabel(key) : t(label), text: textOf(key, value, now) };
}

function textOf(key: string, value: Json, now: number): string {
  if (value === true) return t('value.yes');
  if (value === false) return t('value.no');
  if (Array.isArray(value)) return value.map((item) => textOf(key, item, now)).join(', ');
  if (value === null) return moments.includes(key) ? t('activity.never') : '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // HQ keeps numbers without it.
  if (key === 'phone_numbers' && /^\d+$/.test(text)) return `+${text}`;
  const at = key.endsWith('_as_of') || moments.includes(key) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? text : formatMoment(at, now);
}
