/**
 * Locations for an account that REST does not give them to (its plan, its role, its key): HQ's pages tell every member the id and the path
 * of each location that the account reaches, and nothing else. What REST told of one before (parent, type, site code) stays while the path
 * is the one that this gives; else the path is all that is known, and REST's record takes its place once HQ allows REST again.
 * Source: corehq/apps/locations/views.py, `LocationsSearchView`; models.py, `SQLLocation.get_path_display`.
 */
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import { getServerRecord } from '../mirror/server-records.ts';
import { isRefused } from './cursors.ts';

const entity = 'location';

/** The list of HQ's pages, as it is named in `sync_cursors`. */
export const locationPageList = 'location:pages';

/** REST's list of locations is refused, for a missing right or by the plan: then the pages' list is all there is. */
export function isLocationListRefused(db: EngineDatabase): boolean {
  return isRefused(db, entity);
}

/** @param rows `{id, path}` @returns what is to be kept of each: REST's record where it still stands */
export function withKnownLocations(db: EngineDatabase, rows: readonly HqRecord[]): HqRecord[] {
  return rows.map((row) => {
    const known = getServerRecord(db, entity, row.id)?.snapshot;
    return known !== undefined && pathOf(db, row.id) === row['path'] ? known : row;
  });
}

/** The pages' list has the word only on what it told itself: others may lie where this account does not reach. */
export function isToldByPage(db: EngineDatabase, serverId: string): boolean {
  const record = getServerRecord(db, entity, serverId);
  return record !== null && 'path' in record.snapshot;
}

/** As HQ writes it, of what is known here. */
function pathOf(db: EngineDatabase, id: string): string {
  const find = db.statement('SELECT name, parent_id AS parentId FROM locations WHERE location_id = ?');
  const names: string[] = [];
  const seen = new Set<string>();
  for (let at: string | null = id; at !== null && !seen.has(at);) {
    seen.add(at);
    const row = find.get(at) as { name: string; parentId: string | null } | undefined;
    if (row === undefined) break;
    names.unshift(row.name);
    at = row.parentId;
  }
  return names.join('/');
}
