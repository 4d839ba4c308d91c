import type { BatchRow } from '#shared/domain/bulk-batch.ts';
import { t } from '#shared/messages/translate.ts';
import { formatMoment } from '../../ui/format.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { textColumn } from '../people/common-columns.tsx';
import { BatchOutcomeWord } from './batch-outcome.tsx';

/** The columns of a carried out workbook. `now`: milliseconds since 1970. */
export function batchColumns(now: number): Column<BatchRow>[] {
  const fixed = { sortable: false };
  return [
    textColumn('row', t('review.column.row'), ({ row }) => String(row), {
      ...fixed,
      minWidth: 62,
      grow: 0,
      priority: 2,
    }),
    {
      key: 'outcome',
      label: t('batches.column.outcome'),
      sortable: false,
      minWidth: 124,
      grow: 0,
      priority: 1,
      cell: (row) => <BatchOutcomeWord row={row} />,
    },
    textColumn('username', t('review.column.who'), ({ username }) => username, {
      ...fixed,
      minWidth: 150,
      // An address is seen whole in the smallest window.
      grow: 2.4,
      priority: 1,
    }),
    textColumn('planned', t('batches.column.planned'), plannedText, { ...fixed, minWidth: 120, grow: 0, priority: 4 }),
    textColumn('message', t('batches.column.message'), ({ messages }) => messages.join(' '), {
      ...fixed,
      minWidth: 180,
      grow: 2,
      priority: 3,
    }),
    textColumn('time', t('batches.column.time'), ({ at }) => (at === null ? '' : formatMoment(at, now)), {
      ...fixed,
      minWidth: 110,
      grow: 0,
      priority: 5,
    }),
  ];
}

export function plannedText({ planned }: Pick<BatchRow, 'planned'>): string {
  return planned === null ? t('batches.not-read') : t(`review.outcome.${planned}`);
}
