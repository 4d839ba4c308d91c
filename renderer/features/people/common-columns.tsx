import type { PersonEntity, PersonStatus, RowSyncState } from '#shared/domain/entities.ts';
import { shortUsername } from '#shared/domain/rules.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { SyncMark } from '../../ui/sync-mark.tsx';
import { WaitingTitles } from './waiting-titles.tsx';
import { StatusWord } from './status-word.tsx';
import classes from './people.module.css';

type CommonRow = {
  username: string;
  name: string;
  email: string;
  phone: string;
  status: PersonStatus;
  primaryLocation: { name: string } | null;
};

/** The narrow column that tells whether a row waits, clashes or needs the person. */
export function syncColumn<Row extends { localId: string; syncState: RowSyncState }>(
  entity: PersonEntity,
): Column<Row> {
  return {
    key: 'syncState',
    label: t('column.sync'),
    hideLabel: true,
    sortable: false,
    minWidth: 34,
    grow: 0,
    priority: 1,
    cell: (row) => <SyncMark state={row.syncState} details={<WaitingTitles entity={entity} localId={row.localId} />} />,
  };
}

/** A column of plain data, written in its own direction. */
export function textColumn<Row>(
  key: string,
  label: string,
  text: (row: Row) => string,
  more: Partial<Column<Row>> = {},
): Column<Row> {
  const cell = (row: Row) => (
    <span dir="auto" title={text(row)}>
      {text(row)}
    </span>
  );
  return { key, label, sortable: true, minWidth: 120, grow: 1, priority: 3, cell, ...more };
}

/** Short username with the whole one on hover: all of a project's workers share the part after the @. */
export function workerNameColumn<Row extends CommonRow>(): Column<Row> {
  return {
    key: 'username',
    label: t('field.username'),
    sortable: true,
    minWidth: 140,
    grow: 1.2,
    priority: 1,
    cell: (row) => (
      <span className={classes.username} dir="auto" title={row.username}>
        {shortUsername(row.username)}
      </span>
    ),
  };
}

export function statusColumn<Row extends CommonRow>(): Column<Row> {
  return {
    key: 'status',
    label: t('column.status'),
    sortable: true,
    minWidth: 104,
    grow: 0,
    priority: 2,
    cell: (row) => <StatusWord status={row.status} />,
  };
}
