import { useEffect, useState } from 'react';
import { Button, CloseButton, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import type { PlanKind, PlannedRow, SheetCell } from '#shared/domain/bulk-plan.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useMethod } from '../../api/use-method.ts';
import { useBulk } from '../../state/bulk.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import changes from '../changes/changes.module.css';
import detail from '../people/detail/detail.module.css';
import { changePlan } from './change-plan.ts';
import { OutcomeWord } from './row-columns.tsx';
import { entityOf, sheetFieldLabel, sheetValueLines } from './row-text.ts';
import classes from './bulk-changes.module.css';

type Props = { planId: string; kind: PlanKind; row: number; onClose(): void };

/** One row in full: why, what changes, and its cells, which can be edited here. */
export function RowPanel({ planId, kind, row: number, onClose }: Props) {
  const found = useMethod('bulk.rows', { planId, after: number - 1, limit: 1 }, { keepPrevious: true });
  const busy = useBulk((state) => state.busy);
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
            {t('review.panel.row', { row: number })} · <OutcomeWord row={row} />
          </Text>
        </div>
        <CloseButton aria-label={t('detail.close')} onClick={onClose} />
      </header>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div className={detail.body} role="group" aria-label={title} tabIndex={0}>
        <Stack gap="lg">
          <Why row={row} />
          <Differences kind={kind} row={row} />
          <Cells planId={planId} row={number} />
        </Stack>
      </div>
      <footer className={detail.footer}>
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={busy}
            onClick={() => void changePlan('bulk.exclude', { planId, rows: [number], excluded: !row.excluded })}
          >
            {t(row.excluded ? 'review.take-in' : 'review.leave-out')}
          </Button>
        </Group>
      </footer>
    </>
  );
}

function Why({ row: { reasons, flags, mail, excluded } }: { row: PlannedRow }) {
  const stands = flags.filter((flag) => flag !== 'mails');
  if (reasons.length === 0 && stands.length === 0 && !mail && !excluded) return null;
  return (
    <Stack gap={6}>
      {excluded && <Text size="sm">{t('review.left-out')}</Text>}
      {reasons.map((reason) => (
        <blockquote key={reason} dir="auto" className={changes.quote}>
          {reason}
        </blockquote>
      ))}
      {stands.map((flag) => (
        <Text key={flag} size="sm" className={classes.flag} data-flag={flag}>
          {t(`review.flag.${flag}`)}
        </Text>
      ))}
      {mail && (
        <Text size="sm" dir="auto">
          {t('review.panel.mail', { to: mail.to })}
        </Text>
      )}
    </Stack>
  );
}

function Differences({ kind, row }: { kind: PlanKind; row: PlannedRow }) {
  const lookups = useLookups();
  const entity = entityOf(kind, row);
  const fields = Object.entries(row.changes);
  if (fields.length === 0) return null;
  const text = (key: string, value: Parameters<typeof sheetValueLines>[2]) =>
    sheetValueLines(entity, key, value, lookups).map((line) => (
      <div key={line}>
        <bdi>{line}</bdi>
      </div>
    ));
  const isNew = row.localId === null;
  return (
    <table className={changes.fields}>
      <caption className={changes.caption}>{t('review.panel.changes')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('changes.field')}</th>
          {!isNew && <th scope="col">{t('history.before')}</th>}
          <th scope="col">{t('history.after')}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(([key, { from, to }]) => (
          <tr key={key}>
            <th scope="row" dir="auto">
              {sheetFieldLabel(entity, key)}
            </th>
            {!isNew && <td>{text(key, from)}</td>}
            <td className={changes.yours}>{text(key, to)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cells({ planId, row }: { planId: string; row: number }) {
  const cells = useMethod('bulk.row', { planId, row }, { keepPrevious: true });
  if (cells.error) return <ErrorAlert error={cells.error.error} />;
  return (
    <section aria-label={t('review.panel.cells')}>
      <Text className={changes.caption}>{t('review.panel.cells')}</Text>
      <Stack gap={8}>
        {(cells.data?.cells ?? []).map((cell) => (
          <CellField key={cell.column} planId={planId} row={row} cell={cell} />
        ))}
        <Text size="xs" c="dimmed">
          {t('review.panel.cells.more')}
        </Text>
      </Stack>
    </section>
  );
}

/** One cell: what is typed counts when it is left or Enter is pressed; Escape takes it back. */
function CellField({ planId, row, cell }: { planId: string; row: number; cell: SheetCell }) {
  const [text, setText] = useState(cell.text);
  const busy = useBulk((state) => state.busy);
  // Planned anew, it may stand there in another way; the field keeps the keyboard.
  useEffect(() => setText(cell.text), [cell.text]);
  async function save(): Promise<void> {
    if (busy || text === cell.text) return;
    const done = await changePlan('bulk.editCell', { planId, row, column: cell.column, text });
    if (!done) setText(cell.text);
  }
  return (
    <TextInput
      size="xs"
      label={cell.header}
      dir="auto"
      value={text}
      // A field that is disabled would lose the keyboard.
      readOnly={busy}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => void save()}
      onKeyDown={(event) => {
        // These keys are an input method's own while it has letters in hand.
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') void save();
        if (event.key !== 'Escape' || text === cell.text) return;
        // The panel would close by it.
        event.preventDefault();
        setText(cell.text);
      }}
    />
  );
}
