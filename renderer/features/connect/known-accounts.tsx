import { useState } from 'react';
import { Badge, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { KnownAccount } from '#shared/ipc/contract.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatMoment } from '../../ui/format.ts';
import classes from './connect.module.css';

/** Accounts whose people lie on this computer; each opens without a network. */
export function KnownAccounts({ accounts }: { accounts: KnownAccount[] }) {
  const [error, setError] = useState<AppError | null>(null);
  const [now] = useState(() => Date.now());

  async function open(id: string): Promise<void> {
    setError(null);
    const result = await call('session.open', { id });
    if (!result.ok) setError(result.error);
  }

  return (
    <section aria-labelledby="known-title">
      <Title order={2} id="known-title" mb={6} c="dimmed" size="h3">
        {t('known.title')}
      </Title>
      <Stack gap={0} component="ul" className={classes.known}>
        {accounts.map((account) => (
          <li key={account.id}>
            <UnstyledButton className={classes.knownAccount} onClick={() => void open(account.id)}>
              <span className={classes.knownText}>
                <Text span fw={600} dir="auto">
                  {account.kind === 'practice' ? t('practice.name') : account.project}
                </Text>
                <Text span c="dimmed" size="xs" dir="auto">
                  {account.kind === 'practice' ? t('practice.where') : `${account.username} · ${account.server}`}
                </Text>
              </span>
              {account.kind === 'practice' && (
                <Badge variant="default" size="sm">
                  {t('practice.badge')}
                </Badge>
              )}
              {account.lastOpenedAt !== null && (
                <Text span c="dimmed" size="xs">
                  {t('known.last', { when: formatMoment(account.lastOpenedAt, now) })}
                </Text>
              )}
              <IconChevronRight size={16} aria-hidden />
            </UnstyledButton>
          </li>
        ))}
      </Stack>
      {error && <ErrorAlert error={error} />}
    </section>
  );
}
