import { IconAlertTriangle, IconArrowsSplit2, IconClockUp } from '@tabler/icons-react';
import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RowSyncState } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import classes from './sync-mark.module.css';

const icons = { pending: IconClockUp, conflict: IconArrowsSplit2, attention: IconAlertTriangle };

type Props = {
  state: RowSyncState;
  /** What it is that waits, below the general words; read only once the tooltip is open. */
  details?: ReactNode;
};

/** Whether a row waits, clashes or needs the person: a sign with words for screen readers, nothing when all is in step with HQ. */
export function SyncMark({ state, details }: Props) {
  if (state === 'clean') return null;
  const Icon = icons[state];
  return (
    <Tooltip
      label={
        <>
          {t(`sync-mark.${state}.more`)}
          {details}
        </>
      }
    >
      <span className={classes.mark} data-state={state} role="img" aria-label={t(`sync-mark.${state}`)}>
        <Icon size={15} stroke={2} aria-hidden />
      </span>
    </Tooltip>
  );
}
