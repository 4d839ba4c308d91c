import { jsonError, ReplyError } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { EntityName } from '../model.ts';
import { roleName } from '../permissions.ts';
import { workerSuffix } from '../resources/worker-name.ts';
import { profileOf } from '../user-data.ts';

type Doc = Record<string, unknown>;

/** The names of the lists in the answer. */
const LISTS: Record<string, EntityName> = {
  webUsers: 'web-user',
  workers: 'worker',
  invitations: 'invitation',
  groups: 'group',
  locations: 'location',
  locationTypes: 'location-type',
  roles: 'role',
  profiles: 'profile',
  fields: 'field',
  apiKeys: 'api-key',
  oauthTokens: 'oauth-token',
  history: 'history',
  removals: 'removal',
  accessRequests: 'access-request',
};

/** A record with its names spelled out and without password hashes. */
function shown(hq: Hq, entity: EntityName, doc: Doc & { id: string }): Doc {
  const { password_hash: _hash, ...rest } = doc;
  const extra: Doc = {};
  if ('role_id' in doc) extra['role'] = roleName(hq, doc['role_id'] as string | null);
  if ('profile_id' in doc) extra['profile'] = profileOf(hq, doc['profile_id'] as string | null)?.name ?? '';
  if (entity === 'worker') extra['groups'] = hq.store.groupsOf(doc.id);
  if (entity === 'group') extra['users'] = hq.store.membersOf(doc.id);
  return { ...rest, ...extra };
}

/** Everything HQ knows, or one record (`entity` with `id` or `username`), or one list (`entity` alone). */
export function stateOf(hq: Hq, query: URLSearchParams): unknown {
  const asked = query.get('entity');
  if (asked === null) {
    const lists = Object.entries(LISTS).map(([name, entity]) => [name, listOf(hq, entity)] as const);
    const foreign = { workers: listOf(hq, 'worker', false), groups: listOf(hq, 'group', false) };
    return { ...Object.fromEntries(lists), foreign };
  }
  const entity = Object.entries(LISTS).find(([name, item]) => name === asked || item === asked)?.[1];
  if (!entity) throw new ReplyError(jsonError(400, { error: `no entity ${asked}` }));
  const id = query.get('id');
  const username = query.get('username');
  if (id === null && username === null) return listOf(hq, entity);
  const full =
    entity === 'worker' && username !== null && !username.includes('@')
      ? username + workerSuffix(hq.project)
      : username;
  const named = full === null ? [] : hq.store.namedAny(entity, full);
  const doc = id === null ? named[0] : hq.store.getAny(entity, id);
  if (!doc) throw new ReplyError(jsonError(404, { error: `no ${entity} ${id ?? username ?? ''}` }));
  return shown(hq, entity, doc);
}

/** `isOwn` false: the records of the other project instead. */
function listOf(hq: Hq, entity: EntityName, isOwn = true): Doc[] {
  const docs = hq.store.allAny(entity);
  const isKept = (doc: Doc): boolean =>
    (!('domain' in doc) || entity === 'api-key' || doc['domain'] === hq.project) === isOwn;
  return docs.filter(isKept).map((doc) => shown(hq, entity, doc));
}
