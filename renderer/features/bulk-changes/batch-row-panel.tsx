import { Button, CloseButton, Group, Stack, Text, Title } from '@mantine/core';
import type { BatchRow } from '#shared/domain/bulk-batch.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { useNavigation } from '../../state/navigation.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatMoment } from '../../ui/format.ts';
import changes from '../changes/changes.module.css';
import { changeTitle } from '../changes/change-title.ts';
import detail from '../people/detail/detail.module.css';
import { plannedText } from './batch-columns.tsx';
import { BatchOutcomeWord } from './batch-outcome.tsx';

type Props = { batchId: string; row: number; onClose(): void };

/** One row of a carried out workbook: what became of it, in HQ's words, and the way to its changes. */
export function BatchRowPanel({ batchId, row: number, onClose }: Props) {
  const found = useMethod('bulk.batchRows', { batchId, after: number - 1, limit: 1 }, { keepPrevious: true });
  if (found.error)
    return (
      <div className={detail.body}>
        <ErrorAlert error={found.error.error} />
      </div>
    );
  if (!found.data) return null;
  const row = found.data.rows.find((each) => each.row === number);
  if (!row)
    return (
      <div className={detail.body}>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
        <EmptyNote icon={null} title={t('review.panel.gone')} />
      </div>
    );
  const title = row.username || t('review.panel.row', { row: number });
  return (
    <>
      <header className={detail.header}>
        <div className={detail.who}>
          <Title order={2} className={detail.name} dir="auto">
            {title}
          </Title>
          <Text size="xs" c="dimmed">
            {t('review.panel.row', { row: number })} · {plannedText(row)}
          </Text>
        </div>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={detail.body} role="group" aria-label={title} tabIndex={0}>
        <Stack gap="lg">
          <WhatBecame row={row} />
          {row.changeIds.map((id) => (
            <OpenChange key={id} id={id} />
          ))}
        </Stack>
      </div>
      <footer className={detail.footer}>
        <Group justify="flex-end">
          <PersonButton row={row} />
        </Group>
      </footer>
    </>
  );
}

function WhatBecame({ row }: { row: BatchRow }) {
  const { outcome, messages, at, changeIds } = row;
  // There is no change here that could be edited or sent again.
  const isRefusedByImporter = outcome === 'failed' && changeIds.length === 0;
  return (
    <Stack gap={6}>
      <Text size="sm">
        <BatchOutcomeWord row={row} />
        {at !== null && ` · ${formatMoment(at, Date.now())}`}
      </Text>
      <Text size="sm">{t(isRefusedByImporter ? 'batches.about.refused' : `batches.about.${outcome}`)}</Text>
      {messages.map((message) => (
        <blockquote key={message} dir="auto" className={changes.quote}>
          {message}
        </blockquote>
      ))}
    </Stack>
  );
}

/** A change of the row that is still here: what it is, and the way to it. One that has ended is told by the row itself. */
function OpenChange({ id }: { id: string }) {
  const { data: change } = useMethod('changes.get', { id });
  const { go, openChange, decide } = useNavigation();
  if (!change) return null;
  const show = () => {
    go('changes');
    openChange(change.id, true);
  };
  return (
    <Group gap={8} justify="space-between" wrap="nowrap">
      <Text size="sm" dir="auto">
        {changeTitle(change)}
      </Text>
      {change.state === 'conflict' ? (
        <Button size="compact-sm" onClick={() => decide(change.id)}>
          {t('batches.row.decide')}
        </Button>
      ) : (
        <Button variant="default" size="compact-sm" onClick={show}>
          {t('batches.row.change')}
        </Button>
      )}
    </Group>
  );
}

function PersonButton({ row: { entity, localId, planned } }: { row: BatchRow }) {
  const { go, openPerson } = useNavigation();
  // Who was removed is not on a list any more.
  if (entity === null || localId === null || planned === 'remove') return null;
  return (
    <Button
      variant="default"
      onClick={() => {
        go(entity);
        openPerson(entity, localId, true);
      }}
    >
      {t('batches.row.person')}
    </Button>
  );
}
