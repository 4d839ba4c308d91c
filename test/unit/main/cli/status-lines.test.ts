import { expect, it } from 'vitest';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { statusLines } from '../../../../main/cli/commands/status.ts';
import { idleStatus } from '../../../helpers/sync-status.ts';

const idle: SyncStatus = { ...idleStatus, pending: 2 };

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
