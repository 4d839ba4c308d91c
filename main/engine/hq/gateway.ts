/**
 * What the engine asks of HQ, whatever the channel (REST today; pages join in behind the same interface). Records come as HQ sent them
 * (`HqRecord`, unknown fields kept), checked only for what Roster relies on.
 */
import type { Json } from '#shared/domain/entities.ts';
import type { Outcome } from './outcome.ts';

export type HqRecord = Record<string, Json> & { id: string };

/** One page of a listing. `nextOffset` is null on the last page (from `meta.next`, a bare query string at HQ). */
export type HqPage = { records: HqRecord[]; offset: number; total: number; nextOffset: number | null };

export type PageRequest = { offset: number; limit: number; signal?: AbortSignal };

/** A location of API v2, as HQ sends it; `location_id` is its id. */
export type HqIdentity = { id: string; username: string; firstName: string; lastName: string; email: string };
export type HqProject = { name: string; title: string };

export type CallOptions = {
  /** Ends the call wherever it is. */
  signal?: AbortSignal;
  /** Ends it only as long as it waits for its place in HQ's budget and nothing has left. */
  admit?: AbortSignal;
};

export interface HqGateway {
  /** GET /api/identity/v1/ */
  identity(options?: CallOptions): Promise<Outcome<HqIdentity>>;
  /** GET /api/user_domains/v1/: all projects of the account (of the key, when the key is tied to one). */
  projects(options?: CallOptions): Promise<Outcome<HqProject[]>>;
  /** `archived` lists only the deactivated ones: which list a worker is in is the only place its status can be read. */
  listMobileWorkers(request: PageRequest & { archived: boolean }): Promise<Outcome<HqPage>>;
  listWebUsers(request: PageRequest): Promise<Outcome<HqPage>>;
  listGroups(request: PageRequest): Promise<Outcome<HqPage>>;
  /** v2; `id` is set from `location_id`. */
  listLocations(request: PageRequest): Promise<Outcome<HqPage>>;
  getMobileWorker(id: string, options?: CallOptions): Promise<Outcome<HqRecord>>;
  getWebUser(id: string, options?: CallOptions): Promise<Outcome<HqRecord>>;
  /** POST; HQ drops invalid optional fields silently: read back and compare. */
  createMobileWorker(body: Record<string, Json>, options?: CallOptions): Promise<Outcome<{ id: string }>>;
  /** PUT, partial at HQ, not atomic: after any refusal read again. */
  updateMobileWorker(id: string, body: Record<string, Json>, options?: CallOptions): Promise<Outcome<HqRecord>>;
  /** PATCH, 202 with the full object. */
  updateWebUser(id: string, body: Record<string, Json>, options?: CallOptions): Promise<Outcome<HqRecord>>;
  /** The worker with exactly this complete username, null when there is none (active or not). Used to settle a create without an answer. */
  findMobileWorker(username: string, options?: CallOptions): Promise<Outcome<{ id: string } | null>>;
  /** Closes kept-alive connections. */
  close(): Promise<void>;
}
