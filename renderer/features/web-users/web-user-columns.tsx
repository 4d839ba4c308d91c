import type { WebUserRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { statusColumn, syncColumn, textColumn } from '../people/common-columns.tsx';
import { RowMenu } from './row-menu.tsx';
import classes from './web-users.module.css';

/** The columns of the Web Users table. A web user's username is their e-mail address. */
export function webUserColumns(): Column<WebUserRow>[] {
  return [
    syncColumn('web-user'),
    {
      ...textColumn<WebUserRow>('username', t('column.web-user'), (row) => row.username),
      minWidth: 190,
      grow: 1.5,
      priority: 1,
      cell: (row) => <WebUserName row={row} />,
    },
    textColumn('name', t('column.name'), (row) => row.name, { minWidth: 140, grow: 1.3, priority: 2 }),
    textColumn('role', t('field.role'), (row) => row.role, { minWidth: 110, priority: 2 }),
    statusColumn(),
    textColumn('primaryLocation', t('field.primary_location'), (row) => row.primaryLocation?.name ?? '', {
      minWidth: 130,
      priority: 3,
    }),
    notToldColumn('lastAccess', t('column.last-access')),
    notToldColumn('lastLogin', t('column.last-login')),
    {
      key: '*menu*',
      label: t('column.actions'),
      hideLabel: true,
      sortable: false,
      minWidth: 40,
      grow: 0,
      priority: 1,
      cell: (row) => <RowMenu row={row} />,
    },
  ];
}

/** Columns that a person may leave out, by key. */
export const choosableColumns = ['name', 'role', 'status', 'primaryLocation', 'lastAccess', 'lastLogin'] as const;

/** The address, and what is special about the account. */
function WebUserName({ row }: { row: WebUserRow }) {
  const { facts } = row;
  return (
    <>
      <span dir="auto" title={row.username}>
        {row.username}
      </span>
      {facts?.self && <span className={classes.badge}>{t('web-users.self')}</span>}
      {facts?.ssoControlled && (
        <span className={classes.badge} title={t('rule.access.sso')}>
          {t('web-users.sso')}
        </span>
      )}
      {facts?.untrustedIdentityProvider && (
        <span className={classes.badge} title={t('web-users.untrusted.more')}>
          {t('web-users.untrusted')}
        </span>
      )}
    </>
  );
}

/** A fact HQ has and tells neither by REST nor on its pages. */
function notToldColumn(key: string, label: string): Column<WebUserRow> {
  return {
    key,
    label,
    sortable: false,
    minWidth: 92,
    grow: 0,
    priority: 4,
    cell: () => (
      <span className={classes.dim} title={t('web-users.not-told')}>
        –
      </span>
    ),
  };
}
