import { useState } from 'react';
import { Button, CloseButton, Stack, Text, Title } from '@mantine/core';
import type { HistoryEntry } from '#shared/domain/history.ts';
import { kindText } from '#shared/messages/kind-text.ts';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { noHistoryFilters, useHistoryFilters } from '../../state/history-filters.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatMoment } from '../../ui/format.ts';
import changes from '../changes/changes.module.css';
import detail from '../people/detail/detail.module.css';
import { HistoryFieldTable } from './history-field-table.tsx';
import { personText } from './history-text.ts';
import { UndoFooter } from './undo-footer.tsx';
import classes from './history.module.css';

/** Lines one change can have: HQ may take it in parts. */
const linesOfOne = 50;

type Props = { opened: { id: number; changeId: string }; onClose(): void };

/** One entry in full, read again whenever something about it changes (whether it can be undone). */
export function HistoryPanel({ opened, onClose }: Props) {
  const lines = useMethod('history.list', { changeId: opened.changeId, limit: linesOfOne }, { keepPrevious: true });
  if (lines.error)
    return (
      <div className={detail.body}>
        <ErrorAlert error={lines.error.error} />
      </div>
    );
  if (!lines.data) return null;
  const entry = lines.data.entries.find(({ id }) => id === opened.id);
  if (!entry)
    return (
      <div className={detail.body}>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
        <EmptyNote icon={null} title={t('history.gone')} />
      </div>
    );
  return (
    <>
      <header className={detail.header}>
        <div className={detail.who}>
          <Title order={2} className={detail.name}>
            <bdi>{personText(entry)}</bdi>
          </Title>
          <Text size="xs" c="dimmed">
            {t(`entity.${entry.entity}`)} · {kindText(entry)}
          </Text>
        </div>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={detail.body} role="group" aria-label={personText(entry)} tabIndex={0}>
        <Stack gap="lg">
          <EntryFacts entry={entry} />
          <HistoryFieldTable entry={entry} />
        </Stack>
      </div>
      <UndoFooter key={entry.id} entry={entry} />
    </>
  );
}

function EntryFacts({ entry }: { entry: HistoryEntry }) {
  const [now] = useState(() => Date.now());
  const { answer } = entry;
  const change = useHistoryFilters((state) => state.change);
  const facts: [string, string][] = [
    [t('history.who'), entry.author],
    [t('history.recorded'), formatMoment(entry.createdAt, now)],
    [t('history.finished'), formatMoment(entry.finishedAt, now)],
    [t('history.status'), answer.status === null ? t('history.no-status') : String(answer.status)],
    ...(entry.serverId === null ? [] : [[t('history.hq-id'), entry.serverId] as [string, string]]),
  ];
  return (
    <section aria-label={t('history.outcome')}>
      <Text fw={600} className={classes.outcome} data-outcome={entry.outcome} mb={4}>
        {t(`history.outcome.${entry.outcome}`)}
      </Text>
      {(answer.messages.length > 0 || answer.note !== '') && (
        <div className={changes.reason}>
          {answer.note !== '' && (
            <Text size="sm" dir="auto">
              {answer.note}
            </Text>
          )}
          {answer.messages.map((message) => (
            <blockquote key={message} dir="auto" className={changes.quote} aria-label={t('changes.hq-says')}>
              {message}
            </blockquote>
          ))}
        </div>
      )}
      <dl className={detail.lines}>
        {facts.map(([label, text]) => (
          <div key={label} className={detail.pair}>
            <dt>{label}</dt>
            <dd dir="auto">{text}</dd>
          </div>
        ))}
      </dl>
      {entry.batchId !== null && (
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => change({ ...noHistoryFilters, batchId: entry.batchId })}
        >
          {t('history.batch')}
        </Button>
      )}
    </section>
  );
}
