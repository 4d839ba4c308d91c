import { useState } from 'react';
import { Autocomplete, MultiSelect, Select, Stack, Text, TextInput } from '@mantine/core';
import { userDataPrefix } from '#shared/domain/fields.ts';
import type { ManyWhat } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { useLookups } from '../../../api/use-lookups.ts';

/** Most options drawn at once in a drop-down; the search in it reaches the rest. */
const drawnOptions = 200;

type ChoiceProps = { what: ManyWhat | null; onChoose(what: ManyWhat | null): void };

/** Into which groups all of them go, and out of which; their others stay. */
export function GroupsChoice({ what, onChoose }: ChoiceProps) {
  const { groups } = useLookups();
  const { add, remove } = what?.kind === 'groups' ? what : { add: [], remove: [] };
  const choose = (next: { add: string[]; remove: string[] }) =>
    onChoose(next.add.length + next.remove.length === 0 ? null : { kind: 'groups', ...next });
  const options = (without: readonly string[]) =>
    groups.filter(({ id }) => !without.includes(id)).map(({ id, name }) => ({ value: id, label: name }));
  const common = { limit: drawnOptions, searchable: true, hidePickedOptions: true };
  return (
    <Stack gap={10}>
      <MultiSelect
        {...common}
        label={t('bulk.groups.add')}
        data={options(remove)}
        value={add}
        nothingFoundMessage={t('field.groups.none')}
        data-autofocus
        onChange={(ids) => choose({ add: ids, remove })}
      />
      <MultiSelect
        {...common}
        label={t('bulk.groups.remove')}
        data={options(add)}
        value={remove}
        nothingFoundMessage={t('field.groups.none')}
        onChange={(ids) => choose({ add, remove: ids })}
      />
      <Text size="xs" c="dimmed">
        {t('bulk.groups.more')}
      </Text>
    </Stack>
  );
}

export function LanguageChoice({ what, onChoose }: ChoiceProps) {
  const { languages } = useLookups();
  const language = what?.kind === 'edit' && typeof what.patch['language'] === 'string' ? what.patch['language'] : '';
  return (
    <Autocomplete
      label={t('field.language')}
      description={t('field.language.hint')}
      data={languages}
      value={language}
      data-autofocus
      onChange={(value) => onChoose(value.trim() === '' ? null : { kind: 'edit', patch: { language: value } })}
    />
  );
}

/** One custom field and its value for all of them; an empty value takes it away, where nobody has to have one. */
export function CustomChoice({ onChoose }: ChoiceProps) {
  const { workerFields, fieldDefinitions } = useLookups();
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState('');
  const workerField = (field: string | null) =>
    fieldDefinitions.find((each) => each.entity === 'mobile-worker' && each.name === field);
  const defined = workerField(name);
  const choose = (field: string | null, next: string) => {
    setName(field);
    setValue(next);
    const required = workerField(field)?.required ?? false;
    onChoose(
      field === null || (required && next.trim() === '')
        ? null
        : { kind: 'edit', patch: { [userDataPrefix + field]: next } },
    );
  };
  return (
    <Stack gap={10}>
      <Select
        label={t('bulk.custom.field')}
        data={workerFields}
        value={name}
        limit={drawnOptions}
        searchable
        data-autofocus
        onChange={(field) => choose(field, '')}
      />
      {defined?.choices ? (
        <Select
          label={t('bulk.custom.value')}
          data={defined.choices}
          value={value || null}
          clearable={!defined.required}
          onChange={(next) => choose(name, next ?? '')}
        />
      ) : (
        <TextInput
          label={t('bulk.custom.value')}
          value={value}
          dir="auto"
          disabled={name === null}
          onChange={(event) => choose(name, event.currentTarget.value)}
        />
      )}
    </Stack>
  );
}
