import type { Hq } from '../hq.ts';
import type { Worker } from '../model.ts';
import { shownUserData } from '../user-data.ts';
import { resourceUri } from './resource.ts';
import type { ResourceCall } from './resource.ts';

/** A mobile worker's user_data with HQ's location keys. */
function workerUserData(hq: Hq, worker: Worker): Record<string, unknown> {
  const data = shownUserData(hq, worker);
  if (worker.primary_location !== null) {
    data['commcare_location_id'] = worker.primary_location;
    data['commcare_location_ids'] = worker.locations.join(' ');
    data['commcare_primary_case_sharing_id'] = worker.primary_location;
  }
  return data;
}

/** HQ: v0_5.CommCareUserResource fields, the same for list and detail. Active state, role and language are not readable. */
export function workerOutput(call: ResourceCall, worker: Worker): Record<string, unknown> {
  return {
    default_phone_number: worker.phone_numbers[0] ?? null,
    email: worker.email,
    eulas: '[]',
    first_name: worker.first_name,
    groups: call.hq.store.groupsOf(worker.id),
    id: worker.id,
    last_name: worker.last_name,
    locations: worker.locations,
    phone_numbers: worker.phone_numbers,
    primary_location: worker.primary_location,
    resource_uri: resourceUri(call, worker.id),
    user_data: workerUserData(call.hq, worker),
    username: worker.username,
  };
}
