import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { userDataPrefix } from '#shared/domain/fields.ts';
import { fixedByProfile } from '#shared/domain/rules/custom-data-rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';

/** What the project says of one custom field. `fixed`: the value the person's profile gives it, null where it gives none. */
export type CustomField = { fixed: string | null; required: boolean; choices: readonly string[] | null };

/**
 * Names of custom fields whose own value another profile would replace. HQ takes that by its API, but some versions refuse it ("Profile
 * conflicts with existing data"), and a field the profile fixes can no longer be emptied in the same form. Source: users/user_data.py.
 */
export function replacedByProfile(before: FieldValues, patch: FieldValues, lookups: Lookups): string[] {
  if (!('profile' in patch)) return [];
  const fixed = fixedByProfile('web-user', patch, lookups);
  const own = fixedByProfile('web-user', before, lookups);
  return Object.keys(fixed)
    .filter((key) => !(key in own) && (before[key] ?? '') !== '' && before[key] !== fixed[key])
    .map((key) => key.slice(userDataPrefix.length));
}

export function customField(entity: PersonEntity, key: string, values: FieldValues, lookups: Lookups): CustomField {
  const name = key.slice(userDataPrefix.length);
  const defined = lookups.fieldDefinitions.find((each) => each.entity === entity && each.name === name);
  const fixed = fixedByProfile(entity, values, lookups)[key];
  return {
    fixed: typeof fixed === 'string' ? fixed : null,
    required: defined?.required ?? false,
    choices: defined?.choices ?? null,
  };
}

/** The choices of a field, with a present value that is none of them: it must not be lost by looking at it. */
export function choicesWith(choices: readonly string[], value: string): string[] {
  return value === '' || choices.includes(value) ? [...choices] : [value, ...choices];
}
