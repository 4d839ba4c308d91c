import { useCallback } from 'react';
import { Button, Group, Progress, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconSearchOff, IconTable } from '@tabler/icons-react';
import type { PlannedRow, PlanSummary } from '#shared/domain/bulk-plan.ts';
import type { MethodOutput } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import type { WindowPage } from '../../api/row-window.ts';
import { call } from '../../api/call.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { allRows, rowQuery, useBulk } from '../../state/bulk.ts';
import { useNavigation } from '../../state/navigation.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatNumber } from '../../ui/format.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { SidePanel } from '../../ui/side-panel/side-panel.tsx';
import people from '../people/people.module.css';
import { changePlan } from './change-plan.ts';
import { CommitButton } from './commit-button.tsx';
import { DiscardButton } from './discard-button.tsx';
import { OutcomeBar } from './outcome-bar.tsx';
import { rowColumns } from './row-columns.tsx';
import { RowPanel } from './row-panel.tsx';
import { WarningList } from './warning-list.tsx';
import classes from './bulk-changes.module.css';

function takeRows({ rows, total }: MethodOutput<'bulk.rows'>): WindowPage<PlannedRow, null> {
  return { rows, total, facts: null };
}

const byRow = { by: 'row', descending: false };

/** What a workbook would do, row by row, before anything is saved. */
export function Review({ summary }: { summary: PlanSummary }) {
  const { planId, kind } = summary;
  const { filter, row: opened, editing, busy, show } = useBulk();
  const rows = useRowWindow('bulk.rows', { planId, ...rowQuery(filter) }, takeRows);
  const lookups = useLookups();
  const close = useCallback(() => useBulk.setState({ row: null }), []);
  const take = (row: PlannedRow) =>
    void changePlan('bulk.exclude', { planId, rows: [row.row], excluded: !row.excluded });
  // The panel would hide the column it is edited in.
  const edit = ({ row }: PlannedRow) => useBulk.setState({ row: null, editing: row });
  const isFiltered = JSON.stringify(filter) !== JSON.stringify(allRows);
  return (
    <>
      <header className={people.toolbar}>
        <ReviewTitle summary={summary} />
        <OutcomeBar summary={summary} />
        <div className={people.filters} role="search" aria-label={t('list.filters')}>
          <SearchField
            label={t('review.search')}
            placeholder={t('review.search.placeholder')}
            className={people.search}
            search={filter.search}
            onSearch={(search) => search !== filter.search && show({ search })}
          />
          <Text c="dimmed" size="sm" role="status" className={people.counted}>
            {rows.loaded && !rows.error && t('review.count', { count: rows.total, number: formatNumber(rows.total) })}
          </Text>
          {isFiltered && rows.total > 0 && <ManyButton planId={planId} />}
        </div>
      </header>
      {busy && <Busy planId={planId} />}
      {summary.state === 'read' && !busy && (
        <div className={people.problem} role="status">
          <Text size="sm">{t('review.unplanned')}</Text>
        </div>
      )}
      <WarningList summary={summary} />
      {rows.error && (
        <div className={people.problem}>
          <ErrorAlert error={rows.error} />
        </div>
      )}
      <div className={people.split}>
        <DataGrid
          label={t('review.grid')}
          columns={rowColumns({ planId, kind, lookups, editing, onTake: take, onEdit: edit })}
          total={rows.total}
          rowAt={rows.rowAt}
          rowKey={(row) => String(row.row)}
          onRange={rows.setRange}
          sort={byRow}
          onSort={() => undefined}
          selectedKey={opened === null ? null : String(opened)}
          onOpen={({ row }, byKeyboard) => {
            useNavigation.setState({ intoPanel: byKeyboard });
            useBulk.setState({ row });
          }}
          onSpace={take}
          onEdit={edit}
          listKey={rows.queryKey}
          empty={
            !rows.loaded || rows.error ? null : isFiltered ? (
              <EmptyNote icon={<IconSearchOff size={30} stroke={1.5} />} title={t('review.no-match')}>
                <Button variant="default" onClick={() => show(allRows)}>
                  {t('review.show-all')}
                </Button>
              </EmptyNote>
            ) : (
              <EmptyNote icon={<IconTable size={30} stroke={1.5} />} title={t('review.empty')} />
            )
          }
        />
        {opened !== null && (
          <SidePanel label={t('review.panel')} onClose={close}>
            <RowPanel key={opened} planId={planId} kind={kind} row={opened} onClose={close} />
          </SidePanel>
        )}
      </div>
    </>
  );
}

function ReviewTitle({ summary }: { summary: PlanSummary }) {
  const { planId, kind, file } = summary;
  const { busy, review } = useBulk();
  return (
    <Group gap={10} align="center" className={people.titleRow} wrap="nowrap">
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        className={`${people.quiet} ${classes.back}`}
        leftSection={<IconArrowLeft size={14} aria-hidden />}
        onClick={() => review(null)}
      >
        {t('review.back')}
      </Button>
      <Title order={1} className={classes.file} dir="auto" title={file}>
        {file}
      </Title>
      <Text c="dimmed" size="sm" className={people.counted}>
        {t(`sheets.kind.${kind}`)}
      </Text>
      <Group gap={8} ml="auto" wrap="nowrap">
        <DiscardButton planId={planId} file={file} />
        <Button variant="default" disabled={busy} onClick={() => void changePlan('bulk.replan', { planId })}>
          {t('review.again')}
        </Button>
        <CommitButton summary={summary} />
      </Group>
    </Group>
  );
}

/** All rows that the filter leaves are left out, or taken in where only those left out are shown. */
function ManyButton({ planId }: { planId: string }) {
  const { filter, busy, show } = useBulk();
  async function change(): Promise<void> {
    const { leftOut } = filter;
    const done = await changePlan('bulk.exclude', { planId, rows: rowQuery(filter), excluded: !leftOut });
    if (done && leftOut) show(allRows);
  }
  return (
    <Button variant="default" disabled={busy} onClick={() => void change()}>
      {t(filter.leftOut ? 'review.take-in-all' : 'review.leave-out-all')}
    </Button>
  );
}

function Busy({ planId }: { planId: string }) {
  const share = useBulk((state) => state.progress?.share ?? 0);
  return (
    <Group className={classes.busy} gap={12} wrap="nowrap">
      <div className={classes.busyShare}>
        <Text size="sm" role="status">
          {t('review.busy')}
        </Text>
        <Progress value={100 * share} aria-label={t('review.busy')} />
      </div>
      <Button variant="default" size="compact-sm" onClick={() => void call('bulk.cancel', { planId })}>
        {t('review.stop')}
      </Button>
    </Group>
  );
}
