import type { JsonObject } from '../http/call.ts';
import { readPage, listBody } from '../http/paging.ts';
import { answer, badRequest, canned, empty, ReplyError } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory, sendMail } from '../hq.ts';
import type { Hq } from '../hq.ts';
import type { Worker } from '../model.ts';
import { emptyUserError } from './dispatch.ts';
import type { Resource, ResourceCall } from './resource.ts';
import { createWorker } from './user-create.ts';
import { workerOutput } from './user-output.ts';
import { updateWorker } from './user-update.ts';

const MAX_LIMIT = 1_000;
/** HQ: v0_1._safe_bool; anything else counts as false. */
const TRUE_WORDS = ['true', 't', 'yes', 'y', '1', 'on'];
const NO_EXTRAS = { submitted_last_30: 0, completed_last_30: 0, submitted_last_month: 0, completed_last_month: 0 };

export function isYes(text: string | null): boolean {
  return text !== null && TRUE_WORDS.includes(text.toLowerCase());
}

/** A living worker of the sample project. */
export function workerOf(hq: Hq, id: string): Worker | undefined {
  const worker = hq.store.get('worker', id);
  return worker && !worker.deleted && worker.domain === hq.project ? worker : undefined;
}

function list(call: ResourceCall): Reply {
  const page = readPage(call.query, MAX_LIMIT);
  const groupId = call.query.get('group') ?? '';
  const found = groupId === '' ? listByStatus(call, page) : listGroup(call, groupId, page);
  const extras = isYes(call.query.get('extras')) ? { extras: NO_EXTRAS } : {};
  const objects = found.rows.map((worker) => ({ ...workerOutput(call, worker), ...extras }));
  return answer(200, listBody(call.query, page, found.total, objects));
}

type Found = { rows: Worker[]; total: number };

function listByStatus(call: ResourceCall, page: { limit: number; offset: number }): Found {
  const active = !isYes(call.query.get('archived'));
  return call.hq.store.list('worker', { domain: call.domain, active }, page.offset, page.limit, call.lagMs);
}

/** The group's members in its own order; `archived` is ignored. */
function listGroup(call: ResourceCall, groupId: string, page: { limit: number; offset: number }): Found {
  const group = call.hq.store.get('group', groupId);
  // HQ's document look-up raises for an unknown id.
  if (!group) throw new ReplyError(canned(500));
  if (group.domain !== call.domain) throw badRequest(`Project ${call.domain} has no group with id=${groupId}`);
  const members = call.hq.store.membersOf(groupId).flatMap((id) => workerOf(call.hq, id) ?? []);
  return { rows: members.slice(page.offset, page.offset + page.limit), total: members.length };
}

function detail(call: ResourceCall, id: string): Reply {
  const worker = workerOf(call.hq, id);
  if (!worker) throw emptyUserError();
  return answer(200, workerOutput(call, worker));
}

/** HQ: soft delete; the username stays taken for ever. */
export function retireWorker(hq: Hq, worker: Worker): void {
  for (const groupId of hq.store.groupsOf(worker.id)) hq.store.removeMember(groupId, worker.id);
  hq.store.put('worker', { ...worker, deleted: true, is_active: false });
}

function remove(call: ResourceCall, id: string): Reply {
  const worker = workerOf(call.hq, id);
  if (!worker) throw new ReplyError(empty(404));
  retireWorker(call.hq, worker);
  noteHistory(call.hq, id, call.caller.username, 'api', 'delete');
  return empty(204);
}

function workerOr404(call: ResourceCall, id: string): Worker {
  const worker = workerOf(call.hq, id);
  if (!worker) throw new ReplyError(canned(404));
  return worker;
}

function setActive(active: boolean) {
  return (call: ResourceCall, id: string): Reply => {
    const worker = workerOr404(call, id);
    const refusal = activeStateRefusal(call.hq, worker, active);
    if (refusal !== undefined) throw badRequest(refusal);
    call.hq.store.put('worker', { ...worker, is_active: active });
    noteHistory(call.hq, id, call.caller.username, 'api', active ? 'activate' : 'deactivate');
    return answer(202, {});
  };
}

/** Why HQ will not change a worker's active state; the texts are those of the equivalent page. */
export function activeStateRefusal(hq: Hq, worker: Worker, active: boolean): string | undefined {
  if (worker.is_location_user) {
    return 'This is a location user, archive or delete the corresponding location to deactivate it.';
  }
  const limit = hq.settings().workerLimit;
  const isOneMore = active && !worker.is_active;
  if (isOneMore && limit !== null && hq.store.count('worker', { domain: hq.project, active: true }) >= limit) {
    return 'No Permission.';
  }
  return undefined;
}

/** Why HQ will not mail a new password. */
export function passwordResetProblem(worker: Worker): string | undefined {
  if (worker.email === '') return 'This user does not have an email address set.';
  if (!worker.has_usable_password) return 'This user account cannot reset the password.';
  return worker.is_active ? undefined : 'This user is inactive and cannot reset their password.';
}

function emailPasswordReset(call: ResourceCall, id: string): Reply {
  const worker = workerOr404(call, id);
  const problem = passwordResetProblem(worker);
  if (problem !== undefined) throw badRequest(problem);
  sendMail(call.hq, worker.email, 'password-reset', worker.username);
  return answer(202, {});
}

/** The oldest form: to read only, and before workers had places. HQ: v0_1.CommCareUserResource. */
function withoutPlaces(reply: Reply): Reply {
  const strip = (shown: JsonObject): JsonObject => {
    const { primary_location: _primary, locations: _locations, ...rest } = shown;
    return rest;
  };
  const json = reply.json as JsonObject;
  const objects = json['objects'] as JsonObject[] | undefined;
  return { ...reply, json: objects ? { ...json, objects: objects.map(strip) } : strip(json) };
}

export const oldUserResource: Resource = {
  forms: ['v0.4/user'],
  permission: 'edit_commcare_users',
  throttled: true,
  plan: ['api'],
  list: { GET: (call) => withoutPlaces(list(call)) },
  detail: { GET: (call, id) => withoutPlaces(detail(call, id)) },
};

/** Mobile workers. HQ: v0_5.CommCareUserResource. */
export const userResource: Resource = {
  forms: ['user/v1', 'v0.5/user'],
  permission: 'edit_commcare_users',
  throttled: true,
  plan: ['api'],
  list: { GET: list, POST: createWorker },
  detail: { GET: detail, PUT: updateWorker, DELETE: remove },
  actions: {
    activate: setActive(true),
    deactivate: setActive(false),
    enable: setActive(true),
    disable: setActive(false),
    email_password_reset: emailPasswordReset,
  },
};
