import type { MobileWorkerRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { statusColumn, syncColumn, textColumn, workerNameColumn } from '../people/common-columns.tsx';

/** The columns of the Mobile Workers table; in a narrow window language, e-mail, phone and groups go first. */
export function workerColumns(): Column<MobileWorkerRow>[] {
  return [
    syncColumn('mobile-worker'),
    workerNameColumn(),
    textColumn('name', t('column.name'), (row) => row.name, { minWidth: 140, grow: 1.3, priority: 1 }),
    statusColumn(),
    textColumn('personalId', t('column.personal-id'), (row) => t(`personal-id.${row.personalId}`), {
      cell: ({ personalId }) => (
        <span title={t(`personal-id.${personalId}`)}>
          {t(personalId === 'unknown' ? 'personal-id.short.unknown' : `personal-id.${personalId}`)}
        </span>
      ),
      minWidth: 110,
      grow: 0.3,
      priority: 4,
    }),
    textColumn('primaryLocation', t('field.primary_location'), (row) => row.primaryLocation?.name ?? '', {
      minWidth: 130,
      priority: 2,
    }),
    textColumn('groups', t('field.groups'), (row) => row.groups.map(({ name }) => name).join(', '), {
      sortable: false,
      minWidth: 120,
      priority: 4,
    }),
    textColumn('phone', t('column.phone'), (row) => row.phone, { minWidth: 124, priority: 3 }),
    textColumn('email', t('field.email'), (row) => row.email, { minWidth: 160, grow: 1.2, priority: 5 }),
    textColumn('language', t('field.language'), (row) => row.language, { minWidth: 90, grow: 0.3, priority: 6 }),
  ];
}
