import type { Call } from './http/call.ts';
import { canned, empty, notFoundPage, redirect } from './http/reply.ts';
import type { Reply } from './http/reply.ts';
import type { Hq } from './hq.ts';
import { routePage } from './pages/route-page.ts';
import { bulkUserResource } from './resources/bulk-user.ts';
import { dispatch } from './resources/dispatch.ts';
import type { Target } from './resources/dispatch.ts';
import { domainUsernamesResource } from './resources/domain-usernames.ts';
import { groupResource } from './resources/group.ts';
import { identity, userDomains } from './resources/identity.ts';
import { invitationResource } from './resources/invitation.ts';
import { locationTypeResource } from './resources/location-type.ts';
import { locationV1Resource } from './resources/location-v1.ts';
import { locationV2Resource } from './resources/location-v2.ts';
import type { Resource } from './resources/resource.ts';
import { oldUserResource, userResource } from './resources/user.ts';
import { webUserResource } from './resources/web-user.ts';

const RESOURCES: readonly Resource[] = [
  userResource,
  oldUserResource,
  webUserResource,
  invitationResource,
  groupResource,
  locationV1Resource,
  locationV2Resource,
  locationTypeResource,
  domainUsernamesResource,
  bulkUserResource,
];

const FORMS = new Map(RESOURCES.flatMap((resource) => resource.forms.map((form) => [form, resource] as const)));

/** Resources outside a project. */
const GLOBAL = new Map([
  ['/api/identity/v1', identity],
  ['/api/v0.5/identity', identity],
  ['/api/user_domains/v1', userDomains],
  ['/api/v0.5/user_domains', userDomains],
]);

const RESOURCE_PATH = /^\/a\/([^/]+)\/api\/([^/]+\/[^/]+)(?:\/(.*))?$/;

/** The older forms have their version first: `v0.5/user`. */
function knowsForm(hq: Hq, path: string): boolean {
  const { urlForms } = hq.settings();
  if (urlForms === 'both') return true;
  return /\/api\/v\d/.test(path) === (urlForms === 'old');
}

/** Finds what serves a path. Every HQ path ends in a slash; without it Django redirects and a body is lost. */
export function route(hq: Hq, call: Call): Reply {
  const hasSlash = call.path.endsWith('/');
  const path = hasSlash ? call.path.slice(0, -1) : call.path;
  const [, domain, form, rest] = RESOURCE_PATH.exec(path) ?? [];
  const isKnown = knowsForm(hq, path);
  const global = isKnown ? GLOBAL.get(path) : undefined;
  const resource = form === undefined || !isKnown ? undefined : FORMS.get(form);
  if (!global && !resource) return routePage(hq, call);
  if (!hasSlash) return redirect(`${path}/${call.target.slice(call.path.length)}`, 301);
  if (global) return global(hq, call);
  if (!resource || domain === undefined || form === undefined) return notFoundPage();
  const target = targetOf(rest);
  if (target === 'schema') return empty(200);
  if (target === 'set') return canned(500);
  return target ? dispatch(hq, resource, domain, form, target, call) : notFoundPage();
}

/** `set/` is broken for HQ's users (tastypie's get_multiple looks them up without the project). */
function targetOf(rest: string | undefined): Target | 'schema' | 'set' | undefined {
  if (rest === undefined || rest === '') return { kind: 'list' };
  const [id = '', action, more] = rest.split('/');
  if (id === 'schema' && action === undefined) return 'schema';
  if (id === 'set') return 'set';
  if (action === undefined) return { kind: 'detail', id };
  return more === undefined ? { kind: 'action', id, action } : undefined;
}
