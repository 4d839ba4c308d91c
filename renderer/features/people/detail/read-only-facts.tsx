import { Text } from '@mantine/core';
import type { PersonDetail } from '#shared/domain/change.ts';
import type { Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { factLabel } from '../fields/value-text.ts';
import { factLine } from './fact-line.ts';
import { Permissions } from './permissions.tsx';
import classes from './detail.module.css';

/** What is shown elsewhere in the panel in names people know, or (eulas) is a dump nobody can read. */
const repeated: readonly string[] = [
  'eulas',
  'default_phone_number',
  'personal_id',
  'personal_id_as_of',
  'pseudo_role',
  'user_data.commcare_location_id',
  'user_data.commcare_location_ids',
  'user_data.commcare_primary_case_sharing_id',
  'user_data.commcare_profile',
  'user_data.commcare_project',
];

/** What belongs to a web user's own account, by HQ's names (the page tells the name as one). */
const ofTheAccount = ['email', 'first_name', 'last_name', 'full_name', 'phone_numbers'];

/** In the form of a web user: what of them cannot be edited here, with the reason. */
export function AccountFacts({ detail }: { detail: PersonDetail }) {
  const told = ofTheAccount
    .map((key) => ({ key, ...factLine(key, detail.readOnly[key] ?? null, Date.now()) }))
    .filter(({ text }) => text !== '');
  return (
    <section aria-label={t('detail.facts.account')}>
      <Text size="xs" c="dimmed" mb={6}>
        {t('detail.facts.web-user')}
      </Text>
      <FactLines told={told} />
    </section>
  );
}

function FactLines({ told }: { told: readonly { key: string; label: string; text: string }[] }) {
  return (
    <dl className={classes.lines}>
      {told.map(({ key, label, text }) => (
        <div key={key} className={classes.pair}>
          <dt>{label}</dt>
          <dd dir="auto">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Facts HQ shows and does not let us change, with the reason. */
export function ReadOnlyFacts({ detail }: { detail: PersonDetail }) {
  const facts = Object.entries(detail.readOnly).filter(
    ([, value]) => typeof value !== 'object' || value === null || Array.isArray(value),
  );
  const maps = Object.entries(detail.readOnly).filter(
    ([, value]) => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  const told = facts
    .filter(([key]) => !repeated.includes(key))
    .map(([key, value]) => ({ key, ...factLine(key, value, Date.now()) }))
    .filter(({ text }) => text !== '');
  if (told.length + maps.length === 0) return null;
  return (
    <section aria-label={t('detail.facts')}>
      <h3 className={classes.section}>{t('detail.facts')}</h3>
      <Text size="xs" c="dimmed" mb={6}>
        {t(detail.entity === 'web-user' ? 'detail.facts.web-user' : 'detail.facts.mobile-worker')}
      </Text>
      <FactLines told={told} />
      {maps.map(([key, value]) => (
        <details key={key} className={classes.fold}>
          <summary>{factLabel(key)}</summary>
          <Permissions permissions={value as { [key: string]: Json }} />
        </details>
      ))}
    </section>
  );
}
