import type { ReactNode } from 'react';
import { Fieldset, Select, Stack, TextInput } from '@mantine/core';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { fieldDefinition, idFields, namedFields, tableauRoles, userDataPrefix } from '#shared/domain/fields.ts';
import type { NamedField } from '#shared/domain/fields.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useLookups } from '../../api/use-lookups.ts';
import { FieldInput } from '../people/fields/field-input.tsx';
import { LocationsField } from '../people/fields/locations-field.tsx';
import { NamesakeField } from '../people/fields/namesake-field.tsx';
import { namesakesOf } from '../people/fields/namesakes-of.ts';
import { plain } from '../people/fields/value-text.ts';
import { customFieldsOf } from './custom-fields.ts';
import type { CustomField } from './custom-fields.ts';
import { RoleField } from './role-field.tsx';
import classes from './invitations.module.css';

type Props = {
  values: FieldValues;
  problems: FieldProblems;
  onChange(part: FieldValues): void;
  /** Below a field, by key. */
  note?(key: string): ReactNode;
  /** Tableau's role and groups can be given with a new invitation only (and not with an approval, which goes through HQ's form). */
  withTableau: boolean;
};

/** Role, profile, locations and custom data of an invitation, as the project defines them. */
export function InvitationFields({ values, problems, onChange, note, withTableau }: Props) {
  const lookups = useLookups();
  const cannotTableau = useConnection().forbidden('set-tableau');
  const profile = fieldDefinition('invitation', 'profile');
  const groups = fieldDefinition('invitation', 'tableau_groups');
  const custom = customFieldsOf(values, lookups);
  const assigned = values['assigned_location_ids'];
  const chosen = { values, lookups, onChange };
  const several = (named: NamedField) => namesakesOf(named, plain(values[named]), lookups).length > 1;
  // Another name is none of those that were told apart; what never had an id gets none.
  const renamed = (named: NamedField, value: Json): FieldValues => ({
    [named]: value,
    ...(idFields[named] in values ? { [idFields[named]]: '' } : {}),
  });
  const byId = namedFields.some((named) => plain(values[idFields[named]]) !== '');
  return (
    <Stack gap={12}>
      <div>
        <RoleField
          value={plain(values['role'])}
          id={plain(values[idFields.role])}
          problems={several('role') ? [] : (problems['role'] ?? [])}
          lookups={lookups}
          onChange={(role) => onChange(renamed('role', role))}
        >
          <NamesakeField {...chosen} named="role" problems={problems['role'] ?? []} />
        </RoleField>
        {note?.('role')}
      </div>
      {profile && (
        <div>
          <FieldInput
            entity="invitation"
            definition={profile}
            value={values['profile']}
            problems={several('profile') ? [] : (problems['profile'] ?? [])}
            lookups={lookups}
            onChange={(value) => onChange(renamed('profile', value))}
          />
          <NamesakeField {...chosen} named="profile" problems={problems['profile'] ?? []} />
          {note?.('profile')}
        </div>
      )}
      <div>
        <LocationsField
          locations={lookups.locations}
          assigned={Array.isArray(assigned) ? assigned.map(String) : []}
          primary={plain(values['primary_location_id'])}
          problems={[...(problems['assigned_location_ids'] ?? []), ...(problems['primary_location_id'] ?? [])]}
          onChange={(ids, primary) => onChange({ assigned_location_ids: ids, primary_location_id: primary })}
        />
        {note?.('assigned_location_ids')}
      </div>
      {withTableau && lookups.usesTableau && !cannotTableau && !byId && (
        <>
          <Select
            label={t('field.tableau_role')}
            placeholder={t('invite.tableau.none')}
            data={[...tableauRoles]}
            value={plain(values['tableau_role']) || null}
            error={problems['tableau_role']?.join(' ')}
            onChange={(role) => onChange({ tableau_role: role ?? '' })}
            clearable
          />
          {groups && (
            <FieldInput
              entity="invitation"
              definition={groups}
              value={values['tableau_groups']}
              problems={problems['tableau_groups'] ?? []}
              lookups={lookups}
              onChange={(value) => onChange({ tableau_groups: value })}
            />
          )}
        </>
      )}
      {custom.length > 0 && (
        <Fieldset legend={t('field.user_data')} className={classes.fieldset}>
          <Stack gap={8}>
            {custom.map((field) => (
              <div key={field.key}>
                <CustomFieldInput
                  field={field}
                  value={plain(values[field.key])}
                  profile={plain(values['profile'])}
                  problem={problems[field.key]?.join(' ')}
                  onChange={(value) => onChange({ [field.key]: value })}
                />
                {note?.(field.key)}
              </div>
            ))}
          </Stack>
        </Fieldset>
      )}
    </Stack>
  );
}

type CustomProps = {
  field: CustomField;
  value: string;
  profile: string;
  problem: string | undefined;
  onChange(value: Json): void;
};

function CustomFieldInput({ field, value, profile, problem, onChange }: CustomProps) {
  const label = <bdi>{field.key.slice(userDataPrefix.length)}</bdi>;
  if (field.fixed !== null)
    return (
      <TextInput label={label} value={field.fixed} description={t('invite.field.by-profile', { profile })} readOnly />
    );
  if (field.choices !== null)
    return (
      <Select
        label={label}
        placeholder={t('invite.choice.none')}
        data={[...new Set([...field.choices, ...(value === '' ? [] : [value])])]}
        value={value === '' ? null : value}
        error={problem}
        required={field.required}
        onChange={(choice) => onChange(choice ?? '')}
        clearable
      />
    );
  return (
    <TextInput
      label={label}
      value={value}
      error={problem}
      required={field.required}
      dir="auto"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
