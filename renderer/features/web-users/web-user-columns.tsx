import type { WebUserRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { statusColumn, syncColumn, textColumn } from '../people/common-columns.tsx';

/** The columns of the Web Users table. A web user's username is their e-mail address. */
export function webUserColumns(): Column<WebUserRow>[] {
  return [
    syncColumn('web-user'),
    textColumn('username', t('column.web-user'), (row) => row.username, { minWidth: 190, grow: 1.5, priority: 1 }),
    textColumn('name', t('column.name'), (row) => row.name, { minWidth: 140, grow: 1.3, priority: 1 }),
    textColumn('role', t('field.role'), (row) => row.role, { minWidth: 120, priority: 2 }),
    statusColumn(),
    textColumn('primaryLocation', t('field.primary_location'), (row) => row.primaryLocation?.name ?? '', {
      minWidth: 130,
      priority: 3,
    }),
  ];
}
