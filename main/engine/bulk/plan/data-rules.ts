/** Custom data and profile of a row (HQ: validation.py CustomDataValidator, ProfileValidator; users/user_data.py UserData.update). */
import { fieldDefinition, userDataPrefix, workerProfileKey } from '#shared/domain/fields.ts';
import { matchesPythonPattern } from '#shared/domain/python-pattern.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import { SheetDate, isBlank, isTruthy, shown } from './cell-value.ts';
import type { CellValue } from './cell-value.ts';
import type { KnownPerson } from './find-people.ts';
import type { PlanFacts, Profile } from './plan-facts.ts';
import { problem } from './row-context.ts';
import type { RowProblem, Wanted } from './row-context.ts';
import { customData, valueOf } from './row-values.ts';
import type { RowValues } from './row-values.ts';

/** Looks at the `data:` columns, if there are any; fields that the row's profile supplies are skipped. */
export function customDataProblems(facts: PlanFacts, values: RowValues): RowProblem[] {
  const data = values.objects.get('data');
  if (data === undefined) return [];
  const supplied = rowProfile(facts, values)?.fields ?? {};
  return facts.fields
    .filter(({ name }) => !(name in supplied))
    .flatMap((field) => {
      const value = data.get(field.name);
      const { label, choices, regex } = field;
      if (!isTruthy(value))
        return field.required && isBlank(value) ? [problem('invalid', 'plan.hq.data-required', { label })] : [];
      if (choices !== null && !choices.includes(shown(value))) {
        const params = { value: shown(value), label, choices: choices.join(', ') };
        return [problem('invalid', 'plan.hq.data-choice', params)];
      }
      if (regex === null) return [];
      if (typeof value !== 'string') {
        const key = value instanceof SheetDate ? 'plan.data-date' : 'plan.data-number';
        return [problem('invalid', key, { value: shown(value), label })];
      }
      const matches = matchesPythonPattern(regex, value);
      return matches === false ? [problem('invalid', 'plan.hq.data-pattern', { value, label })] : [];
    });
}

/** The profile a row names, if it is known. */
export function rowProfile(facts: PlanFacts, values: RowValues): Profile | null {
  const name = valueOf(values, 'user_profile');
  return typeof name === 'string' && name !== '' ? (facts.profiles?.get(name) ?? null) : null;
}

/** The profile somebody has: workers carry its number, web users its name. */
export function currentProfile(facts: PlanFacts, person: KnownPerson | null): Profile | null {
  const held = person?.values['profile'];
  if (typeof held !== 'string' || held === '') return null;
  const all = [...(facts.profiles?.values() ?? [])];
  return all.find(({ id, name }) => (person?.entity === 'mobile-worker' ? id : name) === held) ?? null;
}

export function profileProblems(facts: PlanFacts, values: RowValues, person: KnownPerson | null): RowProblem[] {
  const given = valueOf(values, 'user_profile');
  const name = shown(given);
  if (name === '') return [];
  const wanted = rowProfile(facts, values);
  if (wanted === null) return facts.profiles === null ? [] : [problem('invalid', 'plan.hq.profile-unknown', { name })];
  if (facts.doubled.profiles.includes(name)) return [problem('invalid', 'rule.profile.doubled', { value: name })];
  const current = currentProfile(facts, person);
  if (facts.ownProfiles === null || current?.id === wanted.id) return [];
  if (current && !facts.ownProfiles.has(current.name)) return [problem('not-permitted', 'plan.hq.profile-edit')];
  return facts.ownProfiles.has(name) ? [] : [problem('not-permitted', 'plan.hq.profile-assign', { name })];
}

/**
 * Lays a row's data and profile over what somebody has. A blank cell stores empty text, except where the profile supplies the value.
 * @returns what the row wants, without what the profile supplies
 */
export function wantedData(
  facts: PlanFacts,
  values: RowValues,
  person: KnownPerson | null,
  entity: 'mobile-worker' | 'web-user' | 'invitation',
): { wanted: Wanted; problems: RowProblem[] } {
  const wanted: Wanted = new Map();
  const problems: RowProblem[] = [];
  const named = rowProfile(facts, values);
  const current = currentProfile(facts, person);
  if (named) wanted.set('profile', entity === 'mobile-worker' ? named.id : named.name);
  const given = customData(values);
  if (given.has(workerProfileKey)) problems.push(problem('invalid', 'plan.hq.data-profile-key'));
  if (named && clashesWithProfile(named, current, given, person?.values ?? {}))
    problems.push(problem('invalid', 'plan.hq.data-profile'));
  const supplied = { ...(named ?? current)?.fields, commcare_project: facts.project };
  for (const [key, value] of given) {
    const profileValue = (supplied as Record<string, string | undefined>)[key];
    if (profileValue !== undefined) {
      if (value !== '' && shown(value) !== profileValue)
        problems.push(problem('invalid', 'plan.hq.data-direct', { field: key }));
      continue;
    }
    const field = userDataPrefix + key;
    if (/\s/.test(key)) problems.push(problem('invalid', 'plan.data-form', { field: key }));
    // What HQ keeps by itself is no field: echoing it back would store it as ordinary data.
    else if (fieldDefinition(entity, field)) wanted.set(field, jsonOf(value));
  }
  return { wanted, problems };
}

/** A value of their own stands where the profile would put another, and the row does not say which holds. */
function clashesWithProfile(
  named: Profile,
  current: Profile | null,
  given: ReadonlyMap<string, CellValue>,
  values: FieldValues,
): boolean {
  return Object.entries(named.fields).some(([key, value]) => {
    const own = values[userDataPrefix + key];
    // What the present profile supplies is not theirs, and goes with it.
    if (given.has(key) || (current && key in current.fields)) return false;
    return own !== undefined && own !== null && own !== '' && sheetText(own) !== value;
  });
}

function jsonOf(value: CellValue): Json {
  return value instanceof SheetDate ? value.text : value;
}

/** A stored value as a sheet shows it: there a number and its digits are the same. */
export function sheetText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A field as the person reads it in a sentence. */
export function valueWords(value: Json | undefined): string {
  if (value === null || value === undefined) return t('plan.unknown-value');
  const text = Array.isArray(value) ? value.map(sheetText).join(', ') : sheetText(value);
  return text === '' ? t('plan.nothing') : `“${text}”`;
}
