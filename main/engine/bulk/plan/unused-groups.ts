/** New groups in the file's own sheet of groups that no row puts anybody into. */
import { z } from 'zod';
import type { EngineDatabase } from '../../db/database.ts';
import type { NewGroup } from './groups-of-file.ts';

const namesSchema = z.array(z.string());

/**
 * Their names: HQ's importer would make them, and nothing here does, as a plan is about people. The rows are only looked through where the file has
 * such groups, so edited and left out cells count as they are now.
 */
export function unusedGroups(db: EngineDatabase, planId: string, added: readonly NewGroup[]): string[] {
  const names = added.flatMap(({ name }) => (name === undefined ? [] : [name]));
  if (names.length === 0) return [];
  const unused = db
    .statement(
      `SELECT j.value FROM json_each(?) j WHERE j.value NOT IN (SELECT name FROM groups) AND j.value NOT IN (
         SELECT g.value FROM bulk_plan_rows r, json_each(r.changes, '$.groups.to') g
         WHERE r.plan_id = ? AND r.excluded = 0 AND r.outcome IN ('create', 'update'))`,
    )
    .pluck()
    .all(JSON.stringify(names), planId);
  return namesSchema.parse(unused);
}
