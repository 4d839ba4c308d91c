import type { Hq } from './hq.ts';
import type { Profile, UserData, UserKind } from './model.ts';

/** HQ's system keys inside user_data. */
export const PROFILE_KEY = 'commcare_profile';
const PROJECT_KEY = 'commcare_project';

/** A refusal of HQ's user-data rules; its text is HQ's. */
export class UserDataError extends Error {}

export type StoredUserData = { user_data: UserData; profile_id: string | null };

export function profileOf(hq: Hq, profileId: string | null): Profile | undefined {
  return hq.store.rules('profile').find((profile) => profile.id === profileId);
}

const TYPE_NAMES: readonly [UserKind, string][] = [
  ['web', 'Web Users'],
  ['mobile', 'Mobile Workers'],
];

/** What is said where somebody of this kind has to have a profile; undefined = need not. Names all kinds that must. HQ: ProfileValidator. */
export function profileRequiredText(hq: Hq, kind: UserKind): string | undefined {
  const required = hq.settings().profileRequiredFor;
  if (!required.includes(kind)) return undefined;
  const types = TYPE_NAMES.filter(([type]) => required.includes(type)).map(([, label]) => label);
  return `A profile must be assigned to users of the following type(s): ${types.join(', ')}`;
}

/** What HQ itself supplies, and nobody may set to another value. */
function provided(hq: Hq, profile: Profile | undefined): UserData {
  return { [PROJECT_KEY]: hq.project, ...(profile ? profile.fields : {}) };
}

/** user_data as read: every defined field (blank when unset), stored keys, system keys, values of the profile. */
export function shownUserData(hq: Hq, stored: StoredUserData): UserData {
  const blanks = Object.fromEntries(hq.store.rules('field').map((field) => [field.slug, '']));
  const profile = profileOf(hq, stored.profile_id);
  return {
    ...blanks,
    ...stored.user_data,
    [PROFILE_KEY]: stored.profile_id === null ? '' : Number(stored.profile_id),
    ...provided(hq, profile),
  };
}

/**
 * Merges an update into stored data, key by key; throws UserDataError with HQ's text.
 * HQ: users/user_data.py UserData.update. A key equal to what the system supplies is ignored, another value refused.
 */
export function mergeUserData(
  hq: Hq,
  stored: StoredUserData,
  update: UserData,
  profileId?: string | null,
): StoredUserData {
  let next: StoredUserData = { user_data: { ...stored.user_data }, profile_id: stored.profile_id };
  if (profileId !== undefined) next = withProfile(hq, next, profileId, update);
  const system = provided(hq, profileOf(hq, next.profile_id));
  for (const [key, value] of Object.entries(update)) {
    if (!(key in system)) next.user_data[key] = value;
    else if (system[key] !== value) throw new UserDataError(`'${key}' cannot be set directly`);
  }
  return next;
}

function withProfile(hq: Hq, stored: StoredUserData, profileId: string | null, update: UserData): StoredUserData {
  const profile = profileOf(hq, profileId);
  if (profileId !== null && !profile) throw new UserDataError('User data profile not found');
  const fields = profile ? profile.fields : {};
  const kept: UserData = {};
  for (const [key, value] of Object.entries(stored.user_data)) {
    if (!(key in fields)) kept[key] = value;
    else if (value !== '' && value !== fields[key] && !(key in update)) {
      throw new UserDataError('Profile conflicts with existing data');
    }
  }
  return { user_data: kept, profile_id: profileId };
}

/** HQ: custom_data_fields/models.py validate_custom_fields; messages are joined by a space. Empty text = all well. */
export function fieldErrors(hq: Hq, kind: UserKind, data: UserData): string {
  const problems: string[] = [];
  for (const field of hq.store.rules('field')) {
    const raw = data[field.slug];
    const value = typeof raw === 'string' ? raw : raw === undefined || raw === null ? '' : JSON.stringify(raw);
    if (value === '') {
      if (field.required_for.includes(kind)) problems.push(`${field.label} is required.`);
    } else if (field.choices.length > 0 && !field.choices.includes(value)) {
      problems.push(
        `'${value}' is not a valid choice for ${field.label}. The available options are: ${field.choices.join(', ')}.`,
      );
    } else if (field.regex !== '' && !new RegExp(field.regex, 'u').test(value)) {
      problems.push(`'${value}' is not a valid match for ${field.label}`);
    }
  }
  return problems.join(' ');
}
