import { isObject, readJson } from '../http/call.ts';
import type { JsonObject } from '../http/call.ts';
import { listBody, readPage } from '../http/paging.ts';
import { ReplyError, answer, badRequest, empty } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { Hq } from '../hq.ts';
import type { PlaceLocation } from '../model.ts';
import { activeLocation, activeLocations, compares, plainDate } from './location-v1.ts';
import type { Resource, ResourceCall } from './resource.ts';

/** HQ: locations v0_6 allows more per page than any other resource. */
const MAX_LIMIT = 5_000;
/** HQ: v0_6 patch_limit. */
const PATCH_LIMIT = 100;

function output(hq: Hq, location: PlaceLocation): Record<string, unknown> {
  const type = hq.store.get('location-type', location.type_id);
  return {
    domain: location.domain,
    last_modified: location.last_modified,
    latitude: location.latitude,
    location_data: location.location_data,
    location_id: location.id,
    location_type_code: type?.code ?? '',
    location_type_name: type?.name ?? '',
    longitude: location.longitude,
    name: location.name,
    parent_location_id: location.parent_id ?? '',
    site_code: location.site_code,
  };
}

function matches(hq: Hq, location: PlaceLocation, query: URLSearchParams): boolean {
  const shown = output(hq, location);
  for (const [name, value] of query) {
    if (['name', 'site_code', 'location_type_code', 'parent_location_id'].includes(name) && shown[name] !== value)
      return false;
    const [field, how = 'exact'] = name.split('.');
    if (field === 'last_modified' && !compares(location.last_modified, how, plainDate(value))) return false;
  }
  return true;
}

function list(call: ResourceCall): Reply {
  const page = readPage(call.query, MAX_LIMIT);
  const found = activeLocations(call.hq).filter((location) => matches(call.hq, location, call.query));
  const order = call.query.get('order_by');
  if (order === 'last_modified' || order === '-last_modified') {
    const sign = order.startsWith('-') ? -1 : 1;
    found.sort((a, b) => sign * (a.last_modified < b.last_modified ? -1 : a.last_modified > b.last_modified ? 1 : 0));
  }
  const rows = found.slice(page.offset, page.offset + page.limit);
  return answer(
    200,
    listBody(
      call.query,
      page,
      found.length,
      rows.map((location) => output(call.hq, location)),
    ),
  );
}

function detail(call: ResourceCall, id: string): Reply {
  const location = activeLocation(call.hq, id);
  if (!location) throw new ReplyError(empty(404));
  return answer(200, output(call.hq, location));
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

/** HQ's naive timestamps: no zone, server time is UTC. */
export function naiveTime(date: Date): string {
  return date.toISOString().slice(0, -1);
}

/** Applies a body to a location and stores it; throws 400 with HQ's texts. */
function save(call: ResourceCall, location: PlaceLocation, body: JsonObject): string {
  const { hq } = call;
  const next: PlaceLocation = { ...location, last_modified: naiveTime(call.now) };
  if ('name' in body) next.name = text(body['name']) ?? '';
  if ('site_code' in body) next.site_code = text(body['site_code']) ?? '';
  if (next.site_code === '') next.site_code = next.name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '_');
  const fail = (message: string): ReplyError => badRequest(`${message} Location site code: ${next.site_code}.`);
  if ('location_type_code' in body) {
    const type = hq.store.all('location-type').find((item) => item.code === body['location_type_code']);
    if (!type) throw fail('Could not find location type with given code on the domain.');
    next.type_id = type.id;
  }
  if ('parent_location_id' in body) {
    const parentId = text(body['parent_location_id']) ?? '';
    if (parentId !== '' && !activeLocation(hq, parentId))
      throw fail('Could not find parent location with given ID on the domain.');
    next.parent_id = parentId === '' ? null : parentId;
  }
  if ('latitude' in body) next.latitude = text(body['latitude']);
  if ('longitude' in body) next.longitude = text(body['longitude']);
  if (isObject(body['location_data'])) next.location_data = body['location_data'];
  if (next.name === '' || next.type_id === '') throw fail('Missing required fields.');
  if (!/^[-_\w\d]+$/.test(next.site_code)) throw fail('Site code contains invalid characters.');
  const others = activeLocations(hq).filter((item) => item.id !== next.id);
  if (others.some((item) => item.site_code === next.site_code))
    throw fail('Location with same site code already exists.');
  if (others.some((item) => item.name === next.name && item.parent_id === next.parent_id)) {
    throw fail('Location with same name and parent already exists.');
  }
  hq.store.put('location', next);
  return next.id;
}

function blank(call: ResourceCall): PlaceLocation {
  const { hq } = call;
  const id = hq.store.newId('location');
  return {
    id,
    number: hq.store.all('location').reduce((most, item) => Math.max(most, item.number), 0) + 1,
    domain: hq.project,
    name: '',
    site_code: '',
    external_id: null,
    created_at: naiveTime(call.now),
    last_modified: naiveTime(call.now),
    latitude: null,
    longitude: null,
    location_data: {},
    type_id: '',
    parent_id: null,
    archived: false,
  };
}

function create(call: ResourceCall): Reply {
  const id = save(call, blank(call), readJson(call));
  const location = activeLocation(call.hq, id);
  return answer(201, location ? output(call.hq, location) : {});
}

function update(call: ResourceCall, id: string): Reply {
  const body = readJson(call);
  if ('location_id' in body) throw badRequest('Location ID is not editable.');
  const location = activeLocation(call.hq, id);
  if (!location) throw badRequest(`Could not update: could not find location with given ID ${id} on the domain.`);
  save(call, location, body);
  const saved = activeLocation(call.hq, id);
  return answer(200, saved ? output(call.hq, saved) : {});
}

/** All or nothing, unlike the groups' PATCH. */
function saveMany(call: ResourceCall): Reply {
  const { objects } = readJson(call);
  if (!Array.isArray(objects)) throw badRequest("Invalid data sent: missing 'objects'");
  if (objects.length > PATCH_LIMIT) throw badRequest('Object count exceeds limit for PATCH method.');
  const ids = call.hq.store.transaction(() =>
    objects.map((item: unknown) => {
      const { location_id: id, ...body } = isObject(item) ? item : {};
      if (id === undefined) return save(call, blank(call), body);
      const location = typeof id === 'string' ? activeLocation(call.hq, id) : undefined;
      if (!location)
        throw badRequest(`Could not update: could not find location with given ID ${text(id) ?? ''} on the domain.`);
      return save(call, location, body);
    }),
  );
  return answer(202, ids);
}

/** Locations with writing. HQ: locations/resources/v0_6.py. Not throttled. */
export const locationV2Resource: Resource = {
  forms: ['location/v2', 'v0.6/location'],
  permission: 'edit_locations',
  throttled: false,
  plan: ['api', 'locations'],
  list: { GET: list, POST: create, PATCH: saveMany },
  detail: { GET: detail, PUT: update },
};
