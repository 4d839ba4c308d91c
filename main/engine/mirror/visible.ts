/** The only writer of the visible tables: recomputed in the same transaction as either side of the fold (design D3). */
import { personEntities } from '#shared/domain/entities.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { ChangeKind, ChangeState } from '#shared/domain/change.ts';
import type { EngineDatabase } from '../db/database.ts';
import { rebuildMark } from '../db/repair.ts';
import { foldLane } from './fold-lane.ts';
import type { LaneChange } from './fold-lane.ts';
import { serverIdOf } from './identities.ts';
import { getServerRecord, truthValues } from './server-records.ts';
import { replaceLinks } from './person-links.ts';
import { visibleTables } from './tables.ts';
import { bumpVisibleVersion } from './visible-version.ts';
import { visiblePerson } from './visible-row.ts';
import type { VisibleColumns, VisiblePerson } from './visible-row.ts';

type StoredRow = { id: number } & VisibleColumns;

/**
 * Makes the visible rows of these people equal to fold(truth, lane); call it inside the `write` that changed either. A person with
 * neither truth nor live change loses the row.
 *
 * @returns local ids whose row really changed, appeared or went
 */
export function rebuildVisible(db: EngineDatabase, entity: PersonEntity, localIds: readonly string[]): string[] {
  const locationName = locationNames(db);
  const changed = new Set<string>();
  for (const localId of localIds) if (rebuildOne(db, entity, localId, locationName)) changed.add(localId);
  if (changed.size > 0) bumpVisibleVersion(db);
  return [...changed];
}

function rebuildOne(
  db: EngineDatabase,
  entity: PersonEntity,
  localId: string,
  locationName: (id: string) => string,
): boolean {
  const stored = db.statement(`SELECT * FROM ${visibleTables[entity]} WHERE local_id = ?`).get(localId) as
    StoredRow | undefined;
  const person = foldPerson(db, entity, localId, locationName);
  if (!person) {
    if (stored) removeRow(db, entity, stored);
    return stored !== undefined;
  }
  if (!stored) {
    insertRow(db, entity, person);
    return true;
  }
  return updateRow(db, entity, stored, person);
}

function foldPerson(
  db: EngineDatabase,
  entity: PersonEntity,
  localId: string,
  locationName: (id: string) => string,
): VisiblePerson | null {
  const serverId = serverIdOf(db, entity, localId);
  const record = serverId === null ? null : getServerRecord(db, entity, serverId);
  const folded = foldLane(record ? truthValues(entity, record) : null, laneOf(db, entity, localId));
  if (!folded) return null;
  return visiblePerson(entity, {
    localId,
    serverId,
    ...folded,
    snapshot: record?.snapshot ?? null,
    active: record?.active ?? null,
    locationName,
  });
}

/** The live changes of a person by seq. */
function laneOf(db: EngineDatabase, entity: PersonEntity, localId: string): LaneChange[] {
  const rows = db
    .statement('SELECT kind, state, patch, base FROM changes WHERE entity = ? AND local_id = ? ORDER BY seq')
    .all(entity, localId) as { kind: ChangeKind; state: ChangeState; patch: string; base: string }[];
  return rows.map((row) => ({
    kind: row.kind,
    state: row.state,
    patch: JSON.parse(row.patch) as FieldValues,
    base: JSON.parse(row.base) as FieldValues,
  }));
}

function insertRow(db: EngineDatabase, entity: PersonEntity, person: VisiblePerson): void {
  const table = visibleTables[entity];
  const names = Object.keys(person.columns);
  const { lastInsertRowid } = db
    .statement(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`)
    .run(...Object.values(person.columns));
  const id = Number(lastInsertRowid);
  db.statement(`INSERT INTO ${table}_search (rowid, search) VALUES (?, ?)`).run(id, person.columns['search']);
  replaceLinks(db, entity, id, person, true);
}

function updateRow(db: EngineDatabase, entity: PersonEntity, stored: StoredRow, person: VisiblePerson): boolean {
  const table = visibleTables[entity];
  const names = Object.keys(person.columns).filter((name) => stored[name] !== person.columns[name]);
  if (names.length === 0) return false;
  if (names.includes('search')) forgetSearch(db, table, stored);
  // Only the columns that differ: SQLite leaves the indexes of the others alone.
  db.statement(`UPDATE ${table} SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`).run(
    ...names.map((name) => person.columns[name]),
    stored.id,
  );
  if (names.includes('search'))
    db.statement(`INSERT INTO ${table}_search (rowid, search) VALUES (?, ?)`).run(stored.id, person.columns['search']);
  replaceLinks(db, entity, stored.id, person, false);
  return true;
}

function removeRow(db: EngineDatabase, entity: PersonEntity, stored: StoredRow): void {
  forgetSearch(db, visibleTables[entity], stored);
  replaceLinks(db, entity, stored.id, { locationIds: [], groupIds: [] }, false);
  db.statement(`DELETE FROM ${visibleTables[entity]} WHERE id = ?`).run(stored.id);
}

/** The index keeps no copy of its text: it has to be told what to take out. */
function forgetSearch(db: EngineDatabase, table: string, stored: StoredRow): void {
  db.statement(`INSERT INTO ${table}_search (${table}_search, rowid, search) VALUES ('delete', ?, ?)`).run(
    stored.id,
    stored['search'],
  );
}

/** Names by id, read once per page; an id whose location is not known here stands for itself. */
function locationNames(db: EngineDatabase): (id: string) => string {
  const known = new Map<string, string>();
  const find = db.statement('SELECT name FROM locations WHERE location_id = ?');
  return (id) => {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    const name = (find.get(id) as { name: string } | undefined)?.name ?? id;
    known.set(id, name);
    return name;
  };
}

/** Visible values of a person by field key, null when there is no such row. */
export function visibleValues(db: EngineDatabase, entity: PersonEntity, localId: string): FieldValues | null {
  const row = db.statement(`SELECT visible FROM ${visibleTables[entity]} WHERE local_id = ?`).get(localId) as
    { visible: string } | undefined;
  return row ? (JSON.parse(row.visible) as Record<string, Json>) : null;
}

/** After a repair the kept changes have no rows yet: makes them, once. Call it when the account is opened. */
export function finishRepair(db: EngineDatabase): void {
  if (!db.statement('SELECT 1 FROM meta WHERE key = ?').get(rebuildMark)) return;
  db.write('finish-repair', () => {
    for (const entity of personEntities) {
      const lanes = db.statement('SELECT DISTINCT local_id AS localId FROM changes WHERE entity = ?').all(entity);
      rebuildVisible(
        db,
        entity,
        (lanes as { localId: string }[]).map((lane) => lane.localId),
      );
    }
    db.statement('DELETE FROM meta WHERE key = ?').run(rebuildMark);
  });
}
