import { Progress, Text } from '@mantine/core';
import type { SyncProgress } from '#shared/domain/sync-status.ts';
import { t } from '#shared/messages/translate.ts';
import { progressShare, progressText } from './status-text.ts';
import classes from './frame.module.css';

/** What a pull is reading and how far it is; without a total the bar only moves. `brief` leaves out which list it is. */
export function PullProgress({ progress, brief = false }: { progress: SyncProgress; brief?: boolean }) {
  const share = progressShare(progress);
  const text = progressText(progress);
  return (
    <div className={classes.progress}>
      <Progress.Root size={6} className={classes.bar}>
        <Progress.Section
          value={share ?? 100}
          animated={share === null}
          striped={share === null}
          aria-label={t('progress.label')}
          aria-valuetext={text}
        />
      </Progress.Root>
      <Text size="xs" className={classes.clip}>
        {text}
        {!brief && (
          <Text span c="dimmed" inherit>
            {' · '}
            {t('progress.step', { step: progress.step, steps: progress.steps })}
            {progress.resumed && ` · ${t('progress.resumed')}`}
          </Text>
        )}
      </Text>
    </div>
  );
}
