import { expect, it } from 'vitest';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { statusLines } from '../../../../main/cli/commands/status.ts';

const idle: SyncStatus = {
  phase: 'idle',
  workOffline: false,
  reachable: true,
  hold: null,
  progress: null,
  pending: 2,
  attention: 0,
  lastPullAt: null,
  lastPushAt: null,
  mirrorComplete: true,
  counts: { mobileWorkers: 0, webUsers: 0, invitations: 0, groups: 0, locations: 0 },
  lastError: null,
  unavailable: [],
  nextRunAt: null,
};

const held = (until: number | null): string[] => {
  const error = { code: 'throttled', message: 'HQ asks for a pause.' } as const;
  const status: SyncStatus = { ...idle, hold: { error, until } };
  return statusLines(status);
};

it('says until when a pause lasts, and nothing of the kind where somebody has to do something', () => {
  expect(held(Date.parse('2026-11-22T10:00:00Z'))).toContain(
    'On hold until 2026-11-22T10:00:00.000Z: HQ asks for a pause.',
  );
  expect(held(null)).toContain('On hold: HQ asks for a pause.');
});
