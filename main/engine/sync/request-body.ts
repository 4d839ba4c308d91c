/** A patch as the body HQ takes. Source: corehq/apps/api/user_updates.py (workers), corehq/apps/api/validation.py (web users). */
import { confirmsAccount } from '#shared/domain/rules.ts';
import {
  accountConfirmation,
  emptyValue,
  fieldDefinition,
  nestUserData,
  userDataPrefix,
  workerProfileKey,
} from '#shared/domain/fields.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';

/**
 * Keys HQ saves at once while it works through a PUT in the order sent; a later key that fails still answers 400 for the whole. They go
 * last, so that a refusal leaves as little as possible half done.
 */
const savedAtOnce: readonly string[] = ['phone_numbers', 'groups'];

/**
 * @param truth HQ's record as last read (whole): a user_data PUT has to name the worker's profile again where there is one, because
 *   HQ looks for the profile in this request. Source: corehq/apps/api/user_updates.py `_update_user_data`.
 * @param fixed what the profile that a worker's patch gives fixes: where HQ has another value it goes along, or HQ would keep to that and
 *   refuse the profile ("Profile conflicts with existing data"). Source: corehq/apps/users/user_data.py `UserData.update`
 */
export function updateBody(
  entity: PersonEntity,
  patch: FieldValues,
  truth: Record<string, Json>,
  fixed: FieldValues = {},
): Record<string, Json> {
  const keys = Object.keys(patch).sort((left, right) => savedAtOnce.indexOf(left) - savedAtOnce.indexOf(right));
  const known = isObject(truth['user_data']) ? truth['user_data'] : {};
  const overwritten = Object.entries(fixed).filter(([key, value]) => {
    const own = known[key.slice(userDataPrefix.length)] ?? '';
    return own !== '' && own !== value;
  });
  const values: FieldValues = {
    ...Object.fromEntries(keys.map((key) => [key, sendable(entity, key, patch[key] ?? null)])),
    ...Object.fromEntries(overwritten),
  };
  const body = entity === 'mobile-worker' ? nestWorker(values) : nestUserData(values);
  const ordered = Object.fromEntries(
    Object.entries(body).sort(([left], [right]) => savedAtOnce.indexOf(left) - savedAtOnce.indexOf(right)),
  );
  const userData = ordered['user_data'];
  if (entity !== 'mobile-worker' || !isObject(userData) || workerProfileKey in userData) return ordered;
  const profile = known[workerProfileKey];
  // '' is how HQ shows "none"; sent back it makes HQ fail.
  if (profile === null || profile === undefined || profile === '') return ordered;
  return { ...ordered, user_data: { ...userData, [workerProfileKey]: profile } };
}

/** A worker's profile goes by its number into user_data; null takes it away ('' makes HQ fail). */
function nestWorker({ profile, ...values }: FieldValues): Record<string, Json> {
  const body = nestUserData(values);
  if (profile === undefined) return body;
  const userData = isObject(body['user_data']) ? body['user_data'] : {};
  const number = typeof profile === 'string' && /^\d+$/.test(profile) ? Number(profile) : profile;
  return { ...body, user_data: { ...userData, [workerProfileKey]: number === '' ? null : number } };
}

/**
 * A new worker: empty values are left out, HQ starts from them anyway.
 * @param password not sent for a worker who confirms the account (HQ refuses one then); null: a worker with PersonalID has none
 */
export function createBody(patch: FieldValues, password: string | null): Record<string, Json> {
  const { username = '', [accountConfirmation]: confirmation = '', ...rest } = patch;
  const filled = Object.entries(rest).filter(([, value]) => !isEmpty(value));
  const body = nestWorker(Object.fromEntries(filled));
  if (!confirmsAccount(patch)) return { username, ...(password === null ? {} : { password }), ...body };
  return {
    username,
    require_account_confirmation: true,
    send_confirmation_email_now: confirmation === 'mail-now',
    ...body,
  };
}

/** A new invitation: what is empty is left out, but HQ wants both location fields or none. */
export function invitationBody(patch: FieldValues): Record<string, Json> {
  return nestUserData(Object.fromEntries(Object.entries(patch).filter(([, value]) => !isEmpty(value))));
}

/** null makes HQ fail for texts ("email": null); '' is its empty. */
function sendable(entity: PersonEntity, key: string, value: Json): Json {
  if (value !== null) return value;
  return emptyValue(fieldDefinition(entity, key)?.type ?? 'custom');
}

function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
