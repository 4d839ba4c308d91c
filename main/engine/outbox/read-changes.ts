/** Reading the outbox. */
import { z } from 'zod';
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { ChangeState, ChangeTotals } from '#shared/domain/change.ts';
import type { EngineDatabase } from '../db/database.ts';
import { changeRecordSchema } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';

export function readChange(db: EngineDatabase, id: string): ChangeRecord | null {
  const row = db.statement('SELECT * FROM changes WHERE id = ?').get(id);
  return row === undefined ? null : changeRecordSchema.parse(row);
}

/** The live changes of one person, in order. */
export function readLane(db: EngineDatabase, entity: PersonEntity, localId: string): ChangeRecord[] {
  const rows = db
    .statement('SELECT * FROM changes WHERE entity = ? AND local_id = ? ORDER BY seq')
    .all(entity, localId);
  return rows.map((row) => changeRecordSchema.parse(row));
}

/** A page of the outbox in order, `state` null for all. */
export function listChanges(
  db: EngineDatabase,
  state: ChangeState | null,
  offset: number,
  limit: number,
): ChangeRecord[] {
  const rows = state
    ? db.statement('SELECT * FROM changes WHERE state = ? ORDER BY seq LIMIT ? OFFSET ?').all(state, limit, offset)
    : db.statement('SELECT * FROM changes ORDER BY seq LIMIT ? OFFSET ?').all(limit, offset);
  return rows.map((row) => changeRecordSchema.parse(row));
}

const countSchema = z.array(z.object({ state: z.string(), n: z.number().int() }));

export function changeTotals(db: EngineDatabase): ChangeTotals {
  return countStates(db, '', []);
}

/** @param where SQL condition with its keyword, '' for all changes */
export function countStates(db: EngineDatabase, where: string, params: readonly string[]): ChangeTotals {
  const totals: ChangeTotals = { all: 0, queued: 0, sending: 0, unknown: 0, conflict: 0, rejected: 0, ask: 0 };
  const query = db.statement(`SELECT state, count(*) AS n FROM changes ${where} GROUP BY state`);
  const rows = countSchema.parse(query.all(...params));
  for (const { state, n } of rows) {
    totals.all += n;
    if (state in totals) totals[state as ChangeState] = n;
  }
  return totals;
}

/** Whether a change with this id was ever recorded, and what it became: the same command sent twice is one change. */
export function knownChange(db: EngineDatabase, id: string): boolean {
  return (
    db.statement('SELECT 1 FROM changes WHERE id = ?').get(id) !== undefined ||
    db.statement('SELECT 1 FROM history WHERE change_id = ?').get(id) !== undefined
  );
}
