import { isObject, isStringList, readJson } from '../http/call.ts';
import type { JsonObject } from '../http/call.ts';
import { ReplyError, answer, badRequest, jsonError, uncaught } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory, sendMail } from '../hq.ts';
import type { Hq } from '../hq.ts';
import type { Worker } from '../model.ts';
import { hashPassword, isStrongPassword } from '../passwords.ts';
import { PROFILE_KEY, UserDataError, mergeUserData } from '../user-data.ts';
import type { ResourceCall } from './resource.ts';
import { workerOutput } from './user-output.ts';

/** A refusal of one key; its text is HQ's. HQ: user_updates.py UpdateUserException. */
export class UpdateError extends Error {}

/**
 * Applies the keys of a PUT (or of a create) in the order sent, to `worker` in place, and returns the texts of the
 * refused keys. As in HQ the phone keys save the document at once and `groups` saves the groups at once, so a later
 * refusal does not take those back. HQ: user_updates.py CommcareUserUpdates.update, users/models.py.
 */
export function applyUpdates(hq: Hq, worker: Worker, body: JsonObject): string[] {
  const problems: string[] = [];
  for (const [key, value] of Object.entries(body)) {
    try {
      applyKey(hq, worker, key, value, body);
    } catch (error) {
      if (!(error instanceof UpdateError || error instanceof UserDataError)) throw error;
      problems.push(error.message);
    }
  }
  return problems;
}

function applyKey(hq: Hq, worker: Worker, key: string, value: unknown, body: JsonObject): void {
  switch (key) {
    case 'default_phone_number':
      setDefaultPhone(hq, worker, value);
      return;
    case 'phone_numbers':
      setPhones(hq, worker, value);
      return;
    case 'email':
      worker.email = text(value).toLowerCase();
      return;
    case 'first_name':
      worker.first_name = text(value);
      return;
    case 'last_name':
      worker.last_name = text(value);
      return;
    case 'language':
      worker.language = text(value);
      return;
    case 'groups':
      setGroups(hq, worker, value);
      return;
    case 'password':
      setPassword(hq, worker, value);
      return;
    case 'user_data':
      setUserData(hq, worker, value);
      return;
    case 'role':
      worker.role_id = roleIdOf(hq, value);
      return;
    case 'primary_location':
    case 'locations':
      setLocations(hq, worker, key, body);
      return;
    case 'send_confirmation_email_now':
      sendConfirmation(hq, worker, value);
      return;
    default:
      throw new UpdateError(`Attempted to update unknown or non-editable field '${key}'`);
  }
}

/** HQ stumbles over anything that is not text here. */
function text(value: unknown): string {
  if (typeof value !== 'string') throw uncaught();
  return value;
}

function withoutPlus(number: string): string {
  return number.replace(/^\++/, '');
}

function setDefaultPhone(hq: Hq, worker: Worker, value: unknown): void {
  if (typeof value !== 'string') throw new UpdateError("'default_phone_number' must be a string");
  const number = withoutPlus(value);
  worker.phone_numbers = [number, ...worker.phone_numbers.filter((item) => item !== number)];
  hq.store.put('worker', worker);
}

function setPhones(hq: Hq, worker: Worker, value: unknown): void {
  if (!isStringList(value)) throw uncaught();
  worker.phone_numbers = [...new Set(value.map(withoutPlus))];
  if (worker.phone_numbers.length > 0) hq.store.put('worker', worker);
}

/** HQ: users/models.py CommCareUser.set_groups raises a Django ValidationError, hence the list inside the text. */
function setGroups(hq: Hq, worker: Worker, value: unknown): void {
  if (!isStringList(value)) throw uncaught();
  const foreign = value.filter((id) => {
    const group = hq.store.get('group', id);
    return !group || group.deleted || group.domain !== worker.domain;
  });
  if (foreign.length > 0) {
    const message = `Unable to save groups. The following group_ids are not in the current domain: ${foreign.join(', ')}`;
    throw new ReplyError(jsonError(400, { error: `['${message}']` }));
  }
  for (const id of hq.store.groupsOf(worker.id)) if (!value.includes(id)) hq.store.removeMember(id, worker.id);
  for (const id of value) hq.store.addMember(id, worker.id);
}

