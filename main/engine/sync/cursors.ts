/** How far each listing has come; written in the transaction of its page, so that a broken pull goes on at its page. */
import { z } from 'zod';
import { appErrorSchema } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { EngineDatabase } from '../db/database.ts';

const cursorSchema = z.object({
  generation: z.number().int(),
  next_offset: z.number().int().nullable(),
  total: z.number().int().nullable(),
  started_at: z.number().nullable(),
  completed_at: z.number().nullable(),
  unavailable: z.string().nullable(),
});

export type Cursor = {
  generation: number;
  /** Where the listing under way goes on; null when none is. */
  nextOffset: number | null;
  total: number | null;
  startedAt: number | null;
  completedAt: number | null;
  unavailable: AppError | null;
};

export function readCursor(db: EngineDatabase, list: string): Cursor | null {
  const found = db.statement('SELECT * FROM sync_cursors WHERE list = ?').get(list);
  if (found === undefined) return null;
  const row = cursorSchema.parse(found);
  return {
    generation: row.generation,
    nextOffset: row.next_offset,
    total: row.total,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    unavailable: row.unavailable === null ? null : appErrorSchema.parse(JSON.parse(row.unavailable)),
  };
}

export function beginList(db: EngineDatabase, list: string, generation: number, now: number): void {
  db.write('begin-list', () => {
    db.statement(
      `INSERT INTO sync_cursors (list, generation, next_offset, started_at) VALUES (?, ?, 0, ?)
       ON CONFLICT (list) DO UPDATE SET generation = excluded.generation, next_offset = 0, total = NULL, started_at = excluded.started_at`,
    ).run(list, generation, now);
  });
}

/** @param nextOffset null: the listing is through */
export function moveCursor(
  db: EngineDatabase,
  list: string,
  nextOffset: number | null,
  total: number,
  now: number,
): void {
  db.statement(
    `UPDATE sync_cursors SET next_offset = ?, total = ?, unavailable = NULL,
       completed_at = CASE WHEN ? IS NULL THEN ? ELSE completed_at END WHERE list = ?`,
  ).run(nextOffset, total, nextOffset, now, list);
}

/** The list cannot be read with this connection: it counts as done for this pull, and nothing is swept by it. */
export function markUnavailable(db: EngineDatabase, list: string, error: AppError): void {
  db.write('list-unavailable', () => {
    db.statement(
      `INSERT INTO sync_cursors (list, unavailable) VALUES (?, ?)
       ON CONFLICT (list) DO UPDATE SET next_offset = NULL, unavailable = excluded.unavailable`,
    ).run(list, JSON.stringify(error));
  });
}

/** HQ refused the list at the last try, for a missing right or by the plan. */
export function isRefused(db: EngineDatabase, list: string): boolean {
  const code = readCursor(db, list)?.unavailable?.code;
  return code === 'permission' || code === 'plan';
}

/** Nobody asks for the list any more: why it could not be read says nothing now. */
export function clearUnavailable(db: EngineDatabase, list: string): void {
  db.write('list-not-wanted', () => {
    db.statement('UPDATE sync_cursors SET unavailable = NULL WHERE list = ?').run(list);
  });
}

/** Whether the listing of this generation has gone through to its end. */
export function isComplete(cursor: Cursor | null, generation: number): boolean {
  if (!cursor || cursor.generation !== generation || cursor.unavailable || cursor.nextOffset !== null) return false;
  return cursor.completedAt !== null && cursor.completedAt >= (cursor.startedAt ?? 0);
}
