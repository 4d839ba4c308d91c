import type { HistoryEntry } from '#shared/domain/history.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { formatMoment } from '../../ui/format.ts';
import { textColumn } from '../people/common-columns.tsx';
import { answerText, personText, whatText } from './history-text.ts';
import classes from './history.module.css';

/** The columns of the History table, the newest entry first. */
export function historyColumns(now: number, lookups: Lookups): Column<HistoryEntry>[] {
  const fixed = { sortable: false };
  return [
    textColumn('when', t('history.when'), (entry) => formatMoment(entry.finishedAt, now), {
      ...fixed,
      minWidth: 96,
      grow: 0,
      priority: 1,
    }),
    textColumn('person', t('history.person'), personText, { ...fixed, minWidth: 120, grow: 1.2, priority: 1 }),
    textColumn('what', t('history.what'), (entry) => whatText(entry, lookups), {
      ...fixed,
      minWidth: 140,
      grow: 2.2,
      priority: 2,
    }),
    {
      key: 'outcome',
      label: t('history.outcome'),
      sortable: false,
      minWidth: 150,
      grow: 0,
      priority: 3,
      cell: (entry) => (
        <span className={classes.outcome} data-outcome={entry.outcome}>
          {t(`history.outcome.${entry.outcome}`)}
        </span>
      ),
    },
    textColumn('answer', t('history.answer'), answerText, { ...fixed, minWidth: 130, grow: 1, priority: 5 }),
    textColumn('who', t('history.who'), (entry) => entry.author, { ...fixed, minWidth: 130, grow: 0.8, priority: 4 }),
  ];
}
