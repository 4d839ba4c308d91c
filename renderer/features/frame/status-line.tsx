import { useEffect, useState } from 'react';
import { Button, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCloudOff, IconRefresh } from '@tabler/icons-react';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { PullProgress } from './pull-progress.tsx';
import { statusParts, statusTone } from './status-text.ts';
import classes from './frame.module.css';

const icons = { good: IconCircleCheck, offline: IconCloudOff, busy: IconRefresh, problem: IconAlertTriangle };
/** The line names times of day: once a minute is enough for "today" and "next try" to stay true. */
const clockEveryMs = 60_000;

/** The honest line at the bottom: where things stand, how far a pull is, and the two things one can do about it. */
export function StatusLine({ status }: { status: SyncStatus }) {
  const [now, setNow] = useState(() => Date.now());
  const showProblem = useToasts((state) => state.show);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), clockEveryMs);
    return () => clearInterval(timer);
  }, []);
  const tone = statusTone(status);
  const Icon = icons[tone];
  const parts = statusParts(status, now);
  const busy = status.phase !== 'idle';

  async function act(method: 'sync.run' | 'sync.cancel'): Promise<void> {
    const result = await call(method, {});
    if (!result.ok) showProblem({ tone: 'problem', text: result.error.message });
  }

  return (
    <footer className={classes.status} aria-label={t('status.label')}>
      <Icon size={15} className={classes.statusIcon} data-tone={tone} aria-hidden />
      <span className={classes.statusText} role="status">
        {parts.join(' · ')}
      </span>
      {status.progress && <PullProgress progress={status.progress} brief />}
      {busy ? (
        <Button
          variant="subtle"
          size="compact-xs"
          color="gray"
          className={classes.quiet}
          onClick={() => void act('sync.cancel')}
        >
          {t('status.cancel')}
        </Button>
      ) : (
        <Tooltip label={t('status.sync-now.offline')} disabled={!status.workOffline}>
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconRefresh size={13} aria-hidden />}
            disabled={status.workOffline}
            onClick={() => void act('sync.run')}
          >
            {t('status.sync-now')}
          </Button>
        </Tooltip>
      )}
    </footer>
  );
}
