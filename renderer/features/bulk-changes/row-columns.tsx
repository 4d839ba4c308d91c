import { ActionIcon } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { doingOutcomes } from '#shared/domain/bulk-plan.ts';
import type { PlanKind, PlannedRow, RowFlag } from '#shared/domain/bulk-plan.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { textColumn } from '../people/common-columns.tsx';
import { CellEditor } from './cell-editor.tsx';
import { rowText } from './row-text.ts';
import classes from './bulk-changes.module.css';
import editor from './cell-editor.module.css';

/** What a row says of itself besides its outcome, in the table. */
const marked: ReadonlySet<RowFlag> = new Set(['new-admin', 'clears', 'deactivates', 'password', 'renews']);

type Given = {
  planId: string;
  kind: PlanKind;
  lookups: Lookups;
  /** The row whose cells are edited in the table. */
  editing: number | null;
  /** The box of a row was pressed. */
  onTake: (row: PlannedRow) => void;
  onEdit: (row: PlannedRow) => void;
};

/** The columns of the review. */
export function rowColumns({ planId, kind, lookups, editing, onTake, onEdit }: Given): Column<PlannedRow>[] {
  const fixed = { sortable: false };
  return [
    {
      key: 'take',
      label: t('review.column.take'),
      hideLabel: true,
      sortable: false,
      minWidth: 32,
      grow: 0,
      priority: 1,
      // Space does the same from the row the arrow keys stand on.
      cell: (row) =>
        doingOutcomes.has(row.outcome) || row.excluded ? (
          <input
            type="checkbox"
            className={classes.take}
            tabIndex={-1}
            aria-label={t('review.take', { row: row.row })}
            checked={!row.excluded}
            onClick={(event) => event.stopPropagation()}
            onChange={() => onTake(row)}
          />
        ) : null,
    },
    textColumn('row', t('review.column.row'), ({ row }) => String(row), {
      ...fixed,
      minWidth: 62,
      grow: 0,
      priority: 2,
    }),
    {
      key: 'outcome',
      label: t('review.column.outcome'),
      sortable: false,
      minWidth: 124,
      grow: 0,
      priority: 1,
      cell: (row) => <OutcomeWord row={row} />,
    },
    textColumn('username', t('review.column.who'), ({ username }) => username, {
      ...fixed,
      minWidth: 150,
      // An address is seen whole in the smallest window.
      grow: 1.8,
      priority: 1,
    }),
    {
      key: 'what',
      label: t('review.column.what'),
      sortable: false,
      minWidth: 200,
      grow: 2.4,
      priority: 3,
      cell: (row) =>
        row.row === editing ? (
          <CellEditor planId={planId} row={row} />
        ) : (
          <span className={classes.what} data-left-out={row.excluded}>
            {row.flags
              .filter((flag) => marked.has(flag))
              .map((flag) => (
                <span key={flag} className={classes.mark}>
                  {t(`review.flag.${flag}`)}
                </span>
              ))}
            <bdi className={classes.clip}>{rowText(kind, row, lookups)}</bdi>
            <ActionIcon
              variant="subtle"
              size="sm"
              color="gray"
              // F2 does the same from the row the arrow keys stand on.
              tabIndex={-1}
              className={editor.pencil}
              aria-label={t('review.cell.edit', { row: row.row })}
              onClick={(event) => {
                event.stopPropagation();
                onEdit(row);
              }}
            >
              <IconPencil size={14} aria-hidden />
            </ActionIcon>
          </span>
        ),
    },
  ];
}

export function OutcomeWord({ row }: { row: Pick<PlannedRow, 'outcome' | 'excluded'> }) {
  return (
    <span className={classes.outcome} data-outcome={row.outcome} data-left-out={row.excluded}>
      {t(`review.outcome.${row.outcome}`)}
    </span>
  );
}