function setPassword(hq: Hq, worker: Worker, value: unknown): void {
  const password = text(value);
  if (hq.settings().strongPasswords && !isStrongPassword(password))
    throw new UpdateError('Password is not strong enough.');
  worker.password_hash = hashPassword(password);
  worker.has_usable_password = true;
}

function setUserData(hq: Hq, worker: Worker, value: unknown): void {
  if (!isObject(value)) throw uncaught();
  const { [PROFILE_KEY]: profile, ...data } = value;
  // HQ looks at the profile in this request only.
  if (hq.settings().profileRequiredFor.includes('mobile') && (profile === undefined || profile === null)) {
    throw new UpdateError('A profile assignment is required for Mobile Workers.');
  }
  const merged = mergeUserData(hq, worker, data, profile === undefined ? undefined : profileIdOf(profile));
  worker.user_data = merged.user_data;
  worker.profile_id = merged.profile_id;
}

/** HQ looks the profile up by number; '' (which GET shows for "none") or a word ends in an uncaught error. */
export function profileIdOf(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  if (typeof value === 'string' && /^\d+$/.test(value)) return value;
  throw uncaught();
}

/** A stored role by name; Admin is not one. */
export function roleIdOf(hq: Hq, value: unknown): string {
  const name = text(value);
  const roles = hq.store.named('role', name);
  const first = roles[0];
  if (!first) throw new UpdateError(`The role '${name}' does not exist`);
  if (roles.length > 1)
    throw new UpdateError(`There are multiple roles with the name '${name}' in the domain '${hq.project}'`);
  return first.id;
}

/** Both keys are handled together, when the first of them comes up. */
function setLocations(hq: Hq, worker: Worker, key: string, body: JsonObject): void {
  const isSecond = key === 'locations' ? 'primary_location' in body : 'locations' in body;
  const keys = Object.keys(body).filter((name) => name === 'primary_location' || name === 'locations');
  if (isSecond && keys[0] !== key) return;
  const primary = body['primary_location'] ?? null;
  const locations = body['locations'] ?? null;
  if (primary === null && locations === null) return;
  if (primary === null || locations === null) {
    throw new UpdateError('Both primary_location and locations must be provided together.');
  }
  if (typeof primary !== 'string' || !isStringList(locations)) throw uncaught();
  if (primary === '' && locations.length === 0) {
    worker.primary_location = null;
    worker.locations = [];
    return;
  }
  if (!locations.includes(primary))
    throw new UpdateError('Primary location must be included in the list of locations.');
  const missing = locations.filter((id) => !isActiveLocation(hq, id));
  if (missing.length > 0) throw new UpdateError(`Could not find location ids: ${missing.join(', ')}.`);
  worker.primary_location = primary;
  worker.locations = [...new Set(locations)];
}

export function isActiveLocation(hq: Hq, id: string): boolean {
  const location = hq.store.get('location', id);
  return location !== undefined && !location.archived && location.domain === hq.project;
}

function sendConfirmation(hq: Hq, worker: Worker, value: unknown): void {
  if (!hq.settings().planTwoStage || value !== true) return;
  if (worker.is_account_confirmed) {
    throw new UpdateError("The confirmation email can not be sent because this user's account is already confirmed.");
  }
  if (worker.email === '') {
    throw new UpdateError("This user has no email. You must provide the user's email to send a confirmation email.");
  }
  worker.confirmation_sent_at = hq.clock().toISOString();
  sendMail(hq, worker.email, 'account-confirmation', worker.username);
}

/** PUT of one worker: partial, and not atomic. An unknown id is an uncaught error in HQ (500, not 404). */
export function updateWorker(call: ResourceCall, id: string): Reply {
  const body = readJson(call);
  const stored = call.hq.store.get('worker', id);
  if (!stored || stored.deleted || stored.domain !== call.domain) throw uncaught();
  const worker = structuredClone(stored);
  const problems = applyUpdates(call.hq, worker, body);
  if (problems.length > 0) {
    throw badRequest(`The request resulted in the following errors: ${problems.join(', ')}`);
  }
  call.hq.store.put('worker', worker);
  noteHistory(call.hq, id, call.caller.username, 'api', 'update');
  const echoed = call.hq.settings().putEchoes ? body : {};
  return answer(200, { ...echoed, ...workerOutput(call, worker) });
}
