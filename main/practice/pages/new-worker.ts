import { z } from 'zod';
import type { Reply } from '../http/reply.ts';
import { ReplyError } from '../http/reply.ts';
import { noteHistory, sendMail } from '../hq.ts';
import type { Hq } from '../hq.ts';
import type { UserData, WebUser, Worker } from '../model.ts';
import { isStrongPassword } from '../passwords.ts';
import { holds, reachableLocations } from '../permissions.ts';
import { activeWorkers, newWorker } from '../resources/user-create.ts';
import { isActiveLocation } from '../resources/user-update.ts';
import { RESERVED_NAMES, isEmail, workerSuffix } from '../resources/worker-name.ts';
import { PROFILE_KEY, UserDataError, fieldErrors, mergeUserData, profileOf } from '../user-data.ts';
import { htmlError } from './page.ts';
import type { PageCall } from './page.ts';

const text = z.string().default('');
const userSchema = z.looseObject({
  username: text,
  password: text,
  first_name: text,
  last_name: text,
  location_id: text,
  email: text,
  force_account_confirmation: z.boolean().default(false),
  send_account_confirmation_email: z.boolean().default(false),
  phone_number: text,
  deactivate_after_date: text,
  /** The profile goes in here too, by its number. */
  custom_fields: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}),
});
type NewUser = z.infer<typeof userSchema>;
const createSchema = z.looseObject({ user: userSchema });
const checkSchema = z.looseObject({ username: text });

/** HQ's limits for names typed into the page. */
const LONGEST_TYPED = 50;
const LONGEST_FULL = 80;
const LONGEST_NAME = 30;

/**
 * POST `commcare/` by script: the header DjNg-Remote-Method names the method, the body is JSON. The answer is 200 with
 * `success` or `error`. HQ: users/views/mobile/users.py MobileWorkerListView, util/jqueryrmi.py.
 */
export function workerMethod(call: PageCall): Reply {
  const answer = (json: unknown): Reply => ({ status: 200, json });
  switch (call.headers['djng-remote-method']) {
    case 'create_mobile_worker':
      return answer(create(call, bodyOf(call, createSchema).user));
    case 'check_username':
      return answer(checkUsername(call.hq, bodyOf(call, checkSchema).username));
    default:
      throw new ReplyError(htmlError(405, 'Method not allowed'));
  }
}

function bodyOf<T>(call: PageCall, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(call.body.toString('utf8')));
  } catch (cause) {
    throw Object.assign(new ReplyError(htmlError(500, 'Server error')), { cause });
  }
}

function checkUsername(hq: Hq, given: string): { success: string } | { error: string } {
  const name = given.trim().toLowerCase();
  const problem = usernameProblem(hq, name);
  return problem === undefined ? { success: `Username ${name} is available` } : { error: problem };
}

function usernameProblem(hq: Hq, name: string): string | undefined {
  const full = name + workerSuffix(hq.project);
  if (name === '') return 'Username is required.';
  if (name.length > LONGEST_TYPED || full.length > LONGEST_FULL)
    return `Username ${name} is too long. Must be under 80 characters.`;
  if (RESERVED_NAMES.includes(name)) return `Username ${name} is reserved.`;
  if (name.includes('@') || !isEmail(full)) return 'Username is invalid.';
  return hq.store.named('worker', full).length > 0 ? `Username ${name} is already taken` : undefined;
}

type Created = { success: true; user_id: string } | { error: string };

function create({ hq, user }: PageCall, given: NewUser): Created {
  if (!holds(hq, user, 'edit_commcare_users')) return { error: 'No Permission.' };
  const limit = hq.settings().workerLimit;
  if (limit !== null && activeWorkers(hq) >= limit) {
    return { error: 'No Permission.' };
  }
  const { [PROFILE_KEY]: profileGiven, ...data } = given.custom_fields;
  const profileId = String(profileGiven ?? '') || null;
  const problems = formProblems(hq, user, given, data, profileId);
  if (problems.length > 0) return { error: `Forms did not validate: ${problems.join(', ')}` };
  try {
    return { success: true, user_id: store(hq, user, given, data, profileId).id };
  } catch (error) {
    if (error instanceof UserDataError) return { error: error.message };
    throw error;
  }
}

/** HQ: users/forms.py NewMobileWorkerForm and the custom data next to it. */
function formProblems(hq: Hq, user: WebUser, given: NewUser, data: UserData, profileId: string | null): string[] {
  const isLater = given.force_account_confirmation && hq.settings().planTwoStage;
  const reach = reachableLocations(hq, user);
  const place = given.location_id;
  const fixed = profileOf(hq, profileId)?.fields ?? {};
  return [
    usernameProblem(hq, given.username.trim().toLowerCase()),
    [given.first_name, given.last_name].some((name) => name.length > LONGEST_NAME)
      ? `Ensure this value has at most ${LONGEST_NAME} characters.`
      : undefined,
    isLater && given.email === '' ? 'Email address is required when users confirm their own accounts.' : undefined,
    given.email !== '' && !isEmail(given.email) ? 'Enter a valid email address.' : undefined,
    isLater || given.password !== '' ? undefined : 'Password is required.',
    !isLater && given.password !== '' && hq.settings().strongPasswords && !isStrongPassword(given.password)
      ? 'Password is not strong enough.'
      : undefined,
    place === '' && reach !== null ? 'This field is required. You must assign a location to a user.' : undefined,
    place !== '' && (!isActiveLocation(hq, place) || reach?.has(place) === false)
      ? 'This is not a valid location.'
      : undefined,
    profileId !== null && !profileOf(hq, profileId) ? 'Invalid profile.' : undefined,
    fieldErrors(hq, 'mobile', { ...data, ...fixed }) || undefined,
  ].filter((problem) => problem !== undefined);
}

/** No groups, no language, and the project's default role. */
function store(hq: Hq, user: WebUser, given: NewUser, data: UserData, profileId: string | null): Worker {
  const isLater = given.force_account_confirmation && hq.settings().planTwoStage;
  const isMailed = isLater && given.send_account_confirmation_email;
  const username = given.username.trim().toLowerCase() + workerSuffix(hq.project);
  const start = { username, confirmed: !isLater, sendMailNow: isMailed, connectUsername: null };
  const kept = mergeUserData(hq, { user_data: {}, profile_id: null }, data, profileId);
  const worker: Worker = {
    ...newWorker(hq, start, given.password === '' ? undefined : given.password),
    first_name: given.first_name,
    last_name: given.last_name,
    email: given.email.toLowerCase(),
    phone_numbers: given.phone_number === '' ? [] : [given.phone_number.replace(/^\++/, '')],
    primary_location: given.location_id === '' ? null : given.location_id,
    locations: given.location_id === '' ? [] : [given.location_id],
    user_data: kept.user_data,
    profile_id: kept.profile_id,
  };
  hq.store.put('worker', worker);
  noteHistory(hq, worker.id, user.username, 'page', 'create');
  if (isMailed) sendMail(hq, worker.email, 'account-confirmation', worker.username);
  return worker;
}
