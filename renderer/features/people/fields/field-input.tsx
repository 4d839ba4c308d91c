import { Autocomplete, MultiSelect, Select, TagsInput, TextInput } from '@mantine/core';
import type { Capability } from '#shared/domain/capability.ts';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import { tableauRoles } from '#shared/domain/fields.ts';
import type { FieldDefinition } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import { t } from '#shared/messages/translate.ts';
import { plain } from './value-text.ts';
import { PhoneList } from './phone-list.tsx';
import { useListNote } from './use-list-note.tsx';

/** Most options drawn at once in a drop-down; the search in it reaches the rest. */
const drawnOptions = 200;

/** What a field with a list behind it takes. HQ tells a project's profiles on the same pages as its custom fields. */
const listOf: Readonly<Record<string, readonly Capability[]>> = {
  role: ['list-roles'],
  profile: ['assign-profile', 'see-custom-fields'],
  groups: ['list-groups'],
};

type Props = {
  entity: PersonEntity;
  definition: FieldDefinition;
  value: Json | undefined;
  problems: string[];
  required?: boolean;
  lookups: Lookups;
  onChange(value: Json): void;
};

/** The input that fits a field's type. HQ's API lists no roles, profiles or languages, so those offer what was seen and take any. */
export function FieldInput({ entity, definition, value, problems, required = false, lookups, onChange }: Props) {
  const label = fieldLabel(definition.key);
  const error = problems.join(' ') || undefined;
  const text = plain(value);
  const offered = { language: lookups.languages, role: lookups.roles, profile: lookups.profiles }[definition.key];
  const known = offered ?? lookups.groups;
  const note = useListNote(listOf[definition.key] ?? [], known.length === 0);
  if (entity === 'mobile-worker' && definition.type === 'profile')
    return (
      <Select
        label={label}
        description={note}
        placeholder={t('field.profile.none')}
        data={profileOptions(lookups, text)}
        value={text || null}
        error={error}
        onChange={(id) => onChange(id ?? '')}
        clearable
      />
    );
  if (offered)
    return (
      <Autocomplete
        label={label}
        description={definition.key === 'language' ? t('field.language.hint') : note}
        data={[...new Set(offered)]}
        value={text}
        error={error}
        limit={drawnOptions}
        onChange={onChange}
      />
    );
  if (definition.key === 'tableau_role')
    return (
      <Select
        label={label}
        placeholder={t('tableau.none')}
        data={[...tableauRoles]}
        value={text || null}
        error={error}
        // HQ takes no empty role: who has one can only be given another.
        onChange={(role) => onChange(role ?? '')}
        allowDeselect={false}
      />
    );
  if (definition.type === 'names')
    return (
      <TagsInput
        label={label}
        description={t('tableau.groups.hint')}
        data={lookups.tableauGroups}
        value={asTexts(value)}
        error={error}
        onChange={onChange}
      />
    );
  if (definition.type === 'phones')
    return <PhoneList label={label} phones={asTexts(value)} problems={problems} onChange={onChange} />;
  if (definition.type === 'ids')
    return (
      <MultiSelect
        label={label}
        description={note}
        placeholder={t('field.groups.placeholder')}
        data={options(lookups, asTexts(value))}
        value={asTexts(value)}
        error={error}
        limit={drawnOptions}
        nothingFoundMessage={t('field.groups.none')}
        onChange={onChange}
        searchable
        hidePickedOptions
      />
    );
  return (
    <TextInput
      label={label}
      value={text}
      error={error}
      withAsterisk={required}
      aria-required={required}
      dir="auto"
      inputMode={definition.type === 'email' ? 'email' : undefined}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function asTexts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Workers carry a profile's number. One whose name is not known stays to be chosen. */
function profileOptions({ profileIds }: Lookups, chosen: string): { value: string; label: string }[] {
  const known = Object.entries(profileIds).map(([name, id]) => ({ value: id, label: name }));
  return chosen === '' || known.some(({ value }) => value === chosen)
    ? known
    : [...known, { value: chosen, label: chosen }];
}

/** The project's groups, and those the worker is in that are not among them (deleted, or not readable), by id. */
function options(lookups: Lookups, chosen: string[]): { value: string; label: string }[] {
  const known = lookups.groups.map(({ id, name }) => ({ value: id, label: name }));
  const missing = chosen.filter((id) => !lookups.groups.some((group) => group.id === id));
  return [...known, ...missing.map((id) => ({ value: id, label: id }))];
}
