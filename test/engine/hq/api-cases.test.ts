/**
 * The same cases as test/engine/practice/api-cases.test.ts, seen from the client: for each the real operation of the gateway is run
 * against a practice HQ in the case's state, and its outcome is compared. Where no operation sends such a request (a wrong method,
 * a form, no credential), the answer goes through the one classifier as it came.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { classifyAnswer } from '#engine/hq/classify.ts';
import type { HqBody, HqGateway } from '#engine/hq/gateway.ts';
import type { Outcome } from '#engine/hq/outcome.ts';
import type { HqCredential } from '#engine/hq/rest/credential.ts';
import type { PersonEntity } from '#shared/domain/entities.ts';
import { restGatewayTo } from '../../helpers/rest-gateway.ts';
import { apiCases, filled, prepare, send } from '../practice/api-case.ts';
import type { Case } from '../practice/api-case.ts';
import type { Practice } from '../practice/practice-client.ts';

type Request = Case['request'];
type Operation = (gateway: HqGateway) => Promise<Outcome<unknown>>;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Of the Authorization header of a case; null where the client sends no such thing. */
function credentialOf(practice: Practice, { auth, headers }: Request): HqCredential | null {
  if (auth === undefined) return { scheme: 'api-key', username: practice.hq.username, apiKey: practice.hq.apiKey };
  const [, scheme, rest = ''] = /^(ApiKey|Basic|Bearer) (.+)$/.exec(auth) ?? [];
  if (scheme === 'Bearer') return { scheme: 'bearer', token: rest };
  const colon = rest.indexOf(':');
  if (scheme === undefined || colon < 0) return null;
  const [username, secret] = [rest.slice(0, colon), rest.slice(colon + 1)];
  if (scheme === 'ApiKey') return { scheme: 'api-key', username, apiKey: secret };
  const otp = headers?.['X-COMMCAREHQ-OTP'];
  return { scheme: 'basic', username, password: secret, ...(otp === undefined ? {} : { otp }) };
}

const numbers = /^-?\d+$/;

/** `limit`, `offset` and the filters a list operation knows; null for a query that no operation sends. */
function listQuery(request: Request, known: readonly string[]) {
  const query = new URLSearchParams(request.query);
  const page = { limit: query.get('limit') ?? '20', offset: query.get('offset') ?? '0' };
  const others = [...query.keys()].filter((key) => key !== 'limit' && key !== 'offset');
  if (!numbers.test(page.limit) || !numbers.test(page.offset) || others.some((key) => !known.includes(key)))
    return null;
  return { limit: Number(page.limit), offset: Number(page.offset), get: (key: string) => query.get(key) ?? undefined };
}

function onUser(request: Request, id: string | undefined, action: string | undefined): Operation | null {
  const body = request.json as HqBody | undefined;
  const list = listQuery(request, ['archived', 'group']);
  const archived = list?.get('archived');
  if (id === undefined) {
    if (request.method === 'POST' && body !== undefined) return (hq) => hq.createMobileWorker(body);
    if (request.method !== 'GET' || list === null || (archived !== undefined && archived !== 'true')) return null;
    const group = list.get('group');
    return (hq) => hq.listMobileWorkers({ ...list, archived: archived === 'true', ...(group ? { group } : {}) });
  }
  if (action === 'email_password_reset' && request.method === 'POST') return (hq) => hq.emailPasswordReset(id);
  if (action !== undefined && request.method === 'POST')
    return (hq) => hq.setMobileWorkerActive(id, action === 'activate');
  if (action !== undefined) return null;
  if (request.method === 'GET') return (hq) => hq.getMobileWorker(id);
  if (request.method === 'PUT') return (hq) => hq.updateMobileWorker(id, body ?? {});
  return request.method === 'DELETE' ? (hq) => hq.deleteMobileWorker(id) : null;
}

function onWebUser(request: Request, id: string | undefined, action: string | undefined): Operation | null {
  const list = listQuery(request, ['web_username']);
  if (id === undefined) {
    if (request.method !== 'GET' || list === null) return null;
    const username = list.get('web_username');
    return (hq) => hq.listWebUsers({ ...list, ...(username === undefined ? {} : { username }) });
  }
  if (action === 'activate' || action === 'deactivate')
    return request.method === 'POST' ? (hq) => hq.setWebUserActive(id, action === 'activate') : null;
  if (request.method === 'GET') return (hq) => hq.getWebUser(id);
  return request.method === 'PATCH' ? (hq) => hq.updateWebUser(id, request.json as HqBody) : null;
}

