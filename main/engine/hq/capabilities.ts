/**
 * What a connection can do, and why not: one table for the screens, so that what is missing is explained before the person has
 * typed anything. A pure function of facts that others find out. Sources: HQ's permission checks in corehq/apps/users/decorators.py
 * and the views and resources they guard; which channel offers what: gateway.ts and pages/hq-pages.ts.
 */
import { capabilities } from '#shared/domain/capability.ts';
import type { Capability, CapabilityState, CapabilityTable, Obstacle } from '#shared/domain/capability.ts';
import { t } from '#shared/messages/translate.ts';
import type { MessageKey } from '#shared/messages/translate.ts';

/** `unknown`: not asked yet, or HQ does not tell; such a fact never forbids, HQ's own answer decides. */
export type Known = 'yes' | 'no' | 'unknown';

export const hqPermissions = [
  'access_api',
  'edit_web_users',
  'view_web_users',
  'edit_commcare_users',
  'view_commcare_users',
  'edit_locations',
  'view_roles',
  'edit_user_tableau_config',
] as const;
export type HqPermission = (typeof hqPermissions)[number];

export type ConnectionFacts = {
  /** A credential for REST is there. */
  api: boolean;
  /** A session is there and not over. */
  signedIn: boolean;
  /** The account holds every permission; its session does too. */
  isAdmin: Known;
  /** The account's, and so its session's. */
  permissions: Partial<Record<HqPermission, Known>>;
  /**
   * What REST's answers told of the API key, which may be limited to a role: it can do what both the key and the account may. A `no`
   * holds for administrators too. It tells nothing of the session. Source: corehq/apps/users/decorators.py, `require_api_permission`.
   */
  keyRights: Partial<Record<HqPermission, Known>>;
  /** Feature flags of the project. */
  flags: { personalId: Known; tableau: Known };
  /** What the project's plan includes. */
  plan: { api: Known; locations: Known; bulkUsers: Known; profiles: Known; accountConfirmation: Known };
};

export type Channel = 'api' | 'pages';
type Needs = {
  /** Any of these serves; each has its own obstacles, and the nearest one is told. */
  channels: readonly Channel[];
  /** The pages stand in only where there is a key and REST may not be used with it: a run begins by asking REST who it is. */
  pagesStandIn?: true;
  /** Any of these permissions serves. */
  permissions: readonly HqPermission[];
  /** The pages ask for none of them: every member may. */
  pagesForAll?: true;
  /** A step on the way asks for any of these as well; `text` says which step. */
  also?: { permissions: readonly HqPermission[]; text: 'poll' };
  flag?: keyof ConnectionFacts['flags'];
  plan?: Exclude<keyof ConnectionFacts['plan'], 'api'>;
};

const viewWeb = ['edit_web_users', 'view_web_users'] as const;
const viewWorkers = ['edit_commcare_users', 'view_commcare_users'] as const;
const editWeb = ['edit_web_users'] as const;
const editWorkers = ['edit_commcare_users'] as const;
const both = ['api', 'pages'] as const;
const apiOnly = ['api'] as const;
const pagesOnly = ['pages'] as const;

