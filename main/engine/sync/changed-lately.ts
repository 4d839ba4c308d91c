/**
 * What HQ said yes to a moment ago and its lists may not show yet: whether somebody has access, or was removed. HQ's lists come from a
 * search index that is filled a little later than its records.
 */
import { z } from 'zod';
import { statusAfter } from '#shared/merge/guards.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { ChangedLately, SyncRun } from './sync-run.ts';

/** How long HQ's lists may lag behind HQ's own records, ms. */
export const listLag = 60_000;

export function noteChanged(
  run: SyncRun,
  serverId: string,
  what: { active?: boolean | null; removed?: boolean },
): void {
  const { active = null, removed = false } = what;
  run.changedLately.set(serverId, { at: run.deps.now(), active, removed });
}

const lineSchema = z.object({ id: z.string(), action: z.string(), at: z.number() });

/** The same of the time before a new start, from the history. A line from later than now was written by another clock and tells nothing. */
export function readChangedLately(db: EngineDatabase, now: number): Map<string, ChangedLately> {
  const rows = db
    .statement(
      `SELECT server_id AS id, action, finished_at AS at FROM history WHERE finished_at > ? AND finished_at <= ? AND outcome = 'acked'
         AND action IN ('deactivate', 'reactivate', 'remove') AND server_id IS NOT NULL AND (action <> 'remove' OR undone_by IS NULL)
       ORDER BY finished_at, seq`,
    )
    .all(now - listLag, now);
  return new Map(
    rows.map((row) => {
      const { id, action, at } = lineSchema.parse(row);
      const status = statusAfter(action);
      return [id, { at, active: status === null ? null : status === 'active', removed: action === 'remove' }];
    }),
  );
}

function changedLately(run: SyncRun, serverId: string): ChangedLately | null {
  const changed = run.changedLately.get(serverId);
  return changed && run.deps.now() - changed.at < listLag ? changed : null;
}

/** Access as HQ took it from us lately, null when it did not. */
export function activeLately(run: SyncRun, serverId: string): boolean | null {
  return changedLately(run, serverId)?.active ?? null;
}

/** A page of a listing without those that HQ has removed at our word since. */
export function withoutRemoved(run: SyncRun, records: readonly HqRecord[]): HqRecord[] {
  return records.filter(({ id }) => changedLately(run, id)?.removed !== true);
}
