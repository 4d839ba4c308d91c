/**
 * Which changes may go now. A lane is one person's changes in order; "ready" and "blocked" are computed from the rows each time, never
 * stored: a flag could be stranded by a crash.
 */
import { z } from 'zod';
import type { EngineDatabase } from '../db/database.ts';
import { changeRecordSchema } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';

/** Of a workbook that a person holds back. What was sent of it is settled all the same. */
const paused = `
  c.state = 'queued' AND coalesce(c.batch_id, '') IN (SELECT batch_id FROM sheet_batches WHERE paused_at IS NOT NULL)`;

/** First of its lane, everything it needs done, not held back by a person. */
const runnable = `
  NOT (${paused}) AND
  NOT EXISTS (SELECT 1 FROM changes e WHERE e.entity = c.entity AND e.local_id = c.local_id AND e.seq < c.seq)
  AND NOT EXISTS (SELECT 1 FROM change_deps d JOIN changes n ON n.id = d.needs_change_id WHERE d.change_id = c.id)`;

export type HeadQuery = {
  /** Only what this account made is sent: never as somebody else. */
  author: string;
  now: number;
  /** A person pressed "Sync now": waiting times of single changes do not count. */
  ignoreWaits: boolean;
  /** Those put off after a failure (true), or those that were not (false). */
  putOff: boolean;
  /** Place to look behind: what this run has had its turn with. */
  after: HeadPlace;
  limit: number;
};

/** Where a head stands in the order. */
export type HeadPlace = Pick<ChangeRecord, 'nextAttemptAt' | 'seq'>;

/** Before every head. */
export const beforeAll: HeadPlace = { nextAttemptAt: null, seq: 0 };

/**
 * Lane heads that wait to be sent (`queued`) or settled (`unknown`): in order of the outbox; those put off by when they are due, so that
 * the one that failed last has its turn last.
 */
export function runnableHeads(
  db: EngineDatabase,
  states: readonly ('queued' | 'unknown')[],
  query: HeadQuery,
): ChangeRecord[] {
  const rows = db
    .statement(
      `SELECT c.* FROM changes c
       WHERE c.state IN (SELECT value FROM json_each(?)) AND (c.next_attempt_at IS NOT NULL) = ?
         AND (coalesce(c.next_attempt_at, 0), c.seq) > (?, ?) AND lower(c.author) = lower(?)
         AND (? OR c.next_attempt_at IS NULL OR c.next_attempt_at <= ?) AND ${runnable}
       ORDER BY coalesce(c.next_attempt_at, 0), c.seq LIMIT ?`,
    )
    .all(
      JSON.stringify(states),
      query.putOff ? 1 : 0,
      query.after.nextAttemptAt ?? 0,
      query.after.seq,
      query.author,
      query.ignoreWaits ? 1 : 0,
      query.now,
      query.limit,
    );
  return rows.map((row) => changeRecordSchema.parse(row));
}

const idSchema = z.object({ id: z.string() });

/** The earlier change this one waits for, null when it is at the head. */
export function waitsFor(
  db: EngineDatabase,
  change: Pick<ChangeRecord, 'id' | 'entity' | 'localId' | 'seq'>,
): string | null {
  const row =
    db
      .statement('SELECT id FROM changes WHERE entity = ? AND local_id = ? AND seq < ? ORDER BY seq DESC LIMIT 1')
      .get(change.entity, change.localId, change.seq) ??
    db
      .statement(
        'SELECT n.id AS id FROM change_deps d JOIN changes n ON n.id = d.needs_change_id WHERE d.change_id = ? ORDER BY n.seq LIMIT 1',
      )
      .get(change.id);
  return row === undefined ? null : idSchema.parse(row).id;
}

/** Whether any change waits for one of another person. */
export function hasDependencies(db: EngineDatabase): boolean {
  return db.statement('SELECT 1 FROM change_deps LIMIT 1').get() !== undefined;
}

const dueSchema = z.object({ due: z.number().nullable() });

/**
 * When the next change that was put off may go, null when none was. What is due at `now` already the run before did not send: it is no
 * reason for another one, and hides none that is due later.
 */
export function nextDue(db: EngineDatabase, author: string, now: number): number | null {
  const row = db
    .statement(
      `SELECT min(c.next_attempt_at) AS due FROM changes c
       WHERE c.state IN ('queued', 'unknown') AND c.next_attempt_at > ? AND lower(c.author) = lower(?) AND ${runnable}`,
    )
    .get(now, author);
  return dueSchema.parse(row).due;
}
