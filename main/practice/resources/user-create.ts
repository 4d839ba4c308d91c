import { isObject, readJson } from '../http/call.ts';
import type { JsonObject } from '../http/call.ts';
import { ReplyError, answer, badRequest, uncaught } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory, sendMail } from '../hq.ts';
import type { Hq } from '../hq.ts';
import type { Worker } from '../model.ts';
import { hashPassword } from '../passwords.ts';
import { PROFILE_KEY, profileOf } from '../user-data.ts';
import { resourceUri } from './resource.ts';
import type { ResourceCall } from './resource.ts';
import { applyUpdates, profileIdOf } from './user-update.ts';
import { completeWorkerName } from './worker-name.ts';

/** HQ's default role for new mobile workers. */
export const WORKER_ROLE_NAME = 'Mobile Worker Default';

/** Keys that are used up before the updater sees the rest. */
const CREATE_KEYS = [
  'username',
  'password',
  'connect_username',
  'require_account_confirmation',
  'send_confirmation_email_now',
];

type Start = { username: string; confirmed: boolean; sendMailNow: boolean; connectUsername: string | null };

/**
 * POST of a worker: 201 and only the id. Wrong optional keys are dropped without a word; an exception retires the
 * half-made account and burns its username. HQ: v0_5.CommCareUserResource.obj_create.
 */
export function createWorker(call: ResourceCall): Reply {
  const body = readJson(call);
  const start = checkNew(call.hq, body);
  // Who confirms the account sets a password of their own then; until that HQ's random one is in place.
  const password = start.confirmed ? body['password'] : call.hq.sessions.newToken();
  const worker = newWorker(call.hq, start, password);
  const rest = Object.fromEntries(Object.entries(body).filter(([key]) => !CREATE_KEYS.includes(key)));
  call.hq.store.put('worker', worker);
  try {
    applyUpdates(call.hq, worker, rest);
  } catch (error) {
    call.hq.store.put('worker', { ...worker, deleted: true, is_active: false });
    throw error;
  }
  call.hq.store.put('worker', worker);
  noteHistory(call.hq, worker.id, call.caller.username, 'api', 'create');
  if (start.sendMailNow) sendMail(call.hq, worker.email, 'account-confirmation', worker.username);
  return answer(201, { id: worker.id }, { Location: call.origin + resourceUri(call, worker.id) });
}

function checkNew(hq: Hq, body: JsonObject): Start {
  const given = body['username'];
  if (typeof given !== 'string') throw uncaught();
  const username = completeWorkerName(hq, given);
  const settings = hq.settings();
  const connect = body['connect_username'];
  if (connect !== undefined && !settings.connect) {
    throw badRequest("You don't have permission to use connect_username field");
  }
  const isFull = settings.workerLimit !== null && activeWorkers(hq) >= settings.workerLimit;
  if (settings.restHeedsWorkerLimit && isFull) throw badRequest('No Permission.');
  checkProfile(hq, body['user_data']);
  const connectUsername = typeof connect === 'string' && connect !== '' ? connect : null;
  const require = flag(body['require_account_confirmation']);
  const send = flag(body['send_confirmation_email_now']);
  if (settings.planTwoStage && (require || send)) {
    checkTwoStage(body, require);
    return { username, confirmed: false, sendMailNow: send, connectUsername };
  }
  const password = body['password'];
  if ((password === undefined || password === null || password === '') && connectUsername === null) {
    throw badRequest('Password or connect username required');
  }
  return { username, confirmed: true, sendMailNow: false, connectUsername };
}

export function activeWorkers(hq: Hq): number {
  return hq.store.count('worker', { domain: hq.project, active: true });
}

/** HQ's text for a bad profile is not known; '' and words pass here and break later, burning the name. */
function checkProfile(hq: Hq, data: unknown): void {
  const profile = isObject(data) ? data[PROFILE_KEY] : undefined;
  if (profile === undefined || profile === null || profile === '') return;
  if (!profileOf(hq, profileIdOf(profile))) throw badRequest('User data profile not found');
}

function flag(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string' && /^(true|t|yes|y|1|on)$/i.test(value)) return true;
  if (typeof value === 'string' && /^(false|f|no|n|0|off)$/i.test(value)) return false;
  throw uncaught();
}

/** HQ: CommCareUserResource.validate_new_user_input. */
function checkTwoStage(body: JsonObject, require: boolean): void {
  if (!require) throw badRequest('You must require account confirmation to send a confirmation email.');
  if (!body['email']) throw badRequest("You must provide the user's email to send a confirmation email.");
  if (body['password']) throw badRequest('Users will provide their own password on confirmation.');
}

/** A fresh account without any optional value. */
export function newWorker(hq: Hq, start: Start, password: unknown): Worker {
  const hasPassword = typeof password === 'string' && password !== '';
  if (password !== undefined && password !== null && typeof password !== 'string')
    throw new ReplyError(uncaught().reply);
  return {
    id: hq.store.newId('worker'),
    domain: hq.project,
    username: start.username,
    first_name: '',
    last_name: '',
    email: '',
    language: '',
    phone_numbers: [],
    primary_location: null,
    locations: [],
    user_data: {},
    profile_id: null,
    role_id: hq.store.named('role', WORKER_ROLE_NAME)[0]?.id ?? null,
    is_active: start.confirmed,
    is_account_confirmed: start.confirmed,
    confirmation_sent_at: start.sendMailNow ? hq.clock().toISOString() : null,
    is_location_user: false,
    has_usable_password: hasPassword,
    password_hash: hasPassword ? hashPassword(password) : null,
    connect_username: start.connectUsername,
    personalid_link_active: start.connectUsername === null ? null : true,
    created_on: hq.clock().toISOString(),
    has_submissions: false,
    deleted: false,
  };
}
