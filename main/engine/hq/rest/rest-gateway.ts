/** HQ over its REST API: what each call of `HqRest` is at HQ. Sources: corehq/apps/api/resources/, corehq/apps/locations/resources/. */
import type { z } from 'zod';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { CallOptions } from '../call-options.ts';
import type { HqBody, HqGateway, HqPage, HqRest, LocationFilter, PageRequest } from '../gateway.ts';
import type { HqRecord } from '../hq-record.ts';
import type { Outcome } from '../outcome.ts';
import type { HqPages } from '../pages/hq-pages.ts';
import type { HqCredential } from './credential.ts';
import { findMobileWorker } from './find-mobile-worker.ts';
import type { Resource } from './resources.ts';
import { createRestCaller } from './rest-caller.ts';
import type { RestCall, RestCallerOptions } from './rest-caller.ts';
import * as schemas from './schemas.ts';

/**
 * With an API key (`username`, `apiKey`) or with any other credential. `pages`: those of the same server and project as long as
 * somebody is signed in; they are closed by whoever made them.
 */
export type RestGatewayOptions = Omit<RestCallerOptions, 'credential'> & { pages?: () => HqPages | null } & (
    { username: string; apiKey: string; credential?: undefined } | { credential: HqCredential }
  );

export function createRestGateway(options: RestGatewayOptions): HqGateway {
  const credential: HqCredential = options.credential ?? {
    scheme: 'api-key',
    username: options.username,
    apiKey: options.apiKey,
  };
  const { throttle } = options;
  const caller = createRestCaller({ ...options, credential });

  const list = (
    resource: Resource,
    record: z.ZodType<HqRecord>,
    request: PageRequest,
    query: Record<string, string> = {},
  ): Promise<Outcome<HqPage>> =>
    caller.run<HqPage>({
      resource,
      method: 'GET',
      query: { ...query, limit: String(request.limit), offset: String(request.offset) },
      lane: 'pull',
      schema: (url) => schemas.pageSchema(record, { offset: request.offset, url }),
      signal: request.signal,
    });

  type Single = { resource: Resource; id?: string; action?: string; entity?: PersonEntity; body?: HqBody };
  const single = <Value>(
    method: RestCall<Value>['method'],
    schema: z.ZodType<Value>,
    call: Single,
    callOptions: CallOptions = {},
  ): Promise<Outcome<Value>> => caller.run({ ...call, ...callOptions, method, lane: 'push', schema: () => schema });

  const many = <Value>(resource: Resource, bodies: HqBody[], schema: z.ZodType<Value>, callOptions: CallOptions = {}) =>
    caller.run({
      resource,
      method: 'PATCH',
      body: bodies,
      lane: 'push',
      schema: () => schema,
      ...callOptions,
    });

  const { userSchema, groupSchema, locationSchema, createdSchema, nothingSchema } = schemas;
  const worker = { resource: 'user', entity: 'mobile-worker' } as const;
  const webUser = { resource: 'webUser', entity: 'web-user' } as const;

  const identity: HqRest['identity'] = (callOptions = {}) =>
    caller.run({
      resource: 'identity',
      method: 'GET',
      lane: 'pull',
      schema: () => schemas.identitySchema,
      signal: callOptions.signal,
    });
  const projects: HqRest['projects'] = (callOptions = {}) =>
    caller.run({
      resource: 'projects',
      method: 'GET',
      query: callOptions.featureFlag === undefined ? {} : { feature_flag: callOptions.featureFlag },
      lane: 'pull',
      schema: () => schemas.projectsSchema,
      signal: callOptions.signal,
    });
  let lastTotal = 0;
  /** An empty answer, or a listing cut short, proves nothing: a sudden fall counts when the next listing tells it too. */
  function isBelievable(total: number): boolean {
    if (total === 0) return false;
    const fell = total < lastTotal / 2;
    lastTotal = total;
    return !fell;
  }
  const listMobileWorkers: HqRest['listMobileWorkers'] = async (request) => {
    const page = await list('user', userSchema, request, {
      ...(request.archived ? { archived: 'true' } : {}),
      ...(request.group === undefined ? {} : { group: request.group }),
    });
    // HQ's budget goes by the number of active workers.
    const whole = !request.archived && request.group === undefined;
    if (page.kind === 'ok' && whole && isBelievable(page.value.total)) throttle.setUsers(page.value.total);
    return page;
  };
  const getMobileWorker: HqRest['getMobileWorker'] = (id, o) => single('GET', userSchema, { ...worker, id }, o);
  const listUsernames: HqRest['listUsernames'] = (request) => list('usernames', schemas.usernamesSchema, request);

  return {
    // Asked anew each time: people sign in and sessions end while the gateway lives.
    get pages() {
      return options.pages?.() ?? null;
    },
    identity,
    projects,

    listMobileWorkers,
    getMobileWorker,
    findMobileWorker: (username, o = {}) =>
      findMobileWorker({ listMobileWorkers, getMobileWorker, listUsernames }, username, o.signal),
    createMobileWorker: (body, o) => single('POST', createdSchema, { ...worker, body }, o),
    updateMobileWorker: (id, body, o) => single('PUT', userSchema, { ...worker, id, body }, o),
    deleteMobileWorker: (id, o) => single('DELETE', nothingSchema, { ...worker, id }, o),
    setMobileWorkerActive: (id, active, o) =>
      single('POST', nothingSchema, { ...worker, id, action: activation(active) }, o),
    emailPasswordReset: (id, o) => single('POST', nothingSchema, { ...worker, id, action: 'email_password_reset' }, o),

    listWebUsers: (request) =>
      list('webUser', userSchema, request, request.username === undefined ? {} : { web_username: request.username }),
    getWebUser: (id, o) => single('GET', userSchema, { ...webUser, id }, o),
    updateWebUser: (id, body, o) => single('PATCH', userSchema, { ...webUser, id, body }, o),
    setWebUserActive: (id, active, o) =>
      single('POST', nothingSchema, { ...webUser, id, action: activation(active) }, o),

    createInvitation: (body, o) =>
      single('POST', schemas.invitationSchema, { resource: 'invitation', entity: 'invitation', body }, o),

    listGroups: (request) => list('group', groupSchema, request),
    getGroup: (id, o) => single('GET', groupSchema, { resource: 'group', id }, o),
    createGroup: (body, o) => single('POST', createdSchema, { resource: 'group', body }, o),
    createGroups: (bodies, o) => many('group', bodies, schemas.entriesSchema(bodies.length), o),
    updateGroup: (id, body, o) => single('PUT', groupSchema, { resource: 'group', id, body }, o),
    deleteGroup: (id, o) => single('DELETE', nothingSchema, { resource: 'group', id }, o),

    listLocations: (request) => list('location', locationSchema, request, filterV2(request.filter)),
    getLocation: (id, o) => single('GET', locationSchema, { resource: 'location', id }, o),
    createLocation: (body, o) => single('POST', locationSchema, { resource: 'location', body }, o),
    updateLocation: (id, body, o) => single('PUT', locationSchema, { resource: 'location', id, body }, o),
    saveLocations: (bodies, o) => many('location', bodies, schemas.idsSchema, o),
    listLocationsV1: (request) => list('locationV1', locationSchema, request, filterV1(request.filter)),
    getLocationV1: (id, o) => single('GET', locationSchema, { resource: 'locationV1', id }, o),
    listLocationTypes: (request) => list('locationType', schemas.locationTypeSchema, request),

    listUsernames,
    searchUsers: ({ query, limit, signal }) =>
      caller.run({
        resource: 'bulkUser',
        method: 'GET',
        query: { q: query, limit: String(limit) },
        lane: 'push',
        schema: () => schemas.foundSchema,
        signal,
      }),
    close: () => caller.close(),
  };
}

function activation(active: boolean): string {
  return active ? 'activate' : 'deactivate';
}

function query(parts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined));
}

function filterV2(filter: LocationFilter = {}): Record<string, string> {
  return query({
    site_code: filter.siteCode,
    name: filter.name,
    location_type_code: filter.typeCode,
    parent_location_id: filter.parentId,
    'last_modified.gte': filter.modifiedSince,
  });
}

function filterV1(filter: LocationFilter = {}): Record<string, string> {
  return query({ site_code: filter.siteCode, last_modified__gte: filter.modifiedSince });
}
