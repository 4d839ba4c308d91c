/** What the engine takes from outside: with time, randomness and timers injected, crashes and backoff can be tested. */

import type { SyncConfig } from './sync/sync-config.ts';

export type TimerHandle = { cancel(): void };

export type EngineDeps = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** In [0, 1): jitter. */
  random: () => number;
  /** A new UUID. */
  uuid: () => string;
  setTimer: (callback: () => void, ms: number) => TimerHandle;
  log: (level: 'info' | 'warn' | 'error', message: string) => void;
  /** Named points where fault tests kill the process or fail the disk; does nothing in the app. */
  failpoint?: (name: string) => void;
  version: string;
  /** Other numbers for the sync loop (page size, waiting times); tests give smaller ones. */
  sync?: Partial<SyncConfig>;
};
