import { useState } from 'react';
import { Text, TextInput } from '@mantine/core';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { factLabel } from './value-text.ts';
import classes from './fields.module.css';

/** What a role allows; null where that is not known, or the name alone does not say which role it is. */
export function allowedBy(role: string, id: string, { namesakes, rolePermissions }: Lookups): readonly string[] | null {
  return namesakes.roles.find((one) => one.id === id)?.permissions ?? rolePermissions[role] ?? null;
}

/** What a role allows, by HQ's names as words. */
export function RoleAllows({ role, permissions }: { role: string; permissions: readonly string[] | null }) {
  const [search, setSearch] = useState('');
  const found = permissions
    ?.map(factLabel)
    .filter((label) => label.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <details className={classes.allows}>
      <summary>{t('invite.role.allows', { role })}</summary>
      {found === undefined || permissions === null ? (
        <Text size="xs">{t('invite.role.hidden')}</Text>
      ) : permissions.length === 0 ? (
        <Text size="xs">{t('invite.role.none')}</Text>
      ) : (
        <>
          <TextInput
            type="search"
            aria-label={t('invite.role.search')}
            placeholder={t('invite.role.search')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            // It stands in a form, which Enter would send.
            onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
          />
          {found.length === 0 && <Text size="xs">{t('invite.role.no-match')}</Text>}
          {/* Focusable, so that the keyboard can scroll it. */}
          <div className={classes.rights} role="group" aria-label={t('invite.role.allows', { role })} tabIndex={0}>
            <ul>
              {found.map((label) => (
                <li key={label}>{label}</li>
              ))}
            </ul>
          </div>
        </>
      )}
    </details>
  );
}
