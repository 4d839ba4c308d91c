/**
 * What the project says of mobile workers' custom data and HQ's API does not check: what is required, and what may be chosen. HQ's own form
 * refuses both, so that a worker made or edited here lacks nothing one of its own has. What a profile fixes HQ refuses everywhere.
 * Sources: corehq/apps/custom_data_fields/models.py, corehq/apps/users/user_data.py (`UserData`).
 */
import { t } from '../../messages/translate.ts';
import type { FieldProblems } from '../../ipc/result.ts';
import type { FieldValues, Json, PersonEntity } from '../entities.ts';
import { idFields, sameFieldValue, userDataPrefix } from '../fields.ts';
import type { Lookups } from '../lookups.ts';
import type { ProjectFacts } from '../rules.ts';

export type ProfileFacts = Pick<ProjectFacts, 'profileIds' | 'profileFields' | 'namesakes'>;

/**
 * The values the profile fixes, by field key, empty ones too: whatever the profile names is provided by it. They are neither edited nor sent.
 * A profile that is not known fixes nothing here.
 */
export function fixedByProfile(entity: PersonEntity, values: FieldValues, facts: ProfileFacts): FieldValues {
  const profile = values['profile'];
  if (typeof profile !== 'string') return {};
  const isWorker = entity === 'mobile-worker';
  const name = isWorker ? profileName(facts, profile) : profile.trim();
  // Of two of one name a worker's number says which it is, and so does the id beside an invitation's name.
  const id = isWorker ? profile : values[idFields.profile];
  const namesake = facts.namesakes?.profiles.find((each) => each.id === id);
  const fields = namesake?.fields ?? facts.profileFields?.[name] ?? {};
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [userDataPrefix + field, value]));
}

/** The name of the profile HQ has under this number; the number itself where HQ's pages have not told. */
export function profileName({ profileIds }: Pick<ProjectFacts, 'profileIds'>, id: string): string {
  return Object.entries(profileIds ?? {}).find(([, known]) => known === id)?.[0] ?? id;
}

/** A new worker's values, or a patch that gives a profile, without what that profile fixes: HQ refuses other values, and drops the profile for them. */
export function withoutFixed(values: FieldValues, facts: ProfileFacts): FieldValues {
  const fixed = fixedByProfile('mobile-worker', values, facts);
  return Object.fromEntries(Object.entries(values).filter(([key]) => !(key in fixed)));
}

/**
 * Problems of a worker's custom data, by field key; none where HQ's pages have not told how the fields are defined.
 * @param values the whole worker, with the edit folded in
 * @param touched keys that an edit changes: others are not held against it; left out: of a new worker, all count
 */
export function workerDataProblems(
  values: FieldValues,
  facts: ProfileFacts & Pick<ProjectFacts, 'fields'>,
  touched?: readonly string[],
): FieldProblems {
  const fixed = fixedByProfile('mobile-worker', values, facts);
  const problems: FieldProblems = {};
  for (const field of facts.fields ?? []) {
    const key = userDataPrefix + field.name;
    if (field.entity !== 'mobile-worker' || key in fixed || touched?.includes(key) === false) continue;
    const problem = definedProblem(field, values[key]);
    if (problem !== null) problems[key] = [problem];
  }
  for (const key of touched ?? [])
    if (key in fixed && !sameFieldValue('mobile-worker', key, values[key], fixed[key]))
      problems[key] = [t('rule.user-data.profile', { label: key.slice(userDataPrefix.length) })];
  return problems;
}

function definedProblem(
  { name, required, choices }: Lookups['fieldDefinitions'][number],
  given: Json | undefined,
): string | null {
  const value = textOf(given);
  if (value === '') return required ? t('rule.required', { label: name }) : null;
  if (choices === null || choices.includes(value)) return null;
  return t('rule.choice', { value, label: name, choices: choices.join(', ') });
}

function textOf(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return (typeof value === 'object' ? JSON.stringify(value) : String(value)).trim();
}
