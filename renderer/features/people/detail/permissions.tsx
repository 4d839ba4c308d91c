import { useState } from 'react';
import { Text, TextInput } from '@mantine/core';
import type { Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { permissionList } from './permission-list.ts';

/** What the person's role allows and what not, to be searched. */
export function Permissions({ permissions }: { permissions: { [key: string]: Json } }) {
  const [search, setSearch] = useState('');
  const found = permissionList(permissions, search);
  const part = (granted: boolean) => {
    const lines = found.filter((each) => each.granted === granted);
    if (lines.length === 0) return null;
    return (
      <>
        <Text size="xs" fw={600} mt={6}>
          {t(granted ? 'permissions.granted' : 'permissions.not-granted')}
        </Text>
        <ul>
          {lines.map(({ key, text }) => (
            <li key={key}>{text}</li>
          ))}
        </ul>
      </>
    );
  };
  return (
    <>
      <TextInput
        size="xs"
        mt={6}
        aria-label={t('permissions.search')}
        placeholder={t('permissions.search')}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {part(true)}
      {part(false)}
      {found.length === 0 && (
        <Text size="sm" c="dimmed" mt={6}>
          {t('permissions.none')}
        </Text>
      )}
    </>
  );
}
