import type { FieldValues } from '#shared/domain/entities.ts';
import { connectUsername, userDataPrefix } from '#shared/domain/fields.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { fixedByProfile } from '../people/fields/custom-field.ts';
import { plain } from '../people/fields/value-text.ts';

/**
 * What the project says of custom data and HQ's API does not check: what is required, and what may be chosen. HQ's own form refuses
 * both, so that a worker made here lacks nothing one made there has. Source: corehq/apps/custom_data_fields/models.py.
 */
export function customDataProblems(values: FieldValues, lookups: Lookups): FieldProblems {
  const fixed = fixedByProfile('mobile-worker', values, lookups);
  const problems: FieldProblems = {};
  for (const { entity, name, required, choices } of lookups.fieldDefinitions) {
    const key = userDataPrefix + name;
    if (entity !== 'mobile-worker' || key in fixed) continue;
    const value = plain(values[key]).trim();
    if (value === '' && required) problems[key] = [t('rule.required', { label: name })];
    if (value !== '' && choices !== null && !choices.includes(value))
      problems[key] = [t('rule.choice', { value, label: name, choices: choices.join(', ') })];
  }
  return problems;
}

/** What somebody who knows the worker tries first as a password. */
export function ownWords(values: FieldValues): string[] {
  return ['username', 'first_name', 'last_name'].map((key) => plain(values[key]));
}

/** Without what the profile fixes (HQ refuses other values for it) and without what is empty. */
export function sentWorkerValues(values: FieldValues, lookups: Lookups): FieldValues {
  const fixed = fixedByProfile('mobile-worker', values, lookups);
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => !(key in fixed) && value !== '' && JSON.stringify(value) !== '[]'),
  );
}

/** What stays in the form for the next worker: places, groups, language and the like are most often the same. */
export function valuesForNext(values: FieldValues): FieldValues {
  const own = new Set(['username', connectUsername, 'first_name', 'last_name', 'email', 'phone_numbers']);
  return Object.fromEntries(Object.entries(values).filter(([key]) => !own.has(key)));
}
