import type { Hq } from '../hq.ts';
import type { Profile, UserData } from '../model.ts';
import { UserDataError, mergeUserData, profileOf } from '../user-data.ts';
import type { StoredUserData } from '../user-data.ts';
import { ImportCrash, isTruthy, objectOf, shown } from './cell.ts';
import type { Row, RowValue } from './cell.ts';
import type { Scope } from './scope.ts';

/** The profile a row names, if there is one. */
export function rowProfile(hq: Hq, row: Row): Profile | undefined {
  const name = row['user_profile'];
  return typeof name === 'string' && name !== '' ? hq.store.named('profile', name)[0] : undefined;
}

/**
 * Looks at the `data:` columns, if the row has any; fields that the row's profile supplies are skipped.
 * A number against a field with a pattern ends the whole import. HQ: CustomDataValidator.
 */
export function customDataProblems({ hq, kind }: Pick<Scope, 'hq' | 'kind'>, row: Row): string | undefined {
  const data = objectOf(row['data']);
  if (data === undefined) return undefined;
  const supplied = rowProfile(hq, row)?.fields ?? {};
  const problems: string[] = [];
  for (const field of hq.store.rules('field')) {
    if (field.slug in supplied) continue;
    const value = data[field.slug];
    if (!isTruthy(value)) {
      if (field.required_for.includes(kind) && (value === undefined || value === '')) {
        problems.push(`${field.label} is required.`);
      }
    } else if (field.choices.length > 0 && !field.choices.includes(shown(value))) {
      problems.push(
        `'${shown(value)}' is not a valid choice for ${field.label}. The available options are: ${field.choices.join(', ')}.`,
      );
    } else if (field.regex !== '' && !matches(field.regex, value)) {
      problems.push(`'${shown(value)}' is not a valid match for ${field.label}`);
    }
  }
  return problems.length > 0 ? problems.join(' ') : undefined;
}

function matches(pattern: string, value: RowValue | undefined): boolean {
  if (typeof value !== 'string') throw new ImportCrash('expected string or bytes-like object');
  return new RegExp(pattern, 'u').test(value);
}

/**
 * The row's data and profile laid over what is stored; a blank profile leaves it as it is, a blank cell stores empty text
 * except where the profile supplies the value. Throws UserDataError with HQ's text. HQ: BaseUserRow, users/user_data.py.
 */
export function mergedRowData(hq: Hq, stored: StoredUserData, row: Row): StoredUserData {
  const given: UserData = { ...objectOf(row['data']), ...objectOf(row['uncategorized_data']) };
  if ('commcare_profile' in given) throw new UserDataError('You cannot set commcare_profile directly');
  const named = rowProfile(hq, row);
  const supplied = (named ?? profileOf(hq, stored.profile_id))?.fields ?? {};
  const kept = { ...stored.user_data };
  for (const [key, value] of Object.entries(given)) {
    if (value !== '' || !(key in supplied)) continue;
    Reflect.deleteProperty(given, key);
    Reflect.deleteProperty(kept, key);
  }
  return mergeUserData(hq, { user_data: kept, profile_id: stored.profile_id }, given, named?.id);
}
