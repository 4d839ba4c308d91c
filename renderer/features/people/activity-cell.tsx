import type { Activity } from '#shared/domain/activity.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { formatDay, formatMoment } from '../../ui/format.ts';
import classes from './people.module.css';

type Options = { key: string; label: string; of: Exclude<keyof Activity, 'asOf'>; untold: string; priority: number };

/** When somebody did something last: the day, with the whole moment and its age on hover; `untold` says why it is not known. */
export function activityColumn<Row extends { activity: Activity | null }>(options: Options): Column<Row> {
  const { key, label, of, untold, priority } = options;
  const cell = ({ activity }: Row) => {
    if (activity === null)
      return (
        <span className={classes.untold} title={untold}>
          –
        </span>
      );
    const at = activity[of];
    const told = t('activity.as-of', { when: formatMoment(activity.asOf, Date.now()) });
    if (at === null) return <span title={told}>{t('activity.never')}</span>;
    return <span title={`${formatMoment(at, Date.now())} · ${told}`}>{formatDay(at)}</span>;
  };
  return { key, label, sortable: true, minWidth: 108, grow: 0, priority, cell };
}
