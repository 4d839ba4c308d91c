/** What the screens offer to choose from. */
import { normaliseValue } from '#shared/domain/fields.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import type { EngineDatabase } from '../db/database.ts';
import { doubledNames } from './definitions.ts';
import { fieldTexts, granted, namesakes } from './namesakes.ts';
import { foldText } from './fold-text.ts';

type LocationRow = { id: string; name: string; siteCode: string; parentId: string | null; typeName: string };

export function getLookups(db: EngineDatabase): Lookups {
  const people = peopleByLocation(db);
  const locations = db
    .statement(
      'SELECT location_id AS id, name, site_code AS siteCode, parent_id AS parentId, type_name AS typeName FROM locations',
    )
    .all() as LocationRow[];
  const usesTableau = hasTableauRole(db);
  const groups = db.statement('SELECT group_id AS id, name FROM groups').all() as { id: string; name: string }[];
  return {
    locations: byName(locations.map((location) => ({ ...location, people: people.get(location.id) ?? 0 }))),
    groups: byName(groups),
    roles: known(db, 'roles', 'role_id IS NOT NULL'),
    assignableRoles: assignableRoles(db),
    rolePermissions: rolePermissions(db),
    profiles: known(db, 'profiles', 'profile_id IS NOT NULL'),
    profileIds: profileIds(db),
    profileFields: profileFields(db),
    doubled: doubledNames(db),
    namesakes: namesakes(db),
    usesTableau,
    tableauGroups: usesTableau ? tableauGroups(db) : [],
    fieldDefinitions: fieldDefinitions(db),
    workerFields: known(db, 'user_fields', 'defined = 1', `entity = 'mobile-worker'`),
    webUserFields: known(db, 'user_fields', 'defined = 1', `entity = 'web-user'`),
    languages: sorted(db, languagesSql),
  };
}

/** Names the project defines, as far as HQ's pages have told; else those that people carry. */
function known(db: EngineDatabase, table: string, defined: string, which = 'true'): string[] {
  const told = sorted(db, `SELECT DISTINCT name FROM ${table} WHERE ${which} AND ${defined}`);
  return told.length > 0 ? told : sorted(db, `SELECT DISTINCT name FROM ${table} WHERE ${which}`);
}

function assignableRoles(db: EngineDatabase): string[] | null {
  const told = db.statement('SELECT 1 FROM roles WHERE assignable IS NOT NULL').get() !== undefined;
  return told ? sorted(db, 'SELECT DISTINCT name FROM roles WHERE assignable = 1') : null;
}

function rolePermissions(db: EngineDatabase): Lookups['rolePermissions'] {
  const rows = db.statement('SELECT name, permissions FROM roles WHERE role_id IS NOT NULL').all() as {
    name: string;
    permissions: string | null;
  }[];
  const { roles } = doubledNames(db);
  return Object.fromEntries(
    // Which of two is meant is not told by a name: neither is what it allows.
    rows.map(({ name, permissions }) => [
      name,
      permissions === null || roles.includes(name) ? null : granted(permissions),
    ]),
  );
}

/** HQ's number of each profile, by its name. */
export function profileIds(db: EngineDatabase): Lookups['profileIds'] {
  const rows = db.statement('SELECT name, profile_id AS id FROM profiles WHERE profile_id IS NOT NULL').all() as {
    name: string;
    id: string;
  }[];
  // Which of two is meant is not told by a name.
  const { profiles } = doubledNames(db);
  return Object.fromEntries(rows.filter(({ name }) => !profiles.includes(name)).map(({ name, id }) => [name, id]));
}

/** What each profile fixes, by its name. */
export function profileFields(db: EngineDatabase): Lookups['profileFields'] {
  const rows = db.statement('SELECT name, fields FROM profiles WHERE fields IS NOT NULL').all() as {
    name: string;
    fields: string;
  }[];
  const { profiles } = doubledNames(db);
  const plain = rows.filter(({ name }) => !profiles.includes(name));
  return Object.fromEntries(plain.map(({ name, fields }) => [name, fieldTexts(fields)]));
}

/** Whether anybody has a Tableau role. Nobody has one: the project may have it all the same. */
export function hasTableauRole(db: EngineDatabase): boolean {
  const one = db
    .statement(
      "SELECT 1 FROM server_records WHERE entity = 'web-user' AND coalesce(json_extract(snapshot, '$.tableau_role'), '') <> '' LIMIT 1",
    )
    .get();
  return one !== undefined;
}

/** HQ tells no list of Tableau's groups by REST: those that people are in, as far as each was read alone. */
function tableauGroups(db: EngineDatabase): string[] {
  const told = sorted(
    db,
    `SELECT DISTINCT value AS name FROM server_records, json_each(snapshot, '$.tableau_groups')
     WHERE entity = 'web-user' AND value IS NOT NULL AND value <> ''`,
  );
  const names = told.flatMap((groups) => normaliseValue('names', groups) as string[]);
  return byName([...new Set(names)].map((name) => ({ name }))).map(({ name }) => name);
}

type FieldRow = {
  entity: 'mobile-worker' | 'web-user';
  name: string;
  required: number;
  choices: string | null;
  label: string | null;
  regex: string | null;
  regexMsg: string | null;
};

/** Custom fields as HQ's pages tell them, by name. */
export function fieldDefinitions(db: EngineDatabase): Lookups['fieldDefinitions'] {
  const rows = db
    .statement(
      'SELECT entity, name, required, choices, label, regex, regex_msg AS regexMsg FROM user_fields WHERE defined = 1 ORDER BY entity',
    )
    .all() as FieldRow[];
  return byName(rows).map(({ entity, name, required, choices, label, regex, regexMsg }) => ({
    entity,
    name,
    required: required === 1,
    choices: choices === null ? null : (JSON.parse(choices) as string[]),
    ...(regex ? { pattern: { regex, message: regexMsg ?? '', label: label ?? name } } : {}),
  }));
}

/** Hops from one language to the next along the index: five steps instead of 100,000. */
const languagesSql = `WITH RECURSIVE found (name) AS (
  SELECT (SELECT min(language) FROM mobile_workers WHERE language > '')
  UNION ALL
  SELECT (SELECT min(language) FROM mobile_workers WHERE language > found.name) FROM found WHERE found.name IS NOT NULL
) SELECT name FROM found WHERE name IS NOT NULL`;

/** Workers and web users assigned to exactly this location. */
function peopleByLocation(db: EngineDatabase): Map<string, number> {
  const rows = db
    .statement('SELECT location_id AS id, count(*) AS people FROM person_locations GROUP BY entity, location_id')
    .all() as { id: string; people: number }[];
  const people = new Map<string, number>();
  for (const row of rows) people.set(row.id, (people.get(row.id) ?? 0) + row.people);
  return people;
}

function byName<Item extends { name: string }>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, key: foldText(item.name) }))
    .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0))
    .map(({ item }) => item);
}

function sorted(db: EngineDatabase, query: string): string[] {
  return byName(db.statement(query).all() as { name: string }[]).map((row) => row.name);
}
