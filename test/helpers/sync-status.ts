import type { SyncStatus } from '#shared/domain/sync-status.ts';

/** Nothing is going on, and HQ answers: what each test changes what it is about of. */
export const idleStatus: SyncStatus = {
  phase: 'idle',
  workOffline: false,
  reachable: true,
  hold: null,
  progress: null,
  pending: 0,
  attention: 0,
  lastPullAt: null,
  lastPushAt: null,
  mirrorComplete: true,
  counts: { mobileWorkers: 0, webUsers: 0, invitations: 0, groups: 0, locations: 0 },
  lastError: null,
  unavailable: [],
  nextRunAt: null,
};
