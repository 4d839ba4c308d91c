import { isObject, isStringList, readJson } from '../http/call.ts';
import type { JsonObject } from '../http/call.ts';
import { listBody, readPage } from '../http/paging.ts';
import { ReplyError, answer, badRequest, canned, empty, jsonError, uncaught } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { Group } from '../model.ts';
import { resourceUri } from './resource.ts';
import type { Resource, ResourceCall } from './resource.ts';
import { workerOf } from './user.ts';

const MAX_LIMIT = 1_000;
const KNOWN_KEYS = ['name', 'case_sharing', 'reporting', 'metadata', 'users'];

/** HQ shows the ids of active members only, so GET, change, PUT loses the others. */
function output(call: ResourceCall, group: Group): Record<string, unknown> {
  const users = call.hq.store.membersOf(group.id).filter((id) => workerOf(call.hq, id)?.is_active);
  return {
    case_sharing: group.case_sharing,
    domain: group.domain,
    id: group.id,
    metadata: group.metadata,
    name: group.name,
    reporting: group.reporting,
    resource_uri: resourceUri(call, group.id),
    users,
  };
}

function groupOf(hq: Hq, id: string): Group | undefined {
  const group = hq.store.get('group', id);
  return group && !group.deleted && group.domain === hq.project ? group : undefined;
}

function list(call: ResourceCall): Reply {
  const page = readPage(call.query, MAX_LIMIT);
  const found = call.hq.store.list('group', { domain: call.domain }, page.offset, page.limit, 0);
  return answer(
    200,
    listBody(
      call.query,
      page,
      found.total,
      found.rows.map((group) => output(call, group)),
    ),
  );
}

function detail(call: ResourceCall, id: string): Reply {
  const group = groupOf(call.hq, id);
  if (!group) throw new ReplyError(empty(404));
  return answer(200, output(call, group));
}

function isTaken(hq: Hq, name: string, exceptId: string | null): boolean {
  return hq.store
    .named('group', name)
    .some((group) => !group.deleted && group.domain === hq.project && group.id !== exceptId);
}

/** Makes a group and returns its id, or throws HQ's text as a plain Error. */
function make(hq: Hq, body: JsonObject): string {
  const name = body['name'];
  if (name === undefined || name === null || name === '') throw new GroupError('Name is required');
  if (typeof name !== 'string') throw uncaught();
  if (isTaken(hq, name, null)) throw new GroupError(`A group with name ${name} already exists`);
  const group: Group = {
    id: hq.store.newId('group'),
    domain: hq.project,
    name,
    case_sharing: false,
    reporting: true,
    metadata: {},
    extra: {},
    deleted: false,
  };
  assign(hq, group, body);
  hq.store.put('group', group);
  return group.id;
}

class GroupError extends Error {}

function assign(hq: Hq, group: Group, body: JsonObject): void {
  if (typeof body['name'] === 'string') group.name = body['name'];
  if (typeof body['case_sharing'] === 'boolean') group.case_sharing = body['case_sharing'];
  if (typeof body['reporting'] === 'boolean') group.reporting = body['reporting'];
  if (isObject(body['metadata'])) group.metadata = body['metadata'];
  if (isStringList(body['users'])) hq.store.setMembers(group.id, body['users']);
  for (const [key, value] of Object.entries(body)) if (!KNOWN_KEYS.includes(key)) group.extra[key] = value;
}

/** POST: errors come under `error_message` here, unlike everywhere else. */
function create(call: ResourceCall): Reply {
  const body = readJson(call);
  try {
    const id = make(call.hq, body);
    return answer(201, { id }, { Location: call.origin + resourceUri(call, id) });
  } catch (error) {
    if (error instanceof GroupError) throw new ReplyError(jsonError(400, { error_message: error.message }));
    throw error;
  }
}

/** PATCH of the list creates only. Each slot of the flat answer is an id or an error text; the good ones stay. */
function createMany(call: ResourceCall): Reply {
  const { objects } = readJson(call);
  if (!Array.isArray(objects)) throw badRequest("Invalid data sent: missing 'objects'");
  let status = 202;
  const slots = objects.map((item: unknown) => {
    try {
      return make(call.hq, isObject(item) ? item : {});
    } catch (error) {
      if (!(error instanceof GroupError)) throw error;
      status = 400;
      return error.message;
    }
  });
  return answer(status, slots);
}

function update(call: ResourceCall, id: string): Reply {
  const body = readJson(call);
  const stored = groupOf(call.hq, id);
  if (!stored) throw uncaught();
  const name = body['name'];
  if (name !== undefined) {
    if (typeof name !== 'string' || name === '') throw badRequest('Name must not be blank');
    if (isTaken(call.hq, name, id)) throw badRequest(`A group with name ${name} already exists`);
  }
  const group = structuredClone(stored);
  assign(call.hq, group, body);
  call.hq.store.put('group', group);
  return answer(200, output(call, group));
}

function remove(call: ResourceCall, id: string): Reply {
  const group = groupOf(call.hq, id);
  if (!group) throw new ReplyError(canned(404));
  call.hq.store.setMembers(id, []);
  call.hq.store.put('group', { ...group, deleted: true });
  return empty(204);
}

/** Groups. HQ: v0_5.GroupResource. */
export const groupResource: Resource = {
  forms: ['group/v1', 'v0.5/group'],
  permission: 'edit_commcare_users',
  throttled: true,
  plan: ['api'],
  list: { GET: list, POST: create, PATCH: createMany },
  detail: { GET: detail, PUT: update, DELETE: remove },
};
