import { Button, Text } from '@mantine/core';
import { IconCloudDownload, IconLock, IconSearchOff, IconUsers } from '@tabler/icons-react';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { useLive } from '../../state/live.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { MissingNote } from '../../ui/missing-note.tsx';
import { PullProgress } from '../frame/pull-progress.tsx';
import { listing } from './listing.ts';

type Props = { entity: PersonEntity; unavailable: AppError | null; all: number; filtered: boolean };

/** Why the list is empty, and what can be done: nothing matches, not readable, being pulled, not pulled yet, or truly none. */
export function ListEmpty({ entity, unavailable, all, filtered }: Props) {
  const status = useLive((state) => state.status);
  const clear = useListFilters((state) => state.clear);
  const missing = useConnection().missing(listing[entity]);
  const what = t(`entities.${entity}`);
  if (all > 0 && filtered)
    return (
      <EmptyNote icon={<IconSearchOff size={30} stroke={1.5} />} title={t('empty.no-match')}>
        <Button variant="default" onClick={() => clear(entity)}>
          {t('list.clear')}
        </Button>
      </EmptyNote>
    );
  if (missing && all === 0)
    return (
      <EmptyNote icon={<IconLock size={30} stroke={1.5} />} title={t('empty.unavailable', { what })}>
        <MissingNote missing={missing} look="block" center />
      </EmptyNote>
    );
  const cannotRead = status?.unavailable.find((list) => list.entity === entity)?.error ?? unavailable;
  if (cannotRead && (status?.mirrorComplete || entity === 'invitation'))
    return (
      <EmptyNote icon={<IconLock size={30} stroke={1.5} />} title={t('empty.unavailable', { what })}>
        <Text c="dimmed" dir="auto">
          {cannotRead.message}
        </Text>
      </EmptyNote>
    );
  if (status?.progress)
    return (
      <EmptyNote icon={<IconCloudDownload size={30} stroke={1.5} />} title={t('empty.pulling')}>
        <Text c="dimmed">{t('empty.pulling.more')}</Text>
        <PullProgress progress={status.progress} />
      </EmptyNote>
    );
  if (!status?.mirrorComplete)
    return (
      <EmptyNote icon={<IconCloudDownload size={30} stroke={1.5} />} title={t('empty.not-pulled')}>
        <Text c="dimmed">{t(status?.workOffline ? 'empty.not-pulled.offline' : 'empty.not-pulled.more')}</Text>
        <Button disabled={status?.workOffline ?? true} onClick={() => void call('sync.run', {})}>
          {t('empty.pull')}
        </Button>
      </EmptyNote>
    );
  return (
    <EmptyNote icon={<IconUsers size={30} stroke={1.5} />} title={t('empty.none', { what })}>
      {t(`empty.none.${entity}`)}
    </EmptyNote>
  );
}
