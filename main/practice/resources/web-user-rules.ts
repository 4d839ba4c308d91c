import { isObject, isStringList } from '../http/call.ts';
import type { JsonObject } from '../http/call.ts';
import { ReplyError, badRequests, uncaught } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { UserData, WebUser } from '../model.ts';
import { assignableProfiles, assignableRoles, holds, reachableLocations } from '../permissions.ts';
import { PROFILE_KEY, fieldErrors, profileOf, profileRequiredText } from '../user-data.ts';
import type { ResourceCall } from './resource.ts';
import { WORKER_ROLE_NAME } from './user-create.ts';
import { isEmail } from './worker-name.ts';

const PATCH_KEYS = [
  'role',
  'primary_location_id',
  'assigned_location_ids',
  'profile',
  'user_data',
  'tableau_role',
  'tableau_groups',
];
const INVITE_KEYS = ['email', ...PATCH_KEYS];

/** HQ: the roles Tableau knows. */
export const TABLEAU_ROLES = ['Explorer', 'ExplorerCanPublish', 'SiteAdministratorExplorer', 'Viewer', 'Unlicensed'];
/** The groups of this project's Tableau site. */
export const TABLEAU_GROUPS = ['group1', 'group2', 'Programme managers'];

/** An attribute of HQ's user that is no field of the resource: HQ's code trips over it. */
const STUMBLING_KEY = 'password';

/**
 * HQ: api/validation.py WebUserResourceSpec. The first failing rule stops (400 `{"errors": […]}`); rules run in HQ's
 * field order: e-mail, role, locations, profile, custom fields, Tableau, parameters. What the caller may give away
 * counts too: roles, places, profiles, Tableau.
 * `user` is the one edited, null for an invitation. Returns the user_data to be stored.
 */
export function checkWebUserSpec(call: ResourceCall, body: JsonObject, user: WebUser | null): UserData {
  const { hq, caller } = call;
  if (user !== null && STUMBLING_KEY in body) throw uncaught();
  if (user === null) checkEmail(hq, body['email']);
  checkRole(hq, caller, body['role'], user === null);
  checkLocations(hq, caller, body, user);
  const data = checkProfileAndData(hq, caller, body, user);
  checkTableau(hq, body);
  checkParameters(hq, caller, body, user === null ? INVITE_KEYS : PATCH_KEYS);
  return data;
}

function checkEmail(hq: Hq, given: unknown): void {
  if (given === undefined || given === null || given === '') throw badRequests(["'email' is required for each user"]);
  if (typeof given !== 'string') throw uncaught();
  const email = given.toLowerCase();
  const isMember = hq.store.named('web-user', email).some((user) => user.is_member);
  const isPending = hq.store.named('invitation', email).some((invitation) => !invitation.is_accepted);
  if (isMember || isPending) {
    throw badRequests(['A user with this email address is already in this project or has a pending invitation.']);
  }
  if (hq.store.named('web-user', email).some((user) => !user.account_active)) {
    throw badRequests(['A user with this email address is deactivated. ']);
  }
  if (!isEmail(email)) throw badRequests(['User has an invalid email address for their email']);
}

function checkRole(hq: Hq, caller: WebUser, role: unknown, isInvite: boolean): void {
  if (role === undefined || role === null) {
    if (isInvite) throw badRequests(["'role' required for each user"]);
    return;
  }
  if (role === '') throw badRequests(["'role' is required for each user"]);
  if (typeof role !== 'string') throw uncaught();
  if (!assignableRoles(hq, caller, WORKER_ROLE_NAME).some(({ name }) => name === role)) {
    throw badRequests([`Role '${role}' does not exist or you do not have permission to access it`]);
  }
}

function checkLocations(hq: Hq, caller: WebUser, body: JsonObject, user: WebUser | null): void {
  const primary = body['primary_location_id'] ?? null;
  const assigned = body['assigned_location_ids'] ?? null;
  if (primary === null && assigned === null) return;
  if (primary === null || assigned === null) {
    throw badRequests(['Both primary_location and locations must be provided together.']);
  }
  if (typeof primary !== 'string' || !isStringList(assigned)) throw uncaught();
  if (primary !== '' && !assigned.includes(primary)) {
    throw badRequests(["Primary location must be one of the user's locations"]);
  }
  if (primary === '' && assigned.length > 0) {
    throw badRequests(["Primary location can't be empty if the user has any locations set"]);
  }
  const had = user === null ? [] : user.assigned_location_ids;
  checkReach(hq, caller, had, assigned, user !== null);
  const closed = assigned.filter((id) => !had.includes(id) && !takesUsers(hq, id)).map((id) => siteCode(hq, id));
  if (closed.length > 0) {
    throw badRequests([
      `These locations cannot have users assigned because of their organization level settings: ${closed.join(', ')}.`,
    ]);
  }
}

