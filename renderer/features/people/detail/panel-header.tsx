import type { ReactNode } from 'react';
import { Group, Text, Title } from '@mantine/core';
import type { PersonDetail } from '#shared/domain/change.ts';
import { shownStatusOf } from '#shared/domain/shown-status.ts';
import { SyncMark } from '../../../ui/sync-mark.tsx';
import { WaitingTitles } from '../waiting-titles.tsx';
import { StatusWord } from '../status-word.tsx';
import classes from './detail.module.css';

/** Who this is, with the buttons of the moment. */
export function PanelHeader({ detail, children }: { detail: PersonDetail; children: ReactNode }) {
  return (
    <header className={classes.header}>
      <div className={classes.who}>
        <Title order={2} className={classes.name} dir="auto">
          {detail.name || detail.key}
        </Title>
        <Text size="xs" c="dimmed" dir="auto" className={classes.key}>
          {detail.key}
        </Text>
        <Group gap={10} mt={4}>
          <Text size="xs" component="span">
            <StatusWord status={shownStatusOf(detail)} />
          </Text>
          <SyncMark
            state={detail.syncState}
            details={<WaitingTitles entity={detail.entity} localId={detail.localId} />}
          />
        </Group>
      </div>
      <Group gap={6} wrap="nowrap">
        {children}
      </Group>
    </header>
  );
}