/** REST asks for the edit permission even to read; the pages also serve those who may only look. */
const needs: Record<Capability, Needs> = {
  'list-web-users': { channels: both, permissions: viewWeb },
  'edit-web-user': { channels: apiOnly, permissions: editWeb },
  'activate-web-user': { channels: both, permissions: editWeb, pagesStandIn: true },
  'remove-web-user': { channels: pagesOnly, permissions: editWeb },
  invite: { channels: both, permissions: editWeb, pagesStandIn: true },
  'list-invitations': { channels: pagesOnly, permissions: viewWeb },
  'edit-invitation': { channels: pagesOnly, permissions: editWeb },
  'resend-invitation': { channels: pagesOnly, permissions: editWeb },
  'delete-invitation': { channels: pagesOnly, permissions: editWeb },
  'answer-access-request': { channels: pagesOnly, permissions: editWeb },
  'list-mobile-workers': { channels: both, permissions: viewWorkers },
  'create-mobile-worker': { channels: apiOnly, permissions: editWorkers },
  'confirm-account': { channels: apiOnly, permissions: editWorkers, plan: 'accountConfirmation' },
  'edit-mobile-worker': { channels: apiOnly, permissions: editWorkers },
  'activate-mobile-worker': { channels: apiOnly, permissions: editWorkers },
  'delete-mobile-worker': { channels: apiOnly, permissions: editWorkers },
  'reset-password': { channels: apiOnly, permissions: editWorkers },
  'see-personal-id': { channels: pagesOnly, permissions: viewWorkers, flag: 'personalId' },
  'link-personal-id': { channels: pagesOnly, permissions: editWorkers, flag: 'personalId' },
  'list-groups': { channels: apiOnly, permissions: editWorkers },
  // HQ fills the boxes of its own forms with them. Source: corehq/apps/locations/views.py, `LocationsSearchView`.
  'list-locations': {
    channels: both,
    permissions: ['edit_locations'],
    pagesForAll: true,
    pagesStandIn: true,
    plan: 'locations',
  },
  'assign-locations': { channels: both, permissions: ['edit_web_users', 'edit_commcare_users'], plan: 'locations' },
  'assign-profile': { channels: both, permissions: ['edit_web_users', 'edit_commcare_users'], plan: 'profiles' },
  'set-tableau': { channels: apiOnly, permissions: ['edit_user_tableau_config'], flag: 'tableau' },
  'list-roles': { channels: pagesOnly, permissions: ['view_roles', 'edit_web_users'] },
  'see-custom-fields': { channels: pagesOnly, permissions: ['edit_web_users', ...viewWorkers] },
  // A download of web users too is waited for on the mobile workers' page. Source: corehq/apps/users/views/mobile/users.py, the
  // download's poll view.
  'download-web-users': {
    channels: pagesOnly,
    permissions: viewWeb,
    also: { permissions: viewWorkers, text: 'poll' },
  },
  'upload-web-users': { channels: pagesOnly, permissions: editWeb, plan: 'bulkUsers' },
  'download-mobile-workers': { channels: pagesOnly, permissions: viewWorkers },
  'upload-mobile-workers': { channels: pagesOnly, permissions: editWorkers, plan: 'bulkUsers' },
};

export function capabilityTable(facts: ConnectionFacts): CapabilityTable {
  const entries = capabilities.map((capability) => [capability, stateOf(facts, needs[capability])] as const);
  return Object.fromEntries(entries) as CapabilityTable;
}

function stateOf(facts: ConnectionFacts, need: Needs): CapabilityState {
  const project = projectObstacle(facts, need);
  const channels = need.pagesStandIn && !facts.api ? apiOnly : need.channels;
  const found = channels.map((channel) => project ?? obstacleOn(facts, need, channel));
  if (found.includes(null)) return { can: true, obstacle: null, why: '', how: '' };
  if (need.pagesStandIn && found.includes('not-signed-in') && pagesMay(facts, need))
    return signInInstead(need, found[0] ?? 'no-api-key');
  const obstacles = found.filter((obstacle) => obstacle !== null);
  // Where one channel is there and the other is not, what hinders the one that is there is the nearer thing to mend.
  const nearest = obstacles.find((obstacle) => !missingChannel.has(obstacle));
  const none = obstacles.length > 1 && nearest === undefined;
  const obstacle = none ? 'no-connection' : (nearest ?? obstacles[0] ?? 'no-connection');
  const { also } = need;
  const onTheWay =
    obstacle === 'no-permission' &&
    also !== undefined &&
    need.channels.some((channel) => mayHold(facts, need.permissions, channel));
  const permissions = (onTheWay ? also.permissions : need.permissions)
    .map((name) => t(permissionTexts[name]))
    .join(t('capability.or'));
  return {
    can: false,
    obstacle,
    why: t(`capability.${onTheWay ? also.text : obstacle}.why`, { permissions }),
    how: t(`capability.${obstacle}.how`, { permissions }),
  };
}

/** REST may not be used for it, and HQ's pages would do it for whoever is signed in. */
function signInInstead(need: Needs, barred: Obstacle): CapabilityState {
  const permissions = need.permissions.map((name) => t(permissionTexts[name])).join(t('capability.or'));
  const why = `${t(`capability.${barred}.why`, { permissions })} ${t('capability.by-pages')}`;
  return { can: false, obstacle: 'not-signed-in', why, how: t('capability.not-signed-in.how') };
}

/** What stands in the way on one channel, taken as there: a key, a sign-in. */
export function obstacleBy(facts: ConnectionFacts, capability: Capability, channel: Channel): Obstacle | null {
  const need = needs[capability];
  return projectObstacle(facts, need) ?? obstacleOn({ ...facts, api: true, signedIn: true }, need, channel);
}

