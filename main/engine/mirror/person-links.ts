/** Which people are in a location or a group; written by rebuildVisible only. */
import type { PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';

export type PersonLinks = { locationIds: readonly string[]; groupIds: readonly string[] };

/** @param person id of the visible row @param fresh nothing is linked yet */
export function replaceLinks(
  db: EngineDatabase,
  entity: PersonEntity,
  person: number,
  links: PersonLinks,
  fresh: boolean,
): void {
  replaceLocations(db, entity, person, links.locationIds, fresh);
  if (entity === 'mobile-worker') replaceGroups(db, person, links.groupIds, fresh);
}

function replaceLocations(
  db: EngineDatabase,
  entity: PersonEntity,
  person: number,
  wanted: readonly string[],
  fresh: boolean,
): void {
  const had = fresh
    ? []
    : (db
        .statement('SELECT location_id AS id FROM person_locations WHERE entity = ? AND person = ?')
        .all(entity, person) as { id: string }[]);
  const { added, gone } = difference(had, wanted);
  for (const id of gone)
    db.statement('DELETE FROM person_locations WHERE entity = ? AND location_id = ? AND person = ?').run(
      entity,
      id,
      person,
    );
  for (const id of added) db.statement('INSERT INTO person_locations VALUES (?, ?, ?)').run(entity, id, person);
}

function replaceGroups(db: EngineDatabase, person: number, wanted: readonly string[], fresh: boolean): void {
  const had = fresh
    ? []
    : (db.statement('SELECT group_id AS id FROM person_groups WHERE person = ?').all(person) as { id: string }[]);
  const { added, gone } = difference(had, wanted);
  for (const id of gone) db.statement('DELETE FROM person_groups WHERE group_id = ? AND person = ?').run(id, person);
  for (const id of added) db.statement('INSERT INTO person_groups VALUES (?, ?)').run(id, person);
}

function difference(had: readonly { id: string }[], wanted: readonly string[]): { added: string[]; gone: string[] } {
  const before = new Set(had.map((link) => link.id));
  const after = new Set(wanted);
  return { added: [...after].filter((id) => !before.has(id)), gone: [...before].filter((id) => !after.has(id)) };
}
