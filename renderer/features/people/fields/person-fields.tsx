import { Fieldset, Input, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { fixedFields, isIdField, isTableau, namedFields, userDataPrefix } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { profileName } from '#shared/domain/rules/custom-data-rules.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../../api/use-connection.ts';
import { useLookups } from '../../../api/use-lookups.ts';
import { CustomDataFields } from './custom-data-fields.tsx';
import { customField } from './custom-field.ts';
import { FieldInput } from './field-input.tsx';
import { LocationsField } from './locations-field.tsx';
import { NamesakeField } from './namesake-field.tsx';
import classes from './fields.module.css';

type Props = {
  entity: PersonEntity;
  values: FieldValues;
  problems: FieldProblems;
  onChange(part: FieldValues): void;
  /** What stands below a field that was edited: its value before, and HQ's. */
  note?(key: string): ReactNode;
  /** Fields to be marked as required. */
  required?: ReadonlySet<string>;
  /** Show just these fields (those of a change being edited); all when left out. */
  only?: ReadonlySet<string>;
};

const locationKeys = {
  'mobile-worker': { list: 'locations', primary: 'primary_location' },
  'web-user': { list: 'assigned_location_ids', primary: 'primary_location_id' },
  invitation: { list: 'assigned_location_ids', primary: 'primary_location_id' },
} as const;

function asText(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function asTexts(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Every field of a person that may be changed here, in the registry's order, then locations, then custom data. */
export function PersonFields({ entity, values, problems, onChange, note, only, required }: Props) {
  const lookups = useLookups();
  const { forbidden } = useConnection();
  const tableau = lookups.usesTableau && forbidden('set-tableau') === null;
  const { list, primary } = locationKeys[entity];
  const plain = fixedFields(entity).filter(
    ({ key, editable, group }) =>
      editable && group !== 'location' && !isIdField(key) && (only ? only.has(key) : tableau || !isTableau(key)),
  );
  const known = entity === 'mobile-worker' ? lookups.workerFields : lookups.webUserFields;
  const profile = asText(values['profile']);
  const showsLocations = !only || only.has(list) || only.has(primary);
  const showsCustom = !only || [...only].some((key) => key.startsWith(userDataPrefix));
  return (
    <Stack gap="lg">
      <Stack gap={10}>
        {plain.map((definition) => (
          <div key={definition.key}>
            {definition.listed || definition.key in values ? (
              <FieldInput
                entity={entity}
                definition={definition}
                value={values[definition.key]}
                problems={problems[definition.key] ?? []}
                required={required?.has(definition.key) ?? false}
                lookups={lookups}
                onChange={(value) => onChange({ [definition.key]: value })}
              />
            ) : (
              <Input.Wrapper label={fieldLabel(definition.key)} size="xs" labelElement="div">
                <Text size="xs" c="dimmed">
                  {t('tableau.groups.unread')}
                </Text>
              </Input.Wrapper>
            )}
            {namedFields.map(
              (named) =>
                entity === 'invitation' &&
                named === definition.key && (
                  <NamesakeField
                    key={named}
                    named={named}
                    values={values}
                    problems={problems[named] ?? []}
                    lookups={lookups}
                    onChange={onChange}
                  />
                ),
            )}
            {note?.(definition.key)}
          </div>
        ))}
        {showsLocations && (
          <div>
            <LocationsField
              locations={lookups.locations}
              assigned={asTexts(values[list])}
              primary={asText(values[primary])}
              problems={[...(problems[list] ?? []), ...(problems[primary] ?? [])]}
              onChange={(assigned, first) => onChange({ [list]: assigned, [primary]: first })}
            />
            {note?.(list)}
            {note?.(primary)}
          </div>
        )}
      </Stack>
      {showsCustom && (
        <Fieldset legend={t('field.user_data')} className={classes.fieldset}>
          {entity === 'web-user' && (
            <Text size="xs" c="dimmed" mb={8}>
              {t('user-data.merge')}
            </Text>
          )}
          <CustomDataFields
            values={values}
            profile={entity === 'mobile-worker' ? profileName(lookups, profile) : profile}
            known={only ? [] : known}
            problems={problems}
            fieldOf={(key) => customField(entity, key, values, lookups)}
            onChange={(key, value) => onChange({ [key]: value })}
            note={note}
          />
        </Fieldset>
      )}
    </Stack>
  );
}
