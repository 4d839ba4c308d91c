/** The lists a pull reads, in order: places and groups first, so that people's rows can name them at once. */
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { HqGateway, HqPage, PageRequest } from '../hq/gateway.ts';
import type { Outcome } from '../hq/outcome.ts';
import { pageLists } from './page-lists.ts';
import type { PageList } from './page-lists.ts';

/** A list of HQ's REST API. */
export type RestList = {
  /** Name in `sync_cursors`. */
  name: string;
  entity: MirrorEntity;
  list: 'active' | 'deactivated' | null;
  /** What being in this list says about a person; null: nothing. */
  active: boolean | null;
  channel: 'rest';
  fetch(gateway: HqGateway, request: PageRequest): Promise<Outcome<HqPage>>;
};

export type PullList = RestList | PageList;

export const restLists: readonly RestList[] = [
  {
    name: 'location',
    entity: 'location',
    list: null,
    active: null,
    channel: 'rest',
    fetch: (hq, request) => hq.listLocations(request),
  },
  {
    name: 'group',
    entity: 'group',
    list: null,
    active: null,
    channel: 'rest',
    fetch: (hq, request) => hq.listGroups(request),
  },
  {
    name: 'web-user',
    entity: 'web-user',
    list: null,
    active: null,
    channel: 'rest',
    fetch: (hq, request) => hq.listWebUsers(request),
  },
  {
    name: 'mobile-worker:active',
    entity: 'mobile-worker',
    list: 'active',
    active: true,
    channel: 'rest',
    fetch: (hq, request) => hq.listMobileWorkers({ ...request, archived: false }),
  },
  {
    name: 'mobile-worker:deactivated',
    entity: 'mobile-worker',
    list: 'deactivated',
    active: false,
    channel: 'rest',
    fetch: (hq, request) => hq.listMobileWorkers({ ...request, archived: true }),
  },
];

/** Pages come last: whatever becomes of them, REST's part is there. */
export const pullLists: readonly PullList[] = [...restLists, ...pageLists];
