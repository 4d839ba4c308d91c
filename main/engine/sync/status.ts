/** The one honest snapshot of where things stand, from rows and from what the loop knows. */
import { z } from 'zod';
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { SyncPhase, SyncProgress, SyncStatus } from '#shared/domain/sync-status.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { EngineDatabase } from '../db/database.ts';
import { changeTotals } from '../outbox/read-changes.ts';
import { readCursor } from './cursors.ts';
import { readMeta } from './meta.ts';
import { pageLists } from './page-lists.ts';
import { pullLists } from './pull-lists.ts';

/** What only the loop knows. */
export type LoopState = {
  phase: SyncPhase;
  progress: SyncProgress | null;
  reachable: boolean | null;
  lastError: AppError | null;
  nextRunAt: number | null;
  /** There is no key on this computer. */
  keyNeeded: AppError | null;
};

const countSchema = z.object({ n: z.number().int() });

export function syncStatus(db: EngineDatabase, state: LoopState): SyncStatus {
  const totals = changeTotals(db);
  const removals = readMeta(db, 'removals');
  const held = state.keyNeeded ? { error: state.keyNeeded, until: null } : readMeta(db, 'hold');
  const count = (table: string) => countSchema.parse(db.statement(`SELECT count(*) AS n FROM ${table}`).get()).n;
  return {
    phase: state.phase,
    workOffline: readMeta(db, 'workOffline'),
    reachable: state.reachable,
    hold: held ?? (removals ? { error: removals, until: null } : null),
    progress: state.progress,
    pending: totals.queued + totals.sending + totals.unknown,
    attention: totals.conflict + totals.rejected + totals.ask,
    lastPullAt: readMeta(db, 'lastPullAt'),
    lastPushAt: readMeta(db, 'lastPushAt'),
    mirrorComplete: readMeta(db, 'mirrorComplete'),
    counts: {
      mobileWorkers: count('mobile_workers'),
      webUsers: count('web_users'),
      invitations: count('invitations'),
      groups: count('groups'),
      locations: count('locations'),
    },
    lastError: state.lastError,
    unavailable: unavailableLists(db),
    nextRunAt: state.nextRunAt,
  };
}

/** Kinds of records this connection could not list at the last try, each once. */
export function unavailableLists(db: EngineDatabase): { entity: MirrorEntity; error: AppError }[] {
  const found = new Map<MirrorEntity, AppError>();
  for (const { name, entity } of pullLists) {
    const error = readCursor(db, name)?.unavailable;
    if (error && !found.has(entity) && !isReadInstead(db, name)) found.set(entity, error);
  }
  return [...found].map(([entity, error]) => ({ entity, error }));
}

/** HQ's pages gave what REST refused. */
function isReadInstead(db: EngineDatabase, name: string): boolean {
  const other = pageLists.find(({ insteadOf }) => insteadOf === name);
  const cursor = other === undefined ? null : readCursor(db, other.name);
  return cursor !== null && cursor.completedAt !== null && cursor.unavailable === null;
}
