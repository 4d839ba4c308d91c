/** Numbers of the sync engine, each with its reason; tests give smaller ones. */

export type SyncConfig = {
  /** Rows asked for per page: HQ's maximum for users (2 MB and one call instead of fifty). */
  pageSize: number;
  /**
   * Pages of a listing under way at once. HQ works about a second on a page of 1000, and the network's latency comes on top: three
   * hide most of both (test/bench/pull.bench.ts), a fourth gains little, and three pages are what lies in memory: a few megabytes.
   * HQ's budget (hq/throttle.ts) is the tighter limit in small projects.
   */
  pagesAtOnce: number;
  /** Lanes sent at once: enough to hide the network's latency, little enough for HQ's budget of small projects. */
  lanes: number;
  /** After the last of several quick edits. */
  editDelayMs: number;
  /** Between two runs nobody asked for. HQ has no modified-since: each is a whole listing. */
  pollMs: number;
  /** A project of more people than this is listed less often, in proportion: each listing is about 1 kB a person. */
  pollPeople: number;
  /** A broken listing older than this is begun anew: what was read would be called fresh without being it. */
  resumeMs: number;
  /** Between the two looks for a created worker: HQ's index and a slow request need a moment. */
  secondLookMs: number;
  /** Longest wait of `shutdown` for requests in flight. */
  shutdownMs: number;
  /** Several changes of the database become one event. */
  eventMs: number;
  /** Progress events at most this often. */
  progressMs: number;
  /** Failures of HQ in a row after which a run ends: it is HQ that has a problem, not the change. */
  serverFailures: number;
};

export const defaultSyncConfig: SyncConfig = {
  pageSize: 1000,
  pagesAtOnce: 3,
  lanes: 4,
  editDelayMs: 1_000,
  pollMs: 300_000,
  pollPeople: 5_000,
  resumeMs: 3_600_000,
  secondLookMs: 5_000,
  shutdownMs: 3_000,
  eventMs: 50,
  progressMs: 100,
  serverFailures: 5,
};
