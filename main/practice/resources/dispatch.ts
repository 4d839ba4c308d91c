import { authorize } from '../http/authenticate.ts';
import type { Call } from '../http/call.ts';
import { ReplyError, allowed, badRequest, empty, jsonError, methodNotAllowed, notFoundPage } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import { FOREIGN_PROJECT } from '../hq.ts';
import type { Resource } from './resource.ts';

export const CUT_OFF =
  'API access has been temporarily cut off due to too many requests.  To re-enable, please contact support.';
export const NO_SUBSCRIPTION = 'Your current subscription does not have access to this feature';

/** What is left of the path after the resource's form: list, one record, or an action on it. */
export type Target = { kind: 'list' } | { kind: 'detail'; id: string } | { kind: 'action'; id: string; action: string };

/** HQ's order of checks: cut off, plan, method, authentication and permission, throttle, handler (HqBaseResource.dispatch). */
export function dispatch(hq: Hq, resource: Resource, domain: string, form: string, target: Target, call: Call): Reply {
  if (target.kind !== 'action') checkPlan(hq, resource, domain);
  const handler = handlerOf(resource, target, call.method);
  if ('reply' in handler) return handler.reply;
  const caller = authorize(hq, call, domain, resource.permission);
  checkThrottle(hq, resource, call, caller.username);
  checkAccept(call);
  const reply = handler.run({ ...call, hq, domain, caller, form });
  if (resource.throttled) hq.throttle.count(call.now);
  return reply;
}

function checkPlan(hq: Hq, resource: Resource, domain: string): void {
  const settings = hq.settings();
  if (resource.plan.length === 0) return;
  // The locations' own class asks first (BaseLocationsResource.dispatch), then the base of all resources.
  if (resource.plan.includes('locations') && !settings.planLocations) throw new ReplyError(empty(403));
  if (settings.cutOff) throw new ReplyError(jsonError(401, { error: CUT_OFF }));
  const isKnown = domain === hq.project || domain === FOREIGN_PROJECT;
  if (!isKnown || !settings.planApi) throw new ReplyError(jsonError(401, { error: NO_SUBSCRIPTION }));
}

type Found = { reply: Reply } | { run: (call: Parameters<NonNullable<Resource['list']['GET']>>[0]) => Reply };

function handlerOf(resource: Resource, target: Target, method: string): Found {
  if (target.kind === 'action') {
    const action = resource.actions?.[target.action];
    if (action === undefined) return { reply: notFoundPage() };
    if (method === 'OPTIONS') return { reply: allowed(['POST']) };
    if (method !== 'POST') return { reply: methodNotAllowed(['POST']) };
    return { run: (call) => action(call, target.id) };
  }
  const methods = Object.keys(target.kind === 'list' ? resource.list : resource.detail);
  if (method === 'OPTIONS') return { reply: allowed(methods) };
  if (target.kind === 'list') {
    const run = resource.list[method];
    return run ? { run } : { reply: methodNotAllowed(methods) };
  }
  const run = resource.detail[method];
  return run ? { run: (call) => run(call, target.id) } : { reply: methodNotAllowed(methods) };
}

/** What cannot be served falls back to JSON; what is no list of types does not. HQ: tastypie utils/mime.py (mimeparse). */
function checkAccept(call: Call): void {
  const isChosen = ['json', 'xml'].includes(call.query.get('format') ?? '');
  const types = (call.headers.accept ?? '').split(',').filter((part) => part.trim() !== '');
  const isType = (part: string): boolean => /^\s*(\*|[^/;]*\/[^/;]*)\s*(;|$)/.test(part);
  if (!isChosen && !types.every(isType)) throw badRequest('Invalid Accept header');
}

/** HQ: api/resources/meta.py HQThrottle; the answer is empty and has no Retry-After. A few user names are exempt. */
function checkThrottle(hq: Hq, resource: Resource, call: Call, username: string): void {
  const settings = hq.settings();
  if (!resource.throttled || !settings.throttle || settings.throttleWhitelist.includes(username)) return;
  const workers = hq.store.count('worker', { domain: hq.project, active: true });
  if (!hq.throttle.allows(workers, settings.usersIncluded, call.now)) throw new ReplyError(empty(429));
}

/** HQ: v0_1.UserResource.obj_get gives nothing for an unknown id, and tastypie stumbles over the empty user: 400, not 404. */
export function emptyUserError(): ReplyError {
  return new ReplyError(
    jsonError(400, {
      error: "The object 'CommCareUser()' has an empty attribute 'get_id' and doesn't allow a default or null value.",
    }),
  );
}
