import type { z } from 'zod';
import { isObject, isStringList } from '../http/call.ts';
import { badRequest } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import { ADMIN_ROLE_ID, ADMIN_ROLE_NAME } from '../model.ts';
import type { Entities } from '../model.ts';
import type { EditableEntity, editSchema } from '../options.ts';
import type { AnyRecord } from '../store.ts';
import { retireWorker } from '../resources/user.ts';
import { workerSuffix } from '../resources/worker-name.ts';
import { template } from './templates.ts';

type Edit = z.output<typeof editSchema>;

/** Another admin changes, makes or removes a record. Returns the record's id; throws 400 with the reason. */
export function applyEdit(hq: Hq, edit: Edit): string {
  if (edit.create === true) {
    const made = template(hq, edit.entity);
    assign(hq, edit.entity, made, edit.set);
    return made.id;
  }
  const found = find(hq, edit);
  if (!found) throw badRequest(`no ${edit.entity} ${edit.id ?? edit.username ?? '(no id or username given)'}`);
  if (edit.remove === true) remove(hq, edit.entity, found.id);
  else assign(hq, edit.entity, found, edit.set);
  return found.id;
}

function find(hq: Hq, edit: Edit): AnyRecord | undefined {
  if (edit.id !== undefined) return hq.store.getAny(edit.entity, edit.id);
  if (edit.username === undefined) return undefined;
  const full =
    edit.entity === 'worker' && !edit.username.includes('@') ? edit.username + workerSuffix(hq.project) : edit.username;
  return hq.store
    .namedAny(edit.entity, full)
    .find((doc) => doc['deleted'] !== true && doc['is_accepted'] !== true && doc['archived'] !== true);
}

function remove(hq: Hq, entity: EditableEntity, id: string): void {
  const { store } = hq;
  const worker = entity === 'worker' ? store.get('worker', id) : undefined;
  const user = entity === 'web-user' ? store.get('web-user', id) : undefined;
  const group = entity === 'group' ? store.get('group', id) : undefined;
  const location = entity === 'location' ? store.get('location', id) : undefined;
  if (worker) retireWorker(hq, worker);
  else if (user) store.put('web-user', { ...user, is_member: false });
  else if (group) store.put('group', { ...group, deleted: true });
  else if (location) store.put('location', { ...location, archived: true });
  else store.delete(entity, id);
}

/** `role` and `profile` may be given by name, `groups` (worker) and `users` (group) as lists of ids; `user_data` is merged. */
function assign(hq: Hq, entity: EditableEntity, doc: AnyRecord, set: Record<string, unknown>): void {
  const next: AnyRecord = { ...doc };
  for (const [key, value] of Object.entries(set)) {
    if (key === 'role') next['role_id'] = roleId(hq, value);
    else if (key === 'profile') next['profile_id'] = profileId(hq, value);
    else if (key === 'groups' && entity === 'worker' && isStringList(value)) setGroups(hq, doc.id, value);
    else if (key === 'users' && entity === 'group' && isStringList(value)) hq.store.setMembers(doc.id, value);
    else if (key === 'deactivate_after' && entity === 'worker' && isDay(value)) next[key] = value;
    else if (key === 'user_data' && isObject(value)) next['user_data'] = { ...(doc['user_data'] as object), ...value };
    else if (!(key in doc)) throw badRequest(`a ${entity} has no "${key}"; it has ${Object.keys(doc).join(', ')}`);
    else if (!isLike(doc[key], value)) throw badRequest(`"${key}" of a ${entity} is not a ${typeof value}`);
    else next[key] = value;
  }
  hq.store.put(entity, next as Entities[EditableEntity]);
}

/** What most workers do not have stands in no record of theirs. */
function isDay(value: unknown): boolean {
  return value === null || (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value));
}

/** Same kind of value; null stands for any kind. */
function isLike(old: unknown, value: unknown): boolean {
  return old === null || value === null || (typeof old === typeof value && Array.isArray(old) === Array.isArray(value));
}

function roleId(hq: Hq, name: unknown): string | null {
  if (typeof name !== 'string' || name === '') return null;
  if (name === ADMIN_ROLE_NAME) return ADMIN_ROLE_ID;
  const role = hq.store.named('role', name)[0];
  if (!role) throw badRequest(`no role ${name}`);
  return role.id;
}

function profileId(hq: Hq, name: unknown): string | null {
  if (typeof name !== 'string' || name === '') return null;
  const profile = hq.store.named('profile', name)[0];
  if (!profile) throw badRequest(`no profile ${name}`);
  return profile.id;
}

function setGroups(hq: Hq, userId: string, groupIds: string[]): void {
  for (const id of hq.store.groupsOf(userId)) if (!groupIds.includes(id)) hq.store.removeMember(id, userId);
  for (const id of groupIds) hq.store.addMember(id, userId);
}

/** The fault edit-meanwhile without a scripted edit: the record named in the path gets another (last) name, an invitation another role. */
export function editMeanwhile(hq: Hq, path: string): void {
  for (const id of path.split('/')) {
    if (id === '') continue;
    for (const entity of ['worker', 'web-user'] as const) {
      const person = hq.store.get(entity, id);
      if (person) assign(hq, entity, person, { last_name: `${person.last_name} (changed at HQ)` });
    }
    const invitation = hq.store.get('invitation', id);
    const other = hq.store.rules('role').find((role) => role.id !== invitation?.role_id);
    if (invitation && other) assign(hq, 'invitation', invitation, { role: other.name });
    for (const entity of ['group', 'location'] as const) {
      const thing = hq.store.get(entity, id);
      if (thing) assign(hq, entity, thing, { name: `${thing.name} (changed at HQ)` });
    }
  }
}
