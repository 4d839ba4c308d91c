import type { ChangeView } from '#shared/domain/change.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { formatMoment } from '../../ui/format.ts';
import { textColumn } from '../people/common-columns.tsx';
import { nextText, stateText, whatText, whoText } from './change-text.ts';
import classes from './changes.module.css';

/** The columns of the Changes table. Changes stand in the order they were made and are sent in. */
export function changeColumns(now: number, lookups: Lookups): Column<ChangeView>[] {
  const fixed = { sortable: false };
  return [
    textColumn('who', t('changes.who'), whoText, { ...fixed, minWidth: 170, grow: 1.2, priority: 1 }),
    textColumn('what', t('changes.what'), (change) => whatText(change, lookups), {
      ...fixed,
      minWidth: 180,
      grow: 2,
      priority: 2,
    }),
    {
      key: 'state',
      label: t('changes.state'),
      sortable: false,
      minWidth: 196,
      grow: 0,
      priority: 1,
      cell: (change) => (
        <span className={classes.state} data-state={change.state}>
          {stateText(change)}
        </span>
      ),
    },
    textColumn('when', t('changes.when'), (change) => formatMoment(change.updatedAt, now), {
      ...fixed,
      minWidth: 110,
      grow: 0,
      priority: 3,
    }),
    textColumn('next', t('changes.next'), (change) => nextText(change, now), {
      ...fixed,
      minWidth: 140,
      grow: 0.4,
      priority: 4,
    }),
  ];
}
