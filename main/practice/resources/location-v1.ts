import { listBody, readPage } from '../http/paging.ts';
import { ReplyError, answer, badRequest, empty } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { PlaceLocation } from '../model.ts';
import { resourceUri } from './resource.ts';
import type { Resource, ResourceCall } from './resource.ts';

const MAX_LIMIT = 1_000;
const EXACT = ['domain', 'site_code', 'external_id'] as const;
const RANGED = ['created_at', 'last_modified', 'latitude', 'longitude'] as const;
type Ranged = (typeof RANGED)[number];

/** The project's locations that are not archived; HQ never shows the others. */
export function activeLocations(hq: Hq): PlaceLocation[] {
  return hq.store.all('location').filter((location) => location.domain === hq.project);
}

export function activeLocation(hq: Hq, id: string): PlaceLocation | undefined {
  const location = hq.store.get('location', id);
  return location && !location.archived && location.domain === hq.project ? location : undefined;
}

/** HQ builds these links with the older URL form, whichever form was asked. */
function link(call: ResourceCall, resource: string, id: string | null): string | null {
  return id === null ? null : `${call.origin}/a/${call.domain}/api/v0.5/${resource}/${id}/`;
}

function output(call: ResourceCall, location: PlaceLocation): Record<string, unknown> {
  return {
    created_at: location.created_at,
    domain: location.domain,
    external_id: location.external_id,
    id: location.number,
    last_modified: location.last_modified,
    latitude: location.latitude,
    location_data: location.location_data,
    location_id: location.id,
    location_type: link(call, 'location_type', location.type_id),
    longitude: location.longitude,
    name: location.name,
    parent: link(call, 'location', location.parent_id),
    resource_uri: resourceUri(call, location.id),
    site_code: location.site_code,
  };
}

/** Whether a value lies as a comparison (`gte`, `gt`, `lte`, `lt`, `exact`) asks; text order suits HQ's ISO dates. */
export function compares(value: string | null, how: string, wanted: string): boolean {
  if (value === null) return false;
  switch (how) {
    case 'gte':
      return value >= wanted;
    case 'gt':
      return value > wanted;
    case 'lte':
      return value <= wanted;
    case 'lt':
      return value < wanted;
    case 'exact':
      return value === wanted;
    default:
      throw badRequest(`'${how}' is not an allowed filter`);
  }
}

/** Dates without zone, as HQ writes them, for comparison with what a caller sends. */
export function plainDate(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T.*Z$/.test(text) ? text.slice(0, -1) : text;
}

function matches(location: PlaceLocation, query: URLSearchParams): boolean {
  for (const [name, value] of query) {
    const exact = EXACT.find((key) => key === name);
    if (exact && location[exact] !== value) return false;
    const [field, how = 'exact'] = name.split('__');
    const ranged: Ranged | undefined = RANGED.find((key) => key === field);
    if (ranged && !compares(location[ranged], how, plainDate(value))) return false;
  }
  return true;
}

function list(call: ResourceCall): Reply {
  const page = readPage(call.query, MAX_LIMIT);
  const found = activeLocations(call.hq).filter((location) => matches(location, call.query));
  const rows = found.slice(page.offset, page.offset + page.limit);
  return answer(
    200,
    listBody(
      call.query,
      page,
      found.length,
      rows.map((location) => output(call, location)),
    ),
  );
}

function detail(call: ResourceCall, id: string): Reply {
  const location = activeLocation(call.hq, id);
  if (!location) throw new ReplyError(empty(404));
  return answer(200, output(call, location));
}

/** Locations, read only. HQ: locations/resources/v0_5.py. Not throttled. */
export const locationV1Resource: Resource = {
  forms: ['location/v1', 'v0.5/location'],
  permission: 'edit_locations',
  throttled: false,
  plan: ['api', 'locations'],
  list: { GET: list },
  detail: { GET: detail },
};
