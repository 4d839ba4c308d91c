import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Alert, Autocomplete, Select } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { RoleAllows, allowedBy } from '../people/fields/role-allows.tsx';
import { useListNote } from '../people/fields/use-list-note.tsx';
import classes from './invitations.module.css';

/** HQ's built-in role that holds every permission. Source: corehq/apps/users/models.py (`StaticRole`). */
const adminRole = 'Admin';
const listRoles = ['list-roles'] as const;

type Props = {
  value: string;
  /** Which of several of that name, by HQ's id; '' where the name alone says it. */
  id: string;
  problems: string[];
  lookups: Lookups;
  onChange(role: string): void;
  /** Below the role's name: which of several of it. */
  children?: ReactNode;
};

/** The role: required, without a default; with a warning for Admin and a look at what it allows. */
export function RoleField({ value, id, problems, lookups, onChange, children }: Props) {
  const { assignableRoles, roles, rolePermissions } = lookups;
  const note = useListNote(listRoles, assignableRoles === null);
  // Decided once: a field that is being typed in is not exchanged for another when HQ's list arrives, only what it offers.
  const [free] = useState(assignableRoles === null);
  const error = problems.join(' ') || undefined;
  const hint = value === '' ? t('invite.role.hint') : undefined;
  const common = {
    label: t('field.role'),
    placeholder: t('invite.role.placeholder'),
    required: true,
    error,
  };
  // A role that is given already may be one this account cannot give: it stays to be seen.
  const offered = [...new Set([...(assignableRoles ?? roles), ...(value === '' ? [] : [value])])];
  return (
    <div className={classes.role}>
      {free ? (
        <Autocomplete
          {...common}
          description={note ?? hint}
          data={assignableRoles ?? roles}
          value={value}
          onChange={onChange}
        />
      ) : (
        <Select
          {...common}
          description={hint}
          data={offered}
          value={value === '' ? null : value}
          onChange={(role) => onChange(role ?? '')}
          searchable
        />
      )}
      {children}
      {value === adminRole && <AdminWarning />}
      {value !== '' && value in rolePermissions && (
        <RoleAllows key={value + id} role={value} permissions={allowedBy(value, id, lookups)} />
      )}
    </div>
  );
}

/** Comes into view when it appears: at 200 % zoom its place is below the window, or under the buttons that stay in sight. Where all fits, nothing moves. */
function AdminWarning() {
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => alert.current?.scrollIntoView({ block: 'center' }), []);
  return (
    <Alert
      ref={alert}
      role="status"
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle size={16} aria-hidden />}
      classNames={{ root: classes.adminWarning, message: classes.warning }}
    >
      {t('invite.role.admin')}
    </Alert>
  );
}
