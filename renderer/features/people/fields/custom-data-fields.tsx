import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { systemUserDataKeys, userDataPrefix } from '#shared/domain/fields.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { CustomField } from './custom-field.ts';
import { CustomInput } from './custom-input.tsx';

type Props = {
  values: FieldValues;
  /** Name of the person's profile, '' for none. */
  profile: string;
  /** Names of custom fields seen in this project. */
  known: readonly string[];
  problems: FieldProblems;
  /** What the project says of a field. */
  fieldOf(key: string): CustomField;
  onChange(key: string, value: Json): void;
  note?(key: string): ReactNode;
};

/** One field per custom datum the person has or the project knows, and a way to add another. */
export function CustomDataFields({ values, profile, known, problems, fieldOf, onChange, note }: Props) {
  const [adding, setAdding] = useState('');
  const own = Object.keys(values).filter((key) => key.startsWith(userDataPrefix));
  const keys = [...new Set([...known.map((name) => userDataPrefix + name), ...own])].sort();
  const name = adding.trim();
  const cannotAdd = name === '' || systemUserDataKeys.includes(name) || keys.includes(userDataPrefix + name);

  return (
    <Stack gap={8}>
      {keys.map((key) => {
        const value = values[key] ?? '';
        return (
          <div key={key}>
            <CustomInput
              name={key.slice(userDataPrefix.length)}
              value={value}
              profile={profile}
              problem={problems[key]?.join(' ')}
              field={fieldOf(key)}
              onChange={(next) => onChange(key, next)}
            />
            {note?.(key)}
          </div>
        );
      })}
      {keys.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('custom.none')}
        </Text>
      )}
      <Group gap={6} align="end" wrap="nowrap">
        <TextInput
          flex={1}
          label={t('custom.add.label')}
          value={adding}
          onChange={(event) => setAdding(event.currentTarget.value)}
          maxLength={100}
        />
        <Button
          variant="default"
          leftSection={<IconPlus size={13} aria-hidden />}
          disabled={cannotAdd}
          onClick={() => {
            onChange(userDataPrefix + name, '');
            setAdding('');
          }}
        >
          {t('custom.add')}
        </Button>
      </Group>
    </Stack>
  );
}
