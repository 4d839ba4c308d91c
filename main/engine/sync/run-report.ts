/** How one run went, for whoever asked for it (the command line prints it). */
import { t } from '#shared/messages/translate.ts';
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { EngineDatabase } from '../db/database.ts';
import { readMeta } from './meta.ts';
import type { Hold } from './meta.ts';
import { syncStatus } from './status.ts';
import type { Stop, SyncRun, SyncWhat } from './sync-run.ts';

export type SyncRunReport = {
  what: SyncWhat;
  /** The run went to its end (lists that cannot be read and refused changes do not count against it). */
  done: boolean;
  /** Rows read per kind of record; a resumed pull counts only what it read itself. */
  pulled: Partial<Record<MirrorEntity, number>>;
  /** Changes HQ took. */
  pushed: number;
  /** Changes still waiting, and those that need a person. */
  pending: number;
  attention: number;
  /** Why it did not go to its end, or what went wrong on the way. */
  error: AppError | null;
  /** Sync waits for the person, or until a time. */
  hold: Hold | null;
  unavailable: { entity: MirrorEntity; error: AppError }[];
};

export function reportRun(db: EngineDatabase, what: SyncWhat, run: SyncRun | null, stop: Stop | null): SyncRunReport {
  const idle = {
    phase: 'idle',
    progress: null,
    reachable: null,
    lastError: null,
    nextRunAt: null,
    keyNeeded: null,
  } as const;
  const status = syncStatus(db, idle);
  return {
    what,
    done: stop === null,
    pulled: run?.pulled ?? {},
    pushed: run?.pushed ?? 0,
    pending: status.pending,
    attention: status.attention,
    error: stopError(stop) ?? run?.problem ?? readMeta(db, 'removals'),
    hold: stop?.kind === 'hold' ? { error: stop.error, until: stop.until } : status.hold,
    unavailable: status.unavailable,
  };
}

function stopError(stop: Stop | null): AppError | null {
  if (!stop) return null;
  return stop.kind === 'cancelled' ? { code: 'cancelled', message: t('sync.cancelled') } : stop.error;
}
