import { useCallback, useState } from 'react';
import { Button } from '@mantine/core';
import { IconHistory, IconSearchOff } from '@tabler/icons-react';
import type { HistoryEntry } from '#shared/domain/history.ts';
import type { MethodOutput } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import type { WindowPage } from '../../api/row-window.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { historyQuery, isHistoryFiltered, useHistoryFilters } from '../../state/history-filters.ts';
import { useNavigation } from '../../state/navigation.ts';
import { DataGrid } from '../../ui/data-grid/data-grid.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { SidePanel } from '../../ui/side-panel/side-panel.tsx';
import people from '../people/people.module.css';
import { historyColumns } from './history-columns.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { HistoryToolbar } from './history-toolbar.tsx';

function takeEntries({ entries, total }: MethodOutput<'history.list'>): WindowPage<HistoryEntry, null> {
  return { rows: entries, total, facts: null };
}

const newestFirst = { by: 'when', descending: true };

/** What became of every change, kept for good. */
export function HistoryScreen() {
  const { filters, clear } = useHistoryFilters();
  const [now] = useState(() => Date.now());
  const rows = useRowWindow('history.list', historyQuery(filters), takeEntries);
  const opened = useNavigation((navigation) => navigation.openedEntry);
  const openEntry = useNavigation((navigation) => navigation.openEntry);
  const close = useCallback(() => openEntry(null), [openEntry]);
  const lookups = useLookups();

  return (
    <section className={people.screen} aria-label={t('nav.history')}>
      <HistoryToolbar total={rows.loaded && !rows.error ? rows.total : null} />
      {rows.error && (
        <div className={people.problem}>
          <ErrorAlert error={rows.error} />
        </div>
      )}
      <div className={people.split}>
        <DataGrid
          label={t('nav.history')}
          columns={historyColumns(now, lookups)}
          total={rows.total}
          rowAt={rows.rowAt}
          rowKey={(entry) => String(entry.id)}
          onRange={rows.setRange}
          sort={newestFirst}
          onSort={() => undefined}
          selectedKey={opened && String(opened.id)}
          onOpen={(entry, byKeyboard) => openEntry(entry, byKeyboard)}
          listKey={rows.queryKey}
          empty={
            !rows.loaded || rows.error ? null : isHistoryFiltered(filters) ? (
              <EmptyNote icon={<IconSearchOff size={30} stroke={1.5} />} title={t('history.no-match')}>
                <Button variant="default" onClick={clear}>
                  {t('history.clear')}
                </Button>
              </EmptyNote>
            ) : (
              <EmptyNote icon={<IconHistory size={30} stroke={1.5} />} title={t('history.empty')}>
                {t('history.empty.more')}
              </EmptyNote>
            )
          }
        />
        {opened !== null && (
          <SidePanel label={t('history.panel')} onClose={close}>
            <HistoryPanel key={opened.id} opened={opened} onClose={close} />
          </SidePanel>
        )}
      </div>
    </section>
  );
}
