import { useCallback, useState } from 'react';
import { Button, Group, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconSearchOff, IconTable } from '@tabler/icons-react';
import type { BatchRow, BatchSummary } from '#shared/domain/bulk-batch.ts';
import type { MethodOutput } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import type { WindowPage } from '../../api/row-window.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { allBatchRows, batchRowQuery, useBulk } from '../../state/bulk.ts';
import { useNavigation } from '../../state/navigation.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { formatNumber } from '../../ui/format.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { SidePanel } from '../../ui/side-panel/side-panel.tsx';
import people from '../people/people.module.css';
import { BatchActions } from './batch-actions.tsx';
import { BatchBar, BatchProgress } from './batch-bar.tsx';
import { batchColumns } from './batch-columns.tsx';
import { BatchRowPanel } from './batch-row-panel.tsx';
import { UploadNote } from './upload-note.tsx';
import classes from './bulk-changes.module.css';

function takeRows({ rows, total }: MethodOutput<'bulk.batchRows'>): WindowPage<BatchRow, null> {
  return { rows, total, facts: null };
}

const byRow = { by: 'row', descending: false };

/** A workbook that was committed: what became of each row, and what can be decided about all of it. */
export function BatchView({ batch }: { batch: BatchSummary }) {
  const { batchId } = batch;
  const { batchFilter: filter, batchRow: opened, showBatchRows: show } = useBulk();
  const rows = useRowWindow('bulk.batchRows', { batchId, ...batchRowQuery(filter) }, takeRows);
  const [now] = useState(() => Date.now());
  const close = useCallback(() => useBulk.setState({ batchRow: null }), []);
  const isFiltered = filter.outcome !== null || filter.search !== '';
  return (
    <>
      <header className={people.toolbar}>
        <BatchTitle batch={batch} />
        <BatchBar batch={batch} />
        <div className={people.filters} role="search" aria-label={t('list.filters')}>
          <SearchField
            label={t('batch.search')}
            placeholder={t('batch.search.placeholder')}
            className={people.search}
            search={filter.search}
            onSearch={(search) => search !== filter.search && show({ search })}
          />
          <Text c="dimmed" size="sm" role="status" className={people.counted}>
            {rows.loaded && !rows.error && t('review.count', { count: rows.total, number: formatNumber(rows.total) })}
          </Text>
        </div>
      </header>
      <BatchProgress batch={batch} />
      <UploadNote batch={batch} />
      {rows.error && (
        <div className={people.problem}>
          <ErrorAlert error={rows.error} />
        </div>
      )}
      <div className={people.split}>
        <DataGrid
          label={t('batches.grid')}
          columns={batchColumns(now)}
          total={rows.total}
          rowAt={rows.rowAt}
          rowKey={(row) => String(row.row)}
          onRange={rows.setRange}
          sort={byRow}
          onSort={() => undefined}
          selectedKey={opened === null ? null : String(opened)}
          onOpen={({ row }, byKeyboard) => {
            useNavigation.setState({ intoPanel: byKeyboard });
            useBulk.setState({ batchRow: row });
          }}
          listKey={rows.queryKey}
          empty={
            !rows.loaded || rows.error ? null : isFiltered ? (
              <EmptyNote icon={<IconSearchOff size={30} stroke={1.5} />} title={t('review.no-match')}>
                <Button variant="default" onClick={() => show(allBatchRows)}>
                  {t('review.show-all')}
                </Button>
              </EmptyNote>
            ) : (
              <EmptyNote icon={<IconTable size={30} stroke={1.5} />} title={t('batches.empty')} />
            )
          }
        />
        {opened !== null && (
          <SidePanel label={t('batches.panel')} onClose={close}>
            <BatchRowPanel key={opened} batchId={batchId} row={opened} onClose={close} />
          </SidePanel>
        )}
      </div>
    </>
  );
}

function BatchTitle({ batch }: { batch: BatchSummary }) {
  const { kind, file, way } = batch;
  const follow = useBulk((state) => state.follow);
  return (
    <Group gap={10} align="center" className={people.titleRow}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        className={people.quiet}
        leftSection={<IconArrowLeft size={14} aria-hidden />}
        onClick={() => follow(null)}
      >
        {t('review.back')}
      </Button>
      <Title order={1} className={classes.file} dir="auto" title={file}>
        {file}
      </Title>
      <Text c="dimmed" size="sm" className={people.counted}>
        {t(`sheets.kind.${kind}`)} · {t(`batches.way.${way}`)}
      </Text>
      <BatchActions batch={batch} />
    </Group>
  );
}
