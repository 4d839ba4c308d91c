import { useState } from 'react';
import { Button, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Account } from '#shared/domain/account.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useLive } from '../../state/live.ts';
import { useToasts } from '../../state/toasts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { formatMoment } from '../../ui/format.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';
import classes from './frame.module.css';

/** The reason sync stands still (or broke off), above the status line, with the way on. */
export function HoldNotice({ account, status }: { account: Account; status: SyncStatus }) {
  const needsKey = useLive((state) => state.session?.needsKey ?? false);
  const [asking, setAsking] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const showProblem = useToasts((state) => state.show);
  const error: AppError | null = needsKey
    ? { code: 'credential', message: t('hold.needs-key') }
    : (status.hold?.error ?? (status.phase === 'idle' ? status.lastError : null));
  // Being offline is no fault: the status line says it, and Roster goes on by itself.
  if (!error || (!needsKey && (error.code === 'offline' || error.code === 'cancelled'))) return null;
  const wantsKey = needsKey || error.code === 'credential';
  const removals = !needsKey && status.hold?.error.details?.['kind'] === 'removals';
  const until = status.hold?.until ?? null;

  async function retry(acceptRemovals: boolean): Promise<void> {
    setConfirming(false);
    const result = await call('sync.run', { acceptRemovals });
    if (!result.ok) showProblem({ tone: 'problem', text: result.error.message });
  }

  return (
    <div className={classes.hold} role="alert">
      <IconAlertTriangle size={16} aria-hidden />
      <Text size="sm" className={classes.holdText} dir="auto">
        {error.message}
        {until !== null && ` ${t('hold.until', { when: formatMoment(until, Date.now()) })}`}
      </Text>
      {removals ? (
        <Button size="compact-xs" variant="default" disabled={status.workOffline} onClick={() => setConfirming(true)}>
          {t('hold.removals')}
        </Button>
      ) : wantsKey ? (
        <Button size="compact-xs" onClick={() => setAsking(true)}>
          {t(needsKey ? 'hold.enter-key' : 'hold.new-key')}
        </Button>
      ) : (
        <Button size="compact-xs" variant="default" disabled={status.workOffline} onClick={() => void retry(false)}>
          {t('hold.retry')}
        </Button>
      )}
      <ConfirmDialog
        opened={confirming}
        title={t('hold.removals.title')}
        confirm={t('hold.removals')}
        danger
        onConfirm={() => void retry(true)}
        onCancel={() => setConfirming(false)}
      >
        <Text size="sm">{error.message}</Text>
        <Text size="sm" mt="xs">
          {t('hold.removals.text')}
        </Text>
      </ConfirmDialog>
      <NewKeyDialog account={account} opened={asking} onClose={() => setAsking(false)} />
    </div>
  );
}
