import type { FieldValues } from '#shared/domain/entities.ts';
import { userDataPrefix } from '#shared/domain/fields.ts';
import { fixedByProfile } from '#shared/domain/rules/custom-data-rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { plain } from '../people/fields/value-text.ts';

export type CustomField = {
  key: string;
  required: boolean;
  choices: readonly string[] | null;
  /** The value the chosen profile gives; nobody may give another. null: free. */
  fixed: string | null;
};

/** The project's custom fields for web users as defined, or as seen on people, and what the invitation carries beside. */
export function customFieldsOf(values: FieldValues, lookups: Lookups): CustomField[] {
  const fixed = fixedByProfile('web-user', values, lookups);
  const defined = lookups.fieldDefinitions.filter(({ entity }) => entity === 'web-user');
  const own = Object.keys(values)
    .filter((key) => key.startsWith(userDataPrefix))
    .map((key) => key.slice(userDataPrefix.length));
  const names = new Set([...defined.map(({ name }) => name), ...lookups.webUserFields, ...own]);
  return [...names].map((name) => {
    const { required = false, choices = null } = defined.find((field) => field.name === name) ?? {};
    const key = userDataPrefix + name;
    return { key, required, choices, fixed: key in fixed ? plain(fixed[key]) : null };
  });
}

/** Required custom fields without a value. Those the profile fixes have theirs. */
export function requiredProblems(values: FieldValues, lookups: Lookups): FieldProblems {
  const empty = customFieldsOf(values, lookups).filter(
    ({ key, required, fixed }) => required && fixed === null && plain(values[key]) === '',
  );
  return Object.fromEntries(
    empty.map(({ key }) => [key, [t('rule.required', { label: key.slice(userDataPrefix.length) })]]),
  );
}

/** Required custom fields that an edit empties; what was empty before stands in the way of nothing else. */
export function emptiedProblems(values: FieldValues, patch: FieldValues, lookups: Lookups): FieldProblems {
  return Object.fromEntries(Object.entries(requiredProblems(values, lookups)).filter(([key]) => key in patch));
}

/** Without what the profile fixes (HQ refuses other values for it) and without what is empty. */
export function sentValues(values: FieldValues, lookups: Lookups): FieldValues {
  const fixed = new Set(
    customFieldsOf(values, lookups)
      .filter((field) => field.fixed !== null)
      .map(({ key }) => key),
  );
  return Object.fromEntries(
    Object.entries(values).filter(
      ([key, value]) => !fixed.has(key) && !(key.startsWith(userDataPrefix) && plain(value) === ''),
    ),
  );
}
