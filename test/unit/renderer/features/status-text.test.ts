import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import {
  progressShare,
  progressText,
  statusParts,
  statusTone,
} from '../../../../renderer/features/frame/status-text.ts';
import { idleStatus } from '../../../helpers/sync-status.ts';

const now = Date.UTC(2026, 10, 22, 12);
const status = idleStatus;
const error = { code: 'credential' as const, message: 'no' };

describe('statusParts', () => {
  it('says what is saved here', () => {
    const parts = statusParts({ ...status, reachable: false, pending: 12, attention: 1, lastPullAt: now }, now);
    expect(parts.slice(0, 3)).toEqual(['Offline', '12 changes saved on this computer', '1 needs you']);
    expect(parts[3]).toMatch(/^last pulled .*\d/);
  });
  it('uses the singular for one', () => {
    expect(statusParts({ ...status, pending: 1 }, now)).toContain('1 change saved on this computer');
  });
  it('never claims more than is known', () => {
    expect(statusParts({ ...status, reachable: null }, now)).toEqual([
      'Not connected yet',
      'No changes waiting',
      'never pulled',
    ]);
  });
  it('names the next try only while offline', () => {
    const waiting = { ...status, reachable: false, nextRunAt: now + 60_000 };
    expect(statusParts(waiting, now).at(-1)).toMatch(/^next try/);
    expect(statusParts({ ...waiting, workOffline: true }, now).at(-1)).toBe('never pulled');
  });
});

it('statusTone: the own switch wins over a hold, a hold over work, work over the network', () => {
  const all: SyncStatus = {
    ...status,
    workOffline: true,
    hold: { error, until: null },
    phase: 'pulling',
    reachable: false,
  };
  expect(statusTone(all)).toBe('offline');
  expect(statusTone({ ...all, workOffline: false })).toBe('problem');
  expect(statusTone({ ...all, workOffline: false, hold: null })).toBe('busy');
  expect(statusTone({ ...status, reachable: false })).toBe('offline');
  expect(statusTone({ ...status, lastError: error })).toBe('problem');
  expect(statusTone(status)).toBe('good');
});

it('progress counts with and without a total', () => {
  const progress = {
    entity: 'mobile-worker' as const,
    list: 'active' as const,
    done: 12000,
    total: 100000,
    step: 1,
    steps: 6,
    resumed: false,
  };
  expect(progressText(progress)).toBe('Mobile Workers (active): 12,000 of 100,000');
  expect(progressText({ ...progress, list: null, total: null })).toBe('Mobile Workers: 12,000 so far');
  expect(progressShare(progress)).toBe(12);
  expect(progressShare({ ...progress, done: 200000 })).toBe(100);
  expect(progressShare({ ...progress, total: 0 })).toBeNull();
});
