/** Which changes wait for which of other people (`change_deps`). */
import { z } from 'zod';
import type { EngineDatabase } from '../db/database.ts';

const idSchema = z.object({ id: z.string() });

/** Ids of the changes this one waits for. */
export function readNeeds(db: EngineDatabase, id: string): string[] {
  return linked(db, 'SELECT needs_change_id AS id FROM change_deps WHERE change_id = ?', id);
}

/** Ids of the changes that wait for this one. */
export function readDependants(db: EngineDatabase, id: string): string[] {
  return linked(db, 'SELECT change_id AS id FROM change_deps WHERE needs_change_id = ?', id);
}

function linked(db: EngineDatabase, sql: string, id: string): string[] {
  return db
    .statement(sql)
    .all(id)
    .map((row) => idSchema.parse(row).id);
}

/** `needs` must leave the outbox before the change may go. */
export function addDependency(db: EngineDatabase, changeId: string, needs: string): void {
  db.statement('INSERT OR IGNORE INTO change_deps (change_id, needs_change_id) VALUES (?, ?)').run(changeId, needs);
}

export function removeDependency(db: EngineDatabase, changeId: string, needs: string): void {
  db.statement('DELETE FROM change_deps WHERE change_id = ? AND needs_change_id = ?').run(changeId, needs);
}

/** Another change is in the place of this one: what waited for it waits for that. */
export function inheritDependants(db: EngineDatabase, from: string, to: string): void {
  for (const later of readDependants(db, from)) if (later !== to) addDependency(db, later, to);
}

/** A change became part of another: what it waited for and what waited for it goes over. */
export function inheritDependencies(db: EngineDatabase, from: string, to: string): void {
  for (const needs of readNeeds(db, from)) if (needs !== to) addDependency(db, to, needs);
  inheritDependants(db, from, to);
}
