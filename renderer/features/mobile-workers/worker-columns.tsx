import type { MobileWorkerRow } from '#shared/domain/entities.ts';
import { shownStatus } from '#shared/domain/shown-status.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { formatMoment } from '../../ui/format.ts';
import { activityColumn } from '../people/activity-cell.tsx';
import { placeColumn } from '../people/place-cell.tsx';
import { statusColumn, syncColumn, textColumn, workerNameColumn } from '../people/common-columns.tsx';
import { StatusWord } from '../people/status-word.tsx';
import { personalIdText } from './personal-id-text.ts';
import { WorkerRowMenu } from './worker-row-menu.tsx';
import classes from './workers.module.css';

/** The columns of the Mobile Workers table; in a narrow window what few look for goes first. */
export function workerColumns(): Column<MobileWorkerRow>[] {
  return [
    syncColumn('mobile-worker'),
    workerNameColumn(),
    textColumn('name', t('column.name'), (row) => row.name, { minWidth: 140, grow: 1.3, priority: 2 }),
    {
      ...statusColumn<MobileWorkerRow>(),
      // HQ counts whoever has not confirmed the account as deactivated.
      cell: (row) => <StatusWord status={shownStatus(row)} />,
    },
    {
      ...textColumn<MobileWorkerRow>('personalId', t('column.personal-id'), (row) =>
        t(`personal-id.${row.personalId}`),
      ),
      cell: (row) => <PersonalIdCell row={row} />,
      minWidth: 110,
      grow: 0.3,
      priority: 2,
    },
    placeColumn(),
    textColumn('groups', t('field.groups'), (row) => row.groups.map(({ name }) => name).join(', '), {
      sortable: false,
      minWidth: 120,
      priority: 4,
    }),
    textColumn('phone', t('column.phone'), (row) => row.phone, { minWidth: 124, priority: 3 }),
    textColumn('email', t('field.email'), (row) => row.email, { minWidth: 160, grow: 1.2, priority: 6 }),
    textColumn('language', t('field.language'), (row) => row.language, { minWidth: 90, grow: 0.3, priority: 5 }),
    activityColumn({
      key: 'lastForm',
      label: t('column.last-form'),
      of: 'lastForm',
      untold: t('workers.not-told'),
      priority: 5,
    }),
    {
      key: '*menu*',
      label: t('column.actions'),
      hideLabel: true,
      sortable: false,
      minWidth: 40,
      grow: 0,
      priority: 1,
      cell: (row) => <WorkerRowMenu row={row} />,
    },
  ];
}

/** Columns that a person may leave out, by key. */
export const choosableWorkerColumns: readonly string[] = [
  'name',
  'status',
  'personalId',
  'primaryLocation',
  'groups',
  'phone',
  'email',
  'language',
  'lastForm',
];

/** A day: up to then the state counts as told just now, and its age stands in the hint only. */
const fresh = 24 * 60 * 60_000;

function PersonalIdCell({ row }: { row: MobileWorkerRow }) {
  const { personalId, personalIdAsOf, waiting, serverId } = row;
  // Nobody can be signed in so as to see a state that HQ does not have.
  const text =
    serverId === null && personalId === 'unknown' ? t('personal-id.not-yet') : personalIdText(personalId, waiting);
  const when = personalIdAsOf === null ? null : formatMoment(personalIdAsOf, Date.now());
  const age = when === null ? '' : ` · ${t('personal-id.as-of', { when })}`;
  const isOld = personalIdAsOf !== null && Date.now() - personalIdAsOf > fresh;
  return (
    <span title={text + age}>
      {personalId === 'unknown' ? t('personal-id.short.unknown') : text}
      {isOld && <span className={classes.age}>{when}</span>}
    </span>
  );
}
