/**
 * HQ over its REST API with an API key. Sources for addresses and methods: corehq/apps/api/urls.py and resources/v0_5.py, v1_0.py,
 * corehq/apps/locations/resources/v0_6.py.
 */
import type { z } from 'zod';
import type { Json, PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDeps } from '../../deps.ts';
import { classifyAnswer, classifyError } from '../classify.ts';
import type { Asked } from '../classify.ts';
import type { CallOptions, HqGateway, HqPage, HqRecord, PageRequest } from '../gateway.ts';
import type { Failure, Outcome } from '../outcome.ts';
import type { Throttle, ThrottleLane } from '../throttle.ts';
import { createHttpClient } from './http-client.ts';
import type { HttpRequest } from './http-client.ts';
import * as schemas from './schemas.ts';

export type RestGatewayOptions = {
  /** Address of the server; a path and trailing slashes are cut off. */
  server: string;
  project: string;
  username: string;
  apiKey: string;
  /** Roster's own, for the User-Agent. */
  version: string;
  /** Until HQ's answer begins, and between two pieces of it, ms. */
  timeoutMs?: number;
  throttle: Throttle;
  now: EngineDeps['now'];
  setTimer: EngineDeps['setTimer'];
  log: EngineDeps['log'];
};

/** HQ's gateways give up after about a minute; ours waits longer, so that the 504 is seen rather than guessed at. */
const defaultTimeoutMs = 90_000;
/** HQ's own maximum for a page of users. Source: corehq/apps/api/resources/meta.py. */
const fullPage = 1000;

/** Newer and older address of each resource; `throttled` as in HQ's Meta classes. */
const resources = {
  identity: { path: '/api/identity/v1/', older: '/api/v0.5/identity/', throttled: false },
  projects: { path: '/api/user_domains/v1/', older: '/api/v0.5/user_domains/', throttled: false },
  user: { path: 'user/v1/', older: 'v0.5/user/', throttled: true },
  webUser: { path: 'web-user/v1/', older: 'v0.5/web-user/', throttled: true },
  group: { path: 'group/v1/', older: 'v0.5/group/', throttled: true },
  location: { path: 'location/v2/', older: 'v0.6/location/', throttled: false },
  usernames: { path: 'domain_usernames/v1/', older: 'v0.5/domain_usernames/', throttled: false },
} as const;
type Resource = keyof typeof resources;

type Call<Value> = {
  resource: Resource;
  method: HttpRequest['method'];
  id?: string;
  query?: Record<string, string>;
  body?: Record<string, Json>;
  lane: ThrottleLane;
  entity?: PersonEntity;
  schema: (url: string) => z.ZodType<Value>;
  signal?: AbortSignal | undefined;
  admit?: AbortSignal | undefined;
};