function onGroup(request: Request, id: string | undefined): Operation | null {
  const body = request.json as HqBody;
  const list = listQuery(request, []);
  if (id === undefined) {
    if (request.method === 'POST') return (hq) => hq.createGroup(body);
    if (request.method === 'GET' && list !== null) return (hq) => hq.listGroups(list);
    const objects = (body as { objects?: HqBody[] } | undefined)?.objects;
    return request.method === 'PATCH' && objects !== undefined ? (hq) => hq.createGroups(objects) : null;
  }
  if (request.method === 'GET') return (hq) => hq.getGroup(id);
  if (request.method === 'PUT') return (hq) => hq.updateGroup(id, body);
  return request.method === 'DELETE' ? (hq) => hq.deleteGroup(id) : null;
}

function onLocation(request: Request, id: string | undefined): Operation | null {
  const body = request.json as HqBody;
  const list = listQuery(request, ['site_code', 'last_modified.gte']);
  if (id === undefined) {
    if (request.method === 'POST') return (hq) => hq.createLocation(body);
    const objects = (body as { objects?: HqBody[] } | undefined)?.objects;
    if (request.method === 'PATCH' && objects !== undefined) return (hq) => hq.saveLocations(objects);
    if (request.method !== 'GET' || list === null) return null;
    const [siteCode, modifiedSince] = [list.get('site_code'), list.get('last_modified.gte')];
    const filter = { ...(siteCode ? { siteCode } : {}), ...(modifiedSince ? { modifiedSince } : {}) };
    return (hq) => hq.listLocations({ ...list, filter });
  }
  if (request.method === 'GET') return (hq) => hq.getLocation(id);
  return request.method === 'PUT' ? (hq) => hq.updateLocation(id, body) : null;
}

/** Resources of which the client only reads lists, or makes records. */
function onOther(request: Request, form: string, id: string | undefined): Operation | null {
  const list = listQuery(request, form === 'location/v1' ? ['site_code'] : ['q']);
  if (form === 'invitation/v1')
    return request.method === 'POST' && id === undefined ? (hq) => hq.createInvitation(request.json as HqBody) : null;
  if (request.method !== 'GET' || (id === undefined && list === null)) return null;
  if (form === 'location/v1') {
    const siteCode = list?.get('site_code');
    if (id !== undefined) return (hq) => hq.getLocationV1(id);
    return (hq) => hq.listLocationsV1({ limit: 20, offset: 0, ...list, filter: siteCode ? { siteCode } : {} });
  }
  if (id !== undefined || list === null) return null;
  if (form === 'location_type/v1') return (hq) => hq.listLocationTypes(list);
  if (form === 'domain_usernames/v1') return (hq) => hq.listUsernames(list);
  const query = list.get('q');
  return form === 'bulk-user/v1' && query !== undefined && list.offset === 0
    ? (hq) => hq.searchUsers({ query, limit: list.limit })
    : null;
}

/** The gateway's operation that sends a case's request; null where none does. */
function operationOf(practice: Practice, request: Request): Operation | null {
  if (request.raw !== undefined || request.contentType !== undefined) return null;
  const path = request.path.replace(`/a/${practice.hq.project}/api/`, '');
  if (path === '/api/identity/v1/' && request.method === 'GET') return (hq) => hq.identity();
  const flag = new URLSearchParams(request.query).get('feature_flag');
  if (path === '/api/user_domains/v1/' && request.method === 'GET' && (flag !== null || request.query === undefined))
    return (hq) => hq.projects(flag === null ? {} : { featureFlag: flag });
  const [, form = '', id, action] = /^([\w-]+\/v\d)\/(?:([^/]+)\/(?:([\w]+)\/)?)?$/.exec(path) ?? [];
  if (form === 'user/v1') return onUser(request, id, action);
  if (form === 'web-user/v1') return onWebUser(request, id, action);
  if (form === 'group/v1') return onGroup(request, id);
  if (form === 'location/v2') return onLocation(request, id);
  return onOther(request, form, id);
}

const logSchema = z.array(z.looseObject({ method: z.string(), path: z.string(), body: z.unknown() }));

