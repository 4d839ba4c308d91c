import type { FieldValues } from '#shared/domain/entities.ts';
import { connectUsername } from '#shared/domain/fields.ts';
import { withoutFixed, workerDataProblems } from '#shared/domain/rules/custom-data-rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { FieldProblems } from '#shared/ipc/result.ts';
import { plain } from '../people/fields/value-text.ts';

/** What speaks against a new worker's custom data; see `workerDataProblems`. */
export function customDataProblems(values: FieldValues, lookups: Lookups): FieldProblems {
  return workerDataProblems(values, { ...lookups, fields: lookups.fieldDefinitions });
}

/** What somebody who knows the worker tries first as a password. */
export function ownWords(values: FieldValues): string[] {
  return ['username', 'first_name', 'last_name'].map((key) => plain(values[key]));
}

/** Without what the profile fixes (HQ refuses other values for it) and without what is empty. */
export function sentWorkerValues(values: FieldValues, lookups: Lookups): FieldValues {
  return Object.fromEntries(
    Object.entries(withoutFixed(values, lookups)).filter(([, value]) => value !== '' && JSON.stringify(value) !== '[]'),
  );
}

/** What stays in the form for the next worker: places, groups, language and the like are most often the same. */
export function valuesForNext(values: FieldValues): FieldValues {
  const own = new Set(['username', connectUsername, 'first_name', 'last_name', 'email', 'phone_numbers']);
  return Object.fromEntries(Object.entries(values).filter(([key]) => !own.has(key)));
}
