/** The lists a pull reads, in order: places and groups first, so that people's rows can name them at once. */
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { HqGateway, HqPage, PageRequest } from '../hq/gateway.ts';
import type { Outcome } from '../hq/outcome.ts';

export type PullList = {
  /** Name in `sync_cursors`. */
  name: string;
  entity: MirrorEntity;
  list: 'active' | 'deactivated' | null;
  /** What being in this list says about a person; null: nothing. */
  active: boolean | null;
  fetch(gateway: HqGateway, request: PageRequest): Promise<Outcome<HqPage>>;
};

export const pullLists: readonly PullList[] = [
  { name: 'location', entity: 'location', list: null, active: null, fetch: (hq, request) => hq.listLocations(request) },
  { name: 'group', entity: 'group', list: null, active: null, fetch: (hq, request) => hq.listGroups(request) },
  { name: 'web-user', entity: 'web-user', list: null, active: null, fetch: (hq, request) => hq.listWebUsers(request) },
  {
    name: 'mobile-worker:active',
    entity: 'mobile-worker',
    list: 'active',
    active: true,
    fetch: (hq, request) => hq.listMobileWorkers({ ...request, archived: false }),
  },
  {
    name: 'mobile-worker:deactivated',
    entity: 'mobile-worker',
    list: 'deactivated',
    active: false,
    fetch: (hq, request) => hq.listMobileWorkers({ ...request, archived: true }),
  },
];