/** Runs the operation and makes sure that it sent just what the case is about. */
async function run(practice: Practice, request: Request, credential: HqCredential, operation: Operation) {
  await practice.control('log', { method: 'DELETE' });
  const { gateway, logged } = restGatewayTo(practice.hq, credential);
  closing.push(() => gateway.close());
  const outcome = await operation(gateway);
  const [sent] = logSchema.parse(await practice.control('log'));
  const path = request.path.startsWith('/') ? request.path : `/a/${practice.hq.project}/api/${request.path}`;
  expect([sent?.method, sent?.path.split('?')[0]]).toEqual([request.method, path]);
  expect(JSON.stringify(logged)).not.toContain(practice.hq.apiKey);
  return outcome;
}

async function classified(practice: Practice, request: Request): Promise<{ kind: string }> {
  const { status, headers, text } = await send(practice, request);
  const answer = {
    status,
    contentType: headers.get('content-type'),
    body: text,
    retryAfter: headers.get('retry-after'),
    date: headers.get('date'),
    location: headers.get('location'),
  };
  const entity: PersonEntity = request.path.includes('user/v1') ? 'mobile-worker' : 'web-user';
  const outcome = classifyAnswer(answer, { method: request.method as 'GET', entity, now: Date.now() });
  // A JSON answer that is well: what fits it to a record is the operations' part.
  return outcome.kind === 'json' ? { ...outcome, kind: 'ok' } : outcome;
}

const pageSchema = z.object({ records: z.array(z.record(z.string(), z.unknown())) });

/** What HQ said of a record or a list has come through whole; a password sent back has not. */
function checkValue(value: unknown, { expect: wanted }: Case): void {
  const page = pageSchema.safeParse(value).data;
  if (page === undefined) {
    const { password, ...contains } = wanted.contains ?? {};
    if (wanted.contains?.['meta'] === undefined) expect(value).toMatchObject(contains);
    if (password !== undefined) expect(value).not.toHaveProperty('password');
    return;
  }
  if (wanted.length !== undefined) expect(page.records).toHaveLength(wanted.length);
  const ids = page.records.map((record) => record[wanted.ids?.key ?? 'id']);
  if (wanted.ids?.has !== undefined) expect(ids).toContain(wanted.ids.has);
  if (wanted.ids?.hasNot !== undefined) expect(ids).not.toContain(wanted.ids.hasNot);
  if (wanted.object) {
    const { id, contains } = wanted.object;
    expect(page.records.find((record) => id === null || record['id'] === id)).toMatchObject(contains);
  }
}

function checkOutcome(outcome: { kind: string; value?: unknown }, item: Case): void {
  const { kind, messages, message, fields, entries } = item.client;
  expect(outcome.kind, JSON.stringify(outcome)).toBe(kind);
  if (kind === 'ok') {
    if (entries !== undefined) expect(entriesOf(outcome.value)).toEqual(entries);
    else if ('value' in outcome && outcome.value !== null) checkValue(outcome.value, item);
    return;
  }
  expect(outcome).toMatchObject({
    status: item.expect.status,
    ...(messages === undefined ? {} : { messages }),
    ...(message === undefined ? {} : { message }),
  });
  if (kind !== 'refused') return;
  const named = z.object({ fields: z.record(z.string(), z.array(z.string())) }).parse(outcome).fields;
  expect(Object.keys(named).sort()).toEqual([...(fields ?? [])].sort());
  // What stands at a field is a part of what HQ said.
  for (const text of Object.values(named).flat()) expect(messages?.some((said) => said.includes(text))).toBe(true);
}

function entriesOf(value: unknown): string[] {
  const results = z.array(z.union([z.object({ problem: z.string() }), z.object({ id: z.string() })])).parse(value);
  return results.map((result) => ('problem' in result ? result.problem : 'made'));
}

describe('the client turns each answer of HQ into the right outcome', () => {
  it.each(apiCases.map((item) => [item.id, item.about ?? '', item] as const))('%s %s', async (_id, _about, item) => {
    const { practice, names } = await prepare(item);
    closing.push(() => practice.hq.close());
    const full = filled(item, names);
    const { request } = full;
    const operation = operationOf(practice, request);
    const credential = credentialOf(practice, request);
    const outcome =
      operation === null || credential === null
        ? await classified(practice, request)
        : await run(practice, request, credential, operation);
    checkOutcome(outcome, full);
  });
});