/** A caller of some places only may touch whoever is in them, and move nobody into or out of others. */
function checkReach(hq: Hq, caller: WebUser, had: string[], wanted: string[], isEdit: boolean): void {
  const reach = reachableLocations(hq, caller);
  if (reach === null) return;
  if (isEdit && !had.some((id) => reach.has(id))) {
    throw badRequests(['Based on your locations you do not have permission to edit this user or user invitation']);
  }
  const changed = [...wanted.filter((id) => !had.includes(id)), ...had.filter((id) => !wanted.includes(id))];
  const outside = changed.filter((id) => !reach.has(id) && hq.store.get('location', id) !== undefined);
  if (outside.length > 0) {
    const codes = outside.map((id) => siteCode(hq, id)).join(', ');
    throw badRequests([`You do not have permission to assign or remove these locations: ${codes}`]);
  }
}

function takesUsers(hq: Hq, locationId: string): boolean {
  const location = hq.store.get('location', locationId);
  return location === undefined || hq.store.get('location-type', location.type_id)?.has_users !== false;
}

function siteCode(hq: Hq, locationId: string): string {
  return hq.store.get('location', locationId)?.site_code ?? locationId;
}

/** The profile a body names: an id, null for "none", undefined if the body says nothing. */
export function givenProfileId(hq: Hq, body: JsonObject): string | null | undefined {
  const name = body['profile'];
  if (name === undefined || name === null) return undefined;
  if (typeof name !== 'string') throw uncaught();
  return name === '' ? null : (hq.store.named('profile', name)[0]?.id ?? null);
}

function checkProfileAndData(hq: Hq, caller: WebUser, body: JsonObject, user: WebUser | null): UserData {
  const name = body['profile'];
  if (typeof name === 'string' && name !== '' && hq.store.named('profile', name).length === 0) {
    throw badRequests([`Profile '${name}' does not exist`]);
  }
  const named = givenProfileId(hq, body);
  const profileId = named === undefined ? (user?.profile_id ?? null) : named;
  const required = profileRequiredText(hq, 'web');
  if (profileId === null && required !== undefined) throw badRequests([required]);
  checkProfileRight(hq, caller, user?.profile_id ?? null, profileId);
  const update = body['user_data'] ?? {};
  if (!isObject(update)) throw uncaught();
  const fixed = profileOf(hq, profileId)?.fields ?? {};
  for (const key of Object.keys(update)) {
    // Even the very value that the profile has: HQ asks only for the key.
    if (key === PROFILE_KEY || key in fixed) {
      throw badRequests([`'${key}' is defined by the profile so cannot be set directly`]);
    }
  }
  const all = Object.entries({ ...user?.user_data, ...update });
  const merged: UserData = Object.fromEntries(all.filter(([key]) => !(key in fixed)));
  const problems = fieldErrors(hq, 'web', { ...merged, ...fixed });
  if (problems !== '') throw badRequests([problems]);
  return merged;
}

/** HQ's flag for profiles: a caller gives and takes only those of the own role's list. One that stays needs no right. */
function checkProfileRight(hq: Hq, caller: WebUser, before: string | null, after: string | null): void {
  const mine = assignableProfiles(hq, caller);
  if (mine === null || before === after) return;
  if (before !== null && !mine.includes(before)) {
    throw badRequests(['You do not have permission to edit the profile for this user or user invitation']);
  }
  if (after !== null && !mine.includes(after)) {
    throw badRequests([`You do not have permission to assign the profile '${profileOf(hq, after)?.name ?? ''}'`]);
  }
}

function checkTableau(hq: Hq, body: JsonObject): void {
  if (!hq.settings().tableau) return;
  const role = body['tableau_role'];
  if (role !== undefined && role !== null && typeof role !== 'string') throw uncaught();
  if (typeof role === 'string' && !TABLEAU_ROLES.includes(role)) {
    throw badRequests([
      `Invalid tableau role: '${role}'. Please choose one of the following: ${TABLEAU_ROLES.join(', ')}`,
    ]);
  }
  const groups = body['tableau_groups'];
  if (groups === undefined || groups === null) return;
  if (!isStringList(groups)) throw uncaught();
  const wrong = groups.filter((group) => !TABLEAU_GROUPS.includes(group));
  if (wrong.length > 0) {
    throw badRequests([
      `These groups, ${wrong.join(', ')}, are not valid for this domain. Please choose from the following: ${TABLEAU_GROUPS.join(', ')}`,
    ]);
  }
}

/** Several of these can fail at once, and HQ then tells them all. */
function checkParameters(hq: Hq, caller: WebUser, body: JsonObject, allowed: readonly string[]): void {
  const settings = hq.settings();
  const problems: string[] = [];
  const unknown = Object.keys(body).filter((key) => !allowed.includes(key));
  if (unknown.length > 0) problems.push(`Invalid parameter(s): ${unknown.join(', ')}`);
  const mayTableau = settings.tableau && holds(hq, caller, 'edit_user_tableau_config');
  if (!mayTableau && ('tableau_role' in body || 'tableau_groups' in body)) {
    problems.push('You do not have permission to edit Tableau Configuration.');
  }
  if (!settings.planProfiles && body['profile']) problems.push('This domain does not have user profile privileges.');
  const hasLocations = 'primary_location_id' in body || 'assigned_location_ids' in body;
  if (!settings.planLocations && hasLocations) problems.push('This domain does not have locations privileges.');
  if (problems.length > 0) throw new ReplyError(badRequests(problems).reply);
}
