/**
 * What Roster asks of HQ, over both channels: REST, and HQ's own web pages for a signed-in session (`pages`, null without one).
 * Records come as HQ sent them (`HqRecord`, unknown fields kept), checked only for what Roster relies on.
 */
import type { Json } from '#shared/domain/entities.ts';
import type { CallOptions } from './call-options.ts';
import type { HqRecord } from './hq-record.ts';
import type { Outcome } from './outcome.ts';
import type { HqPages } from './pages/hq-pages.ts';

export type { CallOptions, HqRecord };

/** What is sent: field names as HQ's. */
export type HqBody = Record<string, Json>;

/** One page of a listing. `nextOffset` is null on the last page (from `meta.next`, a bare query string at HQ). */
export type HqPage = { records: HqRecord[]; offset: number; total: number; nextOffset: number | null };

export type PageRequest = { offset: number; limit: number; signal?: AbortSignal };

export type HqIdentity = { id: string; username: string; firstName: string; lastName: string; email: string };
export type HqProject = { name: string; title: string };

/** Filters of the locations' lists; `modifiedSince` is an ISO date-time in UTC. The last three are known to v2 only. */
export type LocationFilter = {
  siteCode?: string;
  modifiedSince?: string;
  name?: string;
  typeCode?: string;
  parentId?: string;
};

/** What became of one entry of a list that HQ takes entry by entry. */
export type EntryResult = { id: string } | { problem: string };

/** HQ's REST API. Old and new addresses are told apart by the server's answers. */
export interface HqRest {
  /** GET /api/identity/v1/ */
  identity(options?: CallOptions): Promise<Outcome<HqIdentity>>;
  /**
   * GET /api/user_domains/v1/: all projects of the account (of the key, when the key is tied to one), or only those with a feature
   * flag; an unknown flag is refused.
   */
  projects(options?: CallOptions & { featureFlag?: string }): Promise<Outcome<HqProject[]>>;

  /**
   * `archived` lists only the deactivated ones: which list a worker is in is the only place its status can be read. `group`: its
   * members, `archived` then means nothing.
   */
  listMobileWorkers(request: PageRequest & { archived: boolean; group?: string }): Promise<Outcome<HqPage>>;
  getMobileWorker(id: string, options?: CallOptions): Promise<Outcome<HqRecord>>;
  /** The worker with exactly this complete username, null when there is none (active or not). Used to settle a create without an answer. */
  findMobileWorker(username: string, options?: CallOptions): Promise<Outcome<{ id: string } | null>>;
  /** POST; HQ drops invalid optional fields silently: read back and compare. */
  createMobileWorker(body: HqBody, options?: CallOptions): Promise<Outcome<{ id: string }>>;
  /** PUT, partial at HQ, not atomic: after any refusal read again. */
  updateMobileWorker(id: string, body: HqBody, options?: CallOptions): Promise<Outcome<HqRecord>>;
  /** Takes the worker's forms and cases along and burns the username; there is no way back. */
  deleteMobileWorker(id: string, options?: CallOptions): Promise<Outcome<null>>;
  /** Each call leaves a line in HQ's user history, also when nothing changes. */
  setMobileWorkerActive(id: string, active: boolean, options?: CallOptions): Promise<Outcome<null>>;
  /** Every call mails. */
  emailPasswordReset(id: string, options?: CallOptions): Promise<Outcome<null>>;

  /** `username`: exactly this one. */
  listWebUsers(request: PageRequest & { username?: string }): Promise<Outcome<HqPage>>;
  getWebUser(id: string, options?: CallOptions): Promise<Outcome<HqRecord>>;
  /** PATCH, 202 with the full object. */
  updateWebUser(id: string, body: HqBody, options?: CallOptions): Promise<Outcome<HqRecord>>;
  /** HQ looks neither for yourself nor for the last admin: whoever calls does. */
  setWebUserActive(id: string, active: boolean, options?: CallOptions): Promise<Outcome<null>>;

  /** HQ's answer to a repeated one is a refusal at `email`, so nobody is invited twice. */
  createInvitation(body: HqBody, options?: CallOptions): Promise<Outcome<HqRecord>>;

  listGroups(request: PageRequest): Promise<Outcome<HqPage>>;
  getGroup(id: string, options?: CallOptions): Promise<Outcome<HqRecord>>;
  createGroup(body: HqBody, options?: CallOptions): Promise<Outcome<{ id: string }>>;
  /** One result for each body, in their order; those that worked stay. Not safe to repeat. */
  createGroups(bodies: HqBody[], options?: CallOptions): Promise<Outcome<EntryResult[]>>;
  /** PUT; `users` replaces the membership, and a group as read lacks its deactivated members. */
  updateGroup(id: string, body: HqBody, options?: CallOptions): Promise<Outcome<HqRecord>>;
  deleteGroup(id: string, options?: CallOptions): Promise<Outcome<null>>;

  /** v2; `id` is set from `location_id`. */
  listLocations(request: PageRequest & { filter?: LocationFilter }): Promise<Outcome<HqPage>>;
  getLocation(id: string, options?: CallOptions): Promise<Outcome<HqRecord>>;
  createLocation(body: HqBody, options?: CallOptions): Promise<Outcome<HqRecord>>;
  updateLocation(id: string, body: HqBody, options?: CallOptions): Promise<Outcome<HqRecord>>;
  /** All or none, at most 100 (HQ's own limit); the ids in the order of the bodies. */
  saveLocations(bodies: HqBody[], options?: CallOptions): Promise<Outcome<string[]>>;
  /** v1, with external id and creation date; `id` is set from `location_id`. */
  listLocationsV1(request: PageRequest & { filter?: LocationFilter }): Promise<Outcome<HqPage>>;
  getLocationV1(id: string, options?: CallOptions): Promise<Outcome<HqRecord>>;
  listLocationTypes(request: PageRequest): Promise<Outcome<HqPage>>;

  /** Everybody's id and name (`user_name`, workers without the project's suffix), active or not; read from the database, not the index. */
  listUsernames(request: PageRequest): Promise<Outcome<HqPage>>;
  /** Active users of both kinds by a Lucene query; only ever the first page (HQ applies an offset twice). */
  searchUsers(request: { query: string; limit: number; signal?: AbortSignal }): Promise<Outcome<HqRecord[]>>;
  /** Closes kept-alive connections. */
  close(): Promise<void>;
}

export interface HqGateway extends HqRest {
  /** What only HQ's web pages offer; null when nobody is signed in. `capabilities.ts` says what is missing then. */
  readonly pages: HqPages | null;
}
