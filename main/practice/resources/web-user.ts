import { readJson } from '../http/call.ts';
import type { JsonObject } from '../http/call.ts';
import { listBody, readPage } from '../http/paging.ts';
import { ReplyError, answer, badRequest, canned } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import { noteHistory } from '../hq.ts';
import type { Hq } from '../hq.ts';
import { ADMIN_ROLE_ID } from '../model.ts';
import type { WebUser } from '../model.ts';
import { permissionsOfRole, roleName } from '../permissions.ts';
import { profileOf, shownUserData } from '../user-data.ts';
import { emptyUserError } from './dispatch.ts';
import { resourceUri } from './resource.ts';
import type { Resource, ResourceCall } from './resource.ts';
import { checkWebUserSpec, givenProfileId } from './web-user-rules.ts';
import { UpdateError, isActiveLocation, roleIdOf } from './user-update.ts';

const MAX_LIMIT = 1_000;

/** HQ: v0_5.WebUserResource fields; `tableau_groups` only in the answer for one user. */
function output(call: ResourceCall, user: WebUser, isDetail: boolean): Record<string, unknown> {
  const { hq } = call;
  return {
    assigned_location_ids: user.assigned_location_ids,
    default_phone_number: user.phone_numbers[0] ?? null,
    email: user.email,
    eulas: '[]',
    first_name: user.first_name,
    id: user.id,
    is_active_in_domain: user.is_active_in_domain,
    is_admin: user.role_id === ADMIN_ROLE_ID,
    last_name: user.last_name,
    permissions: permissionsOfRole(hq, user.role_id),
    phone_numbers: user.phone_numbers,
    primary_location_id: user.primary_location_id,
    profile: profileOf(hq, user.profile_id)?.name ?? '',
    resource_uri: resourceUri(call, user.id),
    role: roleName(hq, user.role_id),
    ...(isDetail ? { tableau_groups: user.tableau_groups } : {}),
    tableau_role: user.tableau_role,
    user_data: shownUserData(hq, user),
    username: user.username,
  };
}

function member(hq: Hq, id: string): WebUser | undefined {
  const user = hq.store.get('web-user', id);
  return user?.is_member ? user : undefined;
}

function list(call: ResourceCall): Reply {
  const page = readPage(call.query, MAX_LIMIT);
  const filter = call.hq.settings().listDeactivatedWebUsers ? {} : { active: true };
  const name = call.query.get('web_username');
  const found = findMembers(call, name, filter, page);
  return answer(
    200,
    listBody(
      call.query,
      page,
      found.total,
      found.rows.map((user) => output(call, user, false)),
    ),
  );
}

type Filter = { active?: boolean };
type Found = { rows: WebUser[]; total: number };

function findMembers(
  call: ResourceCall,
  name: string | null,
  filter: Filter,
  page: { limit: number; offset: number },
): Found {
  const { store } = call.hq;
  if (name === null) return store.list('web-user', filter, page.offset, page.limit, call.lagMs);
  const everybody = store.list('web-user', filter, 0, Number.MAX_SAFE_INTEGER, call.lagMs).rows;
  const matching = everybody.filter((user) => user.username === name);
  return { rows: matching.slice(page.offset, page.offset + page.limit), total: matching.length };
}

function detail(call: ResourceCall, id: string): Reply {
  const user = member(call.hq, id);
  if (!user) throw emptyUserError();
  return answer(200, output(call, user, true));
}

/** PATCH: rules first (`{"errors": […]}`), then the updater (`{"error": …}`). HQ: v0_5.WebUserResource.obj_update. */
function patch(call: ResourceCall, id: string): Reply {
  const body = readJson(call);
  const user = member(call.hq, id);
  if (!user) throw emptyUserError();
  const merged = checkWebUserSpec(call, body, user);
  const problems: string[] = [];
  const next = structuredClone(user);
  if (body['role'] !== undefined) {
    try {
      next.role_id = roleIdOf(call.hq, body['role']);
    } catch (error) {
      if (!(error instanceof UpdateError)) throw error;
      problems.push(error.message);
    }
  }
  if (Array.isArray(body['assigned_location_ids'])) {
    const ids = body['assigned_location_ids'] as string[];
    const missing = ids.filter((locationId) => !isActiveLocation(call.hq, locationId));
    if (missing.length > 0) problems.push(`Could not find location ids: ${missing.join(', ')}.`);
    next.assigned_location_ids = ids;
    next.primary_location_id = body['primary_location_id'] as string;
  }
  const profileId = givenProfileId(call.hq, body);
  if (misjudgedProfile(call.hq, body, profileId === undefined ? user.profile_id : profileId)) {
    problems.push('A profile assignment is required for Mobile Workers.');
  }
  if (problems.length > 0) throw badRequest(`The request resulted in the following errors: ${problems.join(', ')}`);
  next.user_data = merged;
  if (profileId !== undefined) next.profile_id = profileId;
  if (typeof body['tableau_role'] === 'string') next.tableau_role = body['tableau_role'];
  if (Array.isArray(body['tableau_groups'])) next.tableau_groups = body['tableau_groups'] as string[];
  call.hq.store.put('web-user', next);
  noteHistory(call.hq, id, call.caller.username, 'api', 'update');
  return answer(202, output(call, next, true));
}

/** HQ's updater asks web users for a profile that only mobile workers must have: shared code. */
function misjudgedProfile(hq: Hq, body: JsonObject, profileId: string | null): boolean {
  const required = hq.settings().profileRequiredFor;
  const isOfData = 'user_data' in body || 'profile' in body;
  return isOfData && profileId === null && required.includes('mobile') && !required.includes('web');
}

function setActive(active: boolean) {
  return (call: ResourceCall, id: string): Reply => {
    const user = member(call.hq, id);
    if (!user) throw new ReplyError(canned(404));
    // HQ checks neither for yourself nor for the last admin here.
    call.hq.store.put('web-user', { ...user, is_active_in_domain: active });
    noteHistory(call.hq, id, call.caller.username, 'api', active ? 'activate' : 'deactivate');
    return answer(202, {});
  };
}

/** Web users. HQ: v0_5.WebUserResource. */
export const webUserResource: Resource = {
  forms: ['web-user/v1', 'v0.5/web-user'],
  permission: 'edit_web_users',
  throttled: true,
  plan: ['api'],
  list: { GET: list },
  detail: { GET: detail, PATCH: patch },
  actions: {
    activate: setActive(true),
    deactivate: setActive(false),
    enable: setActive(true),
    disable: setActive(false),
  },
};
