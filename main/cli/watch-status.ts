/** What `roster watch` tells of a new status: one event for each thing that is different now. */
import type { SyncStatus } from '#shared/domain/sync-status.ts';

/** One line of `roster watch`; `event` names it, the rest are its facts. */
export type WatchEvent = { event: string; [fact: string]: unknown };

export function statusEvents(before: SyncStatus, now: SyncStatus): WatchEvent[] {
  const ran = before.phase !== 'idle';
  const runs = now.phase !== 'idle';
  return [
    ...(!ran && runs ? [{ event: 'run-started' }] : []),
    ...(before.reachable !== false && now.reachable === false
      ? [{ event: 'connection-lost', error: now.lastError }]
      : []),
    ...(before.reachable === false && now.reachable === true ? [{ event: 'connection-back' }] : []),
    ...holdEvents(before, now),
    ...(ran && !runs
      ? [
          {
            event: 'run-ended',
            error: now.lastError,
            pending: now.pending,
            attention: now.attention,
            nextRunAt: now.nextRunAt,
          },
        ]
      : []),
  ];
}

function holdEvents({ hold: before }: SyncStatus, { hold: now }: SyncStatus): WatchEvent[] {
  if (now && (now.error.message !== before?.error.message || now.until !== before.until))
    return [{ event: 'hold', error: now.error, until: now.until }];
  return before && !now ? [{ event: 'hold-over' }] : [];
}
