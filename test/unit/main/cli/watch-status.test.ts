import { describe, expect, it } from 'vitest';
import type { SyncStatus } from '#shared/domain/sync-status.ts';
import { statusEvents } from '../../../../main/cli/watch-status.ts';
import { idleStatus } from '../../../helpers/sync-status.ts';

const idle: SyncStatus = { ...idleStatus, pending: 2 };
const error = { code: 'offline', message: 'HQ cannot be reached.' } as const;
const hold = { error: { code: 'credential', message: 'Wrong key.' }, until: null } as const;

describe('what is told of a new status', () => {
  it.each<[string, Partial<SyncStatus>, Partial<SyncStatus>, string[]]>([
    ['nothing new', {}, { pending: 3 }, []],
    ['a run begins', {}, { phase: 'checking' }, ['run-started']],
    ['a run goes on', { phase: 'checking' }, { phase: 'pulling' }, []],
    ['a run ends', { phase: 'pushing' }, {}, ['run-ended']],
    [
      'the connection goes',
      { phase: 'pulling' },
      { reachable: false, lastError: error },
      ['connection-lost', 'run-ended'],
    ],
    ['it was never there', { reachable: null }, { reachable: false }, ['connection-lost']],
    ['it comes back', { reachable: false }, {}, ['connection-back']],
    ['a hold begins', {}, { hold }, ['hold']],
    ['a hold stays', { hold }, { hold }, []],
    ['a hold is over', { hold }, {}, ['hold-over']],
  ])('%s', (_, before, now, events) => {
    expect(statusEvents({ ...idle, ...before }, { ...idle, ...now }).map(({ event }) => event)).toEqual(events);
  });
});
