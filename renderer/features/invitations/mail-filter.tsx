import { Select } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useServerClock } from './use-server-clock.ts';
import { useListFilters } from '../../state/list-filters.ts';
import classes from '../people/people.module.css';

const states = ['unsent', 'sent', 'delivered', 'bounced', 'expired'] as const;

/** What became of the mail, or whether the invitation's time is over by HQ's clock. */
export function MailFilter() {
  const { where } = useListFilters((state) => state.filters.invitation);
  const change = useListFilters((state) => state.change);
  const now = useServerClock();
  const chosen = 'expired_on' in where ? 'expired' : (where['mail'] ?? 'all');
  return (
    <Select
      className={classes.filter}
      aria-label={t('filter.mail')}
      data={[
        { value: 'all', label: t('filter.mail.all') },
        ...states.map((value) => ({ value, label: t(`filter.mail.${value}`) })),
      ]}
      value={chosen}
      onChange={(value) => change('invitation', { where: whereOf(value, now()) })}
    />
  );
}

function whereOf(value: string | null, now: number): Record<string, string> {
  if (value === null || value === 'all') return {};
  if (value === 'expired') return { expired_on: new Date(now).toISOString().slice(0, 10) };
  return { mail: value };
}
