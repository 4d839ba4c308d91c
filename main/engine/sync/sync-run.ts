/** One run of the loop: what its phases share, and how a run can end early. */
import type { Account } from '#shared/domain/account.ts';
import type { MirrorEntity, PersonEntity } from '#shared/domain/entities.ts';
import type { SyncPhase, SyncProgress } from '#shared/domain/sync-status.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { EngineDeps } from '../deps.ts';
import type { HqGateway } from '../hq/gateway.ts';
import type { Failure } from '../hq/outcome.ts';
import type { SyncConfig } from './sync-config.ts';

/** What a run is to do: `sync` is both. */
export type SyncWhat = 'sync' | 'pull' | 'push';

export type ChangedTopic = PersonEntity | 'lookups' | 'changes' | 'history' | 'connection' | 'downloads';

/** Which lane of the push holds which person, or record of HQ's (lane-claims.ts). */
export type LaneClaims = {
  isHeld(key: string): boolean;
  /** Holds what nobody holds, or what this lane holds already. */
  claim(key: string, lane: string): boolean;
  /** Waits until the lane has it. Only for HQ's record of a create: such a record's own lane waits for nobody. */
  wait(key: string, lane: string): Promise<void>;
  /** The lane is through: all it holds is free. */
  release(lane: string): void;
};

/** What HQ said yes to, and when (ms since 1970): access (null: not that), or that somebody is removed. */
export type ChangedLately = { at: number; active: boolean | null; removed: boolean };

export type SyncRun = {
  db: EngineDatabase;
  gateway: HqGateway;
  account: Account;
  secretKey: string;
  deps: EngineDeps;
  config: SyncConfig;
  /** The person's cancel, or the app's end: no new request begins, reads under way end. */
  signal: AbortSignal;
  /** Ends requests in flight too; what they sent is settled by reading at the next start. */
  hardStop: AbortSignal;
  /** A person asked for this run: waiting times of single changes do not count. */
  manual: boolean;
  /** The person agreed that what HQ's lists lack is removed here, however much it is. */
  acceptRemovals: boolean;
  /** HQ's ids of people read one by one, and when: lists may lag behind. Lives as long as the loop. */
  readLately: Map<string, number>;
  /** HQ's ids of people whose access HQ changed, or whom it removed, at our word, and when. Of the time before a new start by the history. */
  changedLately: Map<string, ChangedLately>;
  /** Which lane of the push works on whom. */
  claims: LaneClaims;
  /** Why HQ's pages are of no use for the rest of this run. */
  pagesFailure: Failure | null;
  /** End of the pause that all requests are in (hq/throttle.ts), ms since 1970; null: none. */
  pausedUntil: () => number | null;
  /** Waits for the rights that HQ is asked for anew because it refused something (rights-watch.ts). */
  rightsAsked(): Promise<void>;
  /** The pause HQ asked for in this run, which holds whatever else ends it. */
  pause: Hold | null;
  /** What went wrong without ending the run. */
  problem: AppError | null;
  /** Rows read per kind of record. */
  pulled: Partial<Record<MirrorEntity, number>>;
  /** Changes that HQ took in this run. */
  pushed: number;
  phase(phase: SyncPhase, progress?: SyncProgress | null): void;
  changed(...topics: ChangedTopic[]): void;
};

/** The person has to do something, or a moment has to pass (`until`); `throttled`: HQ asked for it. */
export type Hold = { kind: 'hold'; error: AppError; until: number | null; throttled?: boolean };

/** Why a run ends before its end. */
export type Stop =
  | Hold
  /** HQ cannot be reached: tried again with backoff. */
  | { kind: 'offline'; error: AppError }
  /** HQ failed or answered in an unknown form: tried again with backoff. */
  | { kind: 'failed'; error: AppError }
  | { kind: 'cancelled' };
