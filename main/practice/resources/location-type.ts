import { listBody, readPage } from '../http/paging.ts';
import { ReplyError, answer, empty } from '../http/reply.ts';
import type { Reply } from '../http/reply.ts';
import type { LocationType } from '../model.ts';
import { resourceUri } from './resource.ts';
import type { Resource, ResourceCall } from './resource.ts';

const MAX_LIMIT = 1_000;

/** `has_users` is not shown, as in HQ. */
function output(call: ResourceCall, type: LocationType): Record<string, unknown> {
  return {
    administrative: type.administrative,
    code: type.code,
    domain: type.domain,
    id: Number(type.id),
    name: type.name,
    parent:
      type.parent_id === null ? null : `${call.origin}/a/${call.domain}/api/v0.5/location_type/${type.parent_id}/`,
    resource_uri: resourceUri(call, type.id),
    shares_cases: type.shares_cases,
    view_descendants: type.view_descendants,
  };
}

function list(call: ResourceCall): Reply {
  const page = readPage(call.query, MAX_LIMIT);
  const types = call.hq.store.all('location-type').sort((a, b) => Number(a.id) - Number(b.id));
  const rows = types.slice(page.offset, page.offset + page.limit);
  return answer(
    200,
    listBody(
      call.query,
      page,
      types.length,
      rows.map((type) => output(call, type)),
    ),
  );
}

function detail(call: ResourceCall, id: string): Reply {
  const type = call.hq.store.get('location-type', id);
  if (!type) throw new ReplyError(empty(404));
  return answer(200, output(call, type));
}

/** Organization levels. HQ: locations/resources/v0_5.py LocationTypeResource. Not throttled. */
export const locationTypeResource: Resource = {
  forms: ['location_type/v1', 'v0.5/location_type'],
  permission: 'edit_locations',
  throttled: false,
  plan: ['api', 'locations'],
  list: { GET: list },
  detail: { GET: detail },
};
