import type { WebUserRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { activityColumn } from '../people/activity-cell.tsx';
import { placeColumn } from '../people/place-cell.tsx';
import { statusColumn, syncColumn, textColumn } from '../people/common-columns.tsx';
import { withoutRoleNote } from './role-note.ts';
import classes from './web-users.module.css';
import { WebUserRowMenu } from './web-user-row-menu.tsx';

/** The columns of the Web Users table. A web user's username is their email address. */
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
    {
      ...textColumn<WebUserRow>('role', t('field.role'), (row) => row.role),
      minWidth: 110,
      priority: 2,
      cell: ({ role, facts }) =>
        role === '' ? (
          <span className={classes.dim} title={withoutRoleNote(facts?.pseudoRole ?? null)}>
            {facts?.pseudoRole ?? t('web-users.no-role')}
          </span>
        ) : (
          <span dir="auto" title={role}>
            {role}
          </span>
        ),
    },
    statusColumn(),
    placeColumn(),
    toldInFile('lastAccess', t('column.last-access')),
    toldInFile('lastLogin', t('column.last-login')),
    personalIdColumn(),
    {
      key: '*menu*',
      label: t('column.actions'),
      hideLabel: true,
      sortable: false,
      minWidth: 40,
      grow: 0,
      priority: 1,
      cell: (row) => <WebUserRowMenu row={row} />,
    },
  ];
}

/** Columns that a person may leave out, by key. */
export const choosableColumns = [
  'name',
  'role',
  'status',
  'primaryLocation',
  'lastAccess',
  'lastLogin',
  'personalId',
] as const;

/** What is to be said of a column where it is chosen: why it may have nothing to show. */
export function columnNote(key: string): string | null {
  if (key === 'personalId') return t('web-users.personal-id.more');
  return key === 'lastAccess' || key === 'lastLogin' ? t('web-users.not-told') : null;
}

/** The address, and what is special about the account. */
function WebUserName({ row }: { row: WebUserRow }) {
  const { facts } = row;
  return (
    <div className={classes.nameCell}>
      <span dir="auto" className={classes.name} title={row.username}>
        {row.username}
      </span>
      {facts?.self && (
        <span className={classes.badge} title={t('web-users.self')}>
          {t('web-users.self')}
        </span>
      )}
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
    </div>
  );
}

/** What HQ tells neither by REST nor on its pages, but in its download. */
function toldInFile(key: 'lastAccess' | 'lastLogin', label: string): Column<WebUserRow> {
  return activityColumn({ key, label, of: key, untold: t('web-users.not-told'), priority: 4 });
}

/** Says the same of everybody, and why: web users have none. */
function personalIdColumn(): Column<WebUserRow> {
  return {
    key: 'personalId',
    label: t('column.personal-id'),
    sortable: false,
    minWidth: 92,
    grow: 0,
    priority: 4,
    cell: () => (
      <span className={classes.dim} title={t('web-users.personal-id.more')}>
        {t('web-users.personal-id')}
      </span>
    ),
  };
}
