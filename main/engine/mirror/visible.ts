/** The only writer of the visible tables: recomputed in the same transaction as either side of the fold (design D3). */
import { personEntities } from '#shared/domain/entities.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { rebuildMark } from '../db/repair.ts';
import { foldLane } from './fold-lane.ts';
import { adoptedIds, readSides } from './fold-sides.ts';
import type { Sides, StoredRow } from './fold-sides.ts';
import { noFacts } from './page-facts.ts';
import { truthValues } from './server-records.ts';
import { replaceLinks } from './person-links.ts';
import { visibleTables } from './tables.ts';
import { bumpVisibleVersion } from './visible-version.ts';
import { visiblePerson } from './visible-row.ts';
import type { VisiblePerson } from './visible-row.ts';

/** People read together: one statement each for rows, records and lanes instead of one a person. */
const chunk = 500;

/**
 * Makes the visible rows of these people equal to fold(truth, lane); call it inside the `write` that changed either. A person with
 * neither truth nor live change loses the row.
 *
 * @returns local ids whose row really changed, appeared or went
 */
export function rebuildVisible(db: EngineDatabase, entity: PersonEntity, localIds: readonly string[]): string[] {
  const locationName = locationNames(db);
  // A record pulled before we knew that it is the person created here has a row of its own: that one goes first.
  const ceded = adoptedIds(db, entity, localIds).map((identity) => identity.serverId);
  const wanted = [...new Set([...ceded, ...localIds])];
  const changed: string[] = [];
  for (let from = 0; from < wanted.length; from += chunk) {
    const ids = wanted.slice(from, from + chunk);
    const sides = readSides(db, entity, ids);
    for (const localId of ids) {
      const person = foldPerson(entity, localId, sides, locationName);
      if (writeRow(db, entity, sides.rows.get(localId), person)) changed.push(localId);
    }
  }
  if (changed.length > 0) bumpVisibleVersion(db);
  return changed;
}

function foldPerson(
  entity: PersonEntity,
  localId: string,
  sides: Sides,
  locationName: (id: string) => string,
): VisiblePerson | null {
  const truth = sides.truths.get(localId);
  const folded = foldLane(truth ? truthValues(entity, truth) : null, sides.lanes.get(localId) ?? []);
  if (!folded) return null;
  const facts = (truth && sides.facts.get(truth.serverId)) ?? noFacts;
  return visiblePerson(entity, {
    localId,
    serverId: truth?.serverId ?? sides.serverIds.get(localId) ?? null,
    ...folded,
    snapshot: truth?.snapshot ?? null,
    active: folded.active ?? truth?.active ?? facts.active,
    facts,
    locationName,
  });
}

/** @returns whether anything was written */
function writeRow(
  db: EngineDatabase,
  entity: PersonEntity,
  stored: StoredRow | undefined,
  person: VisiblePerson | null,
): boolean {
  if (person && stored) return updateRow(db, entity, stored, person);
  if (person) insertRow(db, entity, person);
  else if (stored) removeRow(db, entity, stored);
  return person !== null || stored !== undefined;
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
      // Rows that show a change of their own as well: it may have ended since the backup they come from.
      const lanes = db
        .statement(
          `SELECT local_id AS localId FROM changes WHERE entity = ?
           UNION SELECT local_id FROM ${visibleTables[entity]} WHERE sync_state <> 'clean'`,
        )
        .all(entity);
      rebuildVisible(
        db,
        entity,
        (lanes as { localId: string }[]).map((lane) => lane.localId),
      );
    }
    db.statement('DELETE FROM meta WHERE key = ?').run(rebuildMark);
  });
}
