import { useState } from 'react';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { Account } from '#shared/domain/account.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import classes from './connect.module.css';

type How = 'retry' | 'restore-backup' | 'salvage';
type Props = { error: AppError | null; account: Account | null };

/** An account that would not open: why, and every way on. Nothing is thrown away by any of them. */
export function FailedScreen({ error, account }: Props) {
  const [busy, setBusy] = useState<How | 'back' | null>(null);
  const [latest, setLatest] = useState<AppError | null>(null);
  const [asking, setAsking] = useState<'restore-backup' | 'salvage' | null>(null);
  const shown = latest ?? error ?? { code: 'internal' as const, message: t('failed.unknown') };
  const name = account?.kind === 'practice' ? t('practice.name') : (account?.project ?? t('app.name'));
  const damaged = shown.code === 'database-corrupt';

  async function repair(how: How): Promise<void> {
    setAsking(null);
    setBusy(how);
    const result = await call('session.repair', { how });
    setLatest(result.ok ? null : result.error);
    setBusy(null);
  }

  async function back(): Promise<void> {
    setBusy('back');
    const result = await call('session.close', {});
    setLatest(result.ok ? null : result.error);
    setBusy(null);
  }

  return (
    <main className={classes.welcome}>
      <div className={classes.column}>
        <Stack gap="md">
          <Title order={1}>{t('failed.title', { project: name })}</Title>
          <ErrorAlert error={shown} />
          <Text size="sm" c="dimmed">
            {t('failed.promise')}
          </Text>
          <Group gap={8}>
            <Button loading={busy === 'retry'} onClick={() => void repair('retry')}>
              {t('failed.retry')}
            </Button>
            {damaged && (
              <>
                <Button
                  variant="default"
                  loading={busy === 'restore-backup'}
                  onClick={() => setAsking('restore-backup')}
                >
                  {t('failed.restore-backup')}
                </Button>
                <Button variant="default" loading={busy === 'salvage'} onClick={() => setAsking('salvage')}>
                  {t('failed.salvage')}
                </Button>
              </>
            )}
            <Button variant="subtle" color="gray" loading={busy === 'back'} onClick={() => void back()}>
              {t('failed.back')}
            </Button>
          </Group>
        </Stack>
      </div>
      <ConfirmDialog
        opened={asking !== null}
        title={t(`failed.${asking ?? 'salvage'}`)}
        confirm={t(`failed.${asking ?? 'salvage'}`)}
        onConfirm={() => asking && void repair(asking)}
        onCancel={() => setAsking(null)}
      >
        <Text size="sm">{t(`failed.${asking ?? 'salvage'}.more`)}</Text>
      </ConfirmDialog>
    </main>
  );
}