export function createRestGateway(options: RestGatewayOptions): HqGateway {
  const origin = new URL(options.server).origin;
  const { throttle, now, log } = options;
  const client = createHttpClient({
    server: origin,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      'user-agent': `Roster/${options.version}`,
      authorization: `ApiKey ${options.username}:${options.apiKey}`,
    },
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    setTimer: options.setTimer,
  });
  /** Resources this server knows by the older address only. */
  const older = new Set<Resource>();

  function address(call: Call<unknown>, useOlder: boolean): URL {
    const resource = resources[call.resource];
    const path = useOlder ? resource.older : resource.path;
    const base = path.startsWith('/') ? path : `/a/${encodeURIComponent(options.project)}/api/${path}`;
    // The trailing slash is part of HQ's patterns; without it Django redirects and a body may be lost.
    const url = new URL(call.id === undefined ? base : `${base}${encodeURIComponent(call.id)}/`, origin);
    for (const [key, value] of Object.entries(call.query ?? {})) url.searchParams.set(key, value);
    return url;
  }

  async function run<Value>(call: Call<Value>): Promise<Outcome<Value>> {
    if (resources[call.resource].throttled) {
      const admission = await throttle.acquire(call.lane, call.admit ?? call.signal);
      if (!admission.admitted) {
        if (admission.why === 'cancelled') return cancelledBefore();
        return { kind: 'throttled', status: 429, retryAfterMs: admission.retryAfterMs };
      }
    }
    const first = await exchange(call, older.has(call.resource));
    if (!isUnknownAddress(first) || older.has(call.resource)) return first;
    const second = await exchange(call, true);
    if (isUnknownAddress(second)) return first;
    // Cancelled or cut off in between, it says nothing about the address.
    if (!('status' in second)) return second;
    older.add(call.resource);
    log('info', `HQ knows ${call.resource} by its older address only`);
    return second;
  }

  async function exchange<Value>(call: Call<Value>, useOlder: boolean): Promise<Outcome<Value>> {
    // Cancelled while it waited for its place in the budget.
    if (call.signal?.aborted || call.admit?.aborted) return cancelledBefore();
    const url = address(call, useOlder);
    const began = now();
    const result = await client.send({
      method: call.method,
      url,
      signal: call.signal,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    const asked: Asked = { method: call.method, entity: call.entity ?? 'mobile-worker', now: now() };
    const classified = result.ok
      ? classifyAnswer(result.answer, asked)
      : classifyError(result.error, asked, { answerBegan: result.answerBegan, cancelled: result.cancelled });
    const outcome = classified.kind === 'json' ? fit(classified, call.schema(url.href)) : classified;
    if (outcome.kind === 'throttled') throttle.refused(outcome.retryAfterMs);
    else if ('status' in outcome && resources[call.resource].throttled) throttle.answered();
    // Path and kind only: bodies hold people's data, headers the key.
    log('info', `${call.method} ${url.pathname} ${outcome.kind} ${now() - began} ms`);
    return outcome;
  }

  const list = async (
    resource: Resource,
    record: z.ZodType<HqRecord>,
    request: PageRequest,
    query: Record<string, string> = {},
  ): Promise<Outcome<HqPage>> =>
    run<HqPage>({
      resource,
      method: 'GET',
      query: { ...query, limit: String(request.limit), offset: String(request.offset) },
      lane: 'pull',
      schema: (url) => schemas.pageSchema(record, { offset: request.offset, url }),
      signal: request.signal,
    });

  const detail = (resource: Resource, entity: PersonEntity, id: string, callOptions: CallOptions = {}) =>
    run<HqRecord>({
      resource,
      method: 'GET',
      id,
      lane: 'push',
      entity,
      schema: () => schemas.userSchema,
      signal: callOptions.signal,
    });

  const gateway: HqGateway = {
    identity: (callOptions = {}) =>
      run({
        resource: 'identity',
        method: 'GET',
        lane: 'pull',
        schema: () => schemas.identitySchema,
        signal: callOptions.signal,
      }),
    projects: (callOptions = {}) =>
      run({
        resource: 'projects',
        method: 'GET',
        lane: 'pull',
        schema: () => schemas.projectsSchema,
        signal: callOptions.signal,
      }),
    listMobileWorkers: async (request) => {
      const page = await list('user', schemas.userSchema, request, request.archived ? { archived: 'true' } : {});
      // HQ's budget goes by the number of active workers.
      if (page.kind === 'ok' && !request.archived) throttle.setUsers(page.value.total);
      return page;
    },
    listWebUsers: (request) => list('webUser', schemas.userSchema, request),
    listGroups: (request) => list('group', schemas.groupSchema, request),
    listLocations: (request) => list('location', schemas.locationSchema, request),
    getMobileWorker: (id, callOptions) => detail('user', 'mobile-worker', id, callOptions),
    getWebUser: (id, callOptions) => detail('webUser', 'web-user', id, callOptions),
    createMobileWorker: (body, callOptions = {}) =>
      run({
        resource: 'user',
        method: 'POST',
        body,
        lane: 'push',
        entity: 'mobile-worker',
        schema: () => schemas.createdSchema,
        signal: callOptions.signal,
        admit: callOptions.admit,
      }),
    updateMobileWorker: (id, body, callOptions = {}) =>
      run({
        resource: 'user',
        method: 'PUT',
        id,
        body,
        lane: 'push',
        entity: 'mobile-worker',
        schema: () => schemas.userSchema,
        signal: callOptions.signal,
        admit: callOptions.admit,
      }),
    updateWebUser: (id, body, callOptions = {}) =>
      run({
        resource: 'webUser',
        method: 'PATCH',
        id,
        body,
        lane: 'push',
        entity: 'web-user',
        schema: () => schemas.userSchema,
        signal: callOptions.signal,
        admit: callOptions.admit,
      }),
    findMobileWorker: (username, callOptions = {}) => findMobileWorker(username, callOptions.signal),
    close: () => client.close(),
  };

  /**
   * HQ has no filter by username. `domain_usernames` names everybody, active or not, is not throttled and read from the database
   * rather than the search index; where the key may not read it, both lists of workers are gone through.
   */
  async function findMobileWorker(username: string, signal?: AbortSignal): Promise<Outcome<{ id: string } | null>> {
    const wanted = username.toLowerCase();
    const short = wanted.replace(/@[^@]*$/, '');
    const ids = await search(
      (request) => list('usernames', schemas.usernamesSchema, request),
      (record) => [wanted, short].includes(lowerCase(record['user_name'])),
      signal,
    );
    if (ids.kind === 'ok') {
      for (const id of ids.value) {
        const found = await gateway.getMobileWorker(id, { ...(signal ? { signal } : {}) });
        // A web user may bear the short name; HQ does not know its id as a worker's.
        if (found.kind === 'gone') continue;
        if (found.kind !== 'ok') return found;
        if (lowerCase(found.value['username']) === wanted) return { ...found, value: { id } };
      }
      return { ...ids, value: null };
    }
    if (!['permission', 'gone', 'not-hq', 'refused', 'server-error', 'bad-reply'].includes(ids.kind)) return ids;
    return findInLists(wanted, signal);
  }

  async function findInLists(wanted: string, signal?: AbortSignal): Promise<Outcome<{ id: string } | null>> {
    const inList = (archived: boolean) =>
      search(
        (request) => gateway.listMobileWorkers({ ...request, archived }),
        (record) => lowerCase(record['username']) === wanted,
        signal,
      );
    const active = await inList(false);
    if (active.kind !== 'ok') return active;
    const found = active.value.length > 0 ? active : await inList(true);
    if (found.kind !== 'ok') return found;
    const [id] = found.value;
    return { ...found, value: id === undefined ? null : { id } };
  }

  return gateway;
}

function lowerCase(value: Json | undefined): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** Ids of all records of a listing that match. */
async function search(
  page: (request: PageRequest) => Promise<Outcome<HqPage>>,
  matches: (record: HqRecord) => boolean,
  signal: AbortSignal | undefined,
): Promise<Outcome<string[]>> {
  const ids = new Set<string>();
  let offset = 0;
  for (;;) {
    const answer = await page({ offset, limit: fullPage, ...(signal ? { signal } : {}) });
    if (answer.kind !== 'ok') return answer;
    for (const record of answer.value.records) if (matches(record)) ids.add(record.id);
    if (answer.value.nextOffset === null) return { ...answer, value: [...ids] };
    offset = answer.value.nextOffset;
  }
}

function fit<Value>(
  answer: { status: number; json: unknown; serverTime: number | null },
  schema: z.ZodType<Value>,
): Outcome<Value> {
  const { status, serverTime } = answer;
  const parsed = schema.safeParse(answer.json);
  if (parsed.success) return { kind: 'ok', status, value: parsed.data, serverTime };
  const issue = parsed.error.issues[0];
  return { kind: 'bad-reply', status, path: issue?.path.join('.') ?? '', message: issue?.message ?? 'does not fit' };
}

function cancelledBefore(): Failure {
  return { kind: 'not-sent', cause: 'cancelled', message: 'cancelled' };
}

/** Django's own 404 page: no such address here. Nothing was done, so the older address may be tried, for a write too. */
function isUnknownAddress(outcome: Outcome<unknown>): boolean {
  return outcome.kind === 'not-hq' && outcome.status === 404;
}