/** REST may not be used for it, and HQ's pages may: the change goes through them. */
export function goesByPages(facts: ConnectionFacts, capability: Capability): boolean {
  return (
    needs[capability].pagesStandIn === true &&
    obstacleBy(facts, capability, 'api') !== null &&
    obstacleBy(facts, capability, 'pages') === null
  );
}

/** What the account's role (or its key's) would have to hold for it, as HQ names it. */
export function rightText(capability: Capability, obstacle: 'no-permission' | 'no-api-access'): string {
  const names = obstacle === 'no-api-access' ? (['access_api'] as const) : needs[capability].permissions;
  return names.map((name) => t(permissionTexts[name])).join(t('capability.or'));
}

/** Whether it is the account's own role that lacks it; else the role that its key is limited to may. */
export function lacksItself(
  facts: ConnectionFacts,
  capability: Capability,
  obstacle: 'no-permission' | 'no-api-access',
): boolean {
  const names = obstacle === 'no-api-access' ? (['access_api'] as const) : needs[capability].permissions;
  return facts.isAdmin !== 'yes' && names.every((name) => facts.permissions[name] === 'no');
}

/** Nothing is known against one of them. */
function mayHold(facts: ConnectionFacts, permissions: readonly HqPermission[], channel: Channel): boolean {
  return permissions.some((name) => rightOn(facts, name, channel) !== 'no');
}

function pagesMay(facts: ConnectionFacts, { pagesForAll, permissions }: Needs): boolean {
  return pagesForAll === true || mayHold(facts, permissions, 'pages');
}

function rightOn(facts: ConnectionFacts, name: HqPermission, channel: Channel): Known {
  const own = facts.isAdmin === 'yes' ? 'yes' : (facts.permissions[name] ?? 'unknown');
  const ofKey = facts.keyRights[name] ?? 'unknown';
  if (channel === 'pages') return own;
  if (own === 'no' || ofKey === 'no') return 'no';
  return ofKey;
}

const missingChannel: ReadonlySet<Obstacle> = new Set(['no-api-key', 'not-signed-in']);

/** What the project lacks stands in the way on every channel: no key and no sign-in would help. */
function projectObstacle(facts: ConnectionFacts, need: Needs): Obstacle | null {
  if (need.plan !== undefined && facts.plan[need.plan] === 'no') return planObstacles[need.plan];
  if (need.flag !== undefined && facts.flags[need.flag] === 'no') return flagObstacles[need.flag];
  return null;
}

function obstacleOn(facts: ConnectionFacts, need: Needs, channel: Channel): Obstacle | null {
  if (channel === 'api' && !facts.api) return 'no-api-key';
  if (channel === 'pages' && !facts.signedIn) return 'not-signed-in';
  if (channel === 'api' && facts.plan.api === 'no') return 'plan-api';
  if (channel === 'api' && rightOn(facts, 'access_api', channel) === 'no') return 'no-api-access';
  if (channel === 'pages' && need.pagesForAll) return null;
  // Only edit permissions open REST.
  const enough = need.permissions.filter((name) => channel === 'pages' || !name.startsWith('view_'));
  const allowed =
    mayHold(facts, enough, channel) && (need.also === undefined || mayHold(facts, need.also.permissions, channel));
  return allowed ? null : 'no-permission';
}

const planObstacles = {
  locations: 'plan-locations',
  bulkUsers: 'plan-bulk',
  profiles: 'plan-profiles',
  accountConfirmation: 'plan-confirmation',
} as const;
const flagObstacles = { personalId: 'flag-personal-id', tableau: 'flag-tableau' } as const;

const permissionTexts: Record<HqPermission, MessageKey> = {
  access_api: 'permission.access_api',
  edit_web_users: 'permission.edit_web_users',
  view_web_users: 'permission.view_web_users',
  edit_commcare_users: 'permission.edit_commcare_users',
  view_commcare_users: 'permission.view_commcare_users',
  edit_locations: 'permission.edit_locations',
  view_roles: 'permission.view_roles',
  edit_user_tableau_config: 'permission.edit_user_tableau_config',
};

/**
 * Permissions as HQ writes them (web-user's `permissions`, or the signed-in account's own rights) as facts. A name that is not
 * there stays unknown: HQ's versions differ.
 */
export function permissionFacts(permissions: Readonly<Record<string, unknown>>): ConnectionFacts['permissions'] {
  const facts: ConnectionFacts['permissions'] = {};
  for (const name of hqPermissions) {
    const value = permissions[name];
    if (typeof value === 'boolean') facts[name] = value ? 'yes' : 'no';
  }
  return facts;
}
