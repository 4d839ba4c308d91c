/** What is known of the project besides its people, learned from the records as they come: nothing is ever scanned for it. */
import { systemUserDataKeys } from '#shared/domain/fields.ts';
import type { KnownIds, ProjectFacts } from '#shared/domain/rules.ts';
import type { ProfileFacts } from '#shared/domain/rules/custom-data-rules.ts';
import type { Json, MirrorEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import {
  allRoleNames,
  doubledNames,
  forgetField,
  forgetProfile,
  forgetRole,
  learnField,
  learnProfile,
  learnRole,
  meetName,
} from './definitions.ts';
import { foldText } from './fold-text.ts';
import { fieldDefinitions, profileFields, profileIds } from './lookups.ts';
import { namesakes } from './namesakes.ts';
import { forgetPerson } from './page-facts.ts';
import { bumpVisibleVersion } from './visible-version.ts';

type Learned = { serverId: string; snapshot: HqRecord };

/** Keeps the tables of locations, groups, roles, profiles and custom fields; called with the records that really changed. */
export function learnFacts(db: EngineDatabase, entity: MirrorEntity, records: readonly Learned[]): void {
  if (records.length === 0) return;
  switch (entity) {
    case 'location':
      for (const record of records) learnLocation(db, record);
      bumpVisibleVersion(db);
      return;
    case 'group':
      for (const { serverId, snapshot } of records)
        db.statement('INSERT INTO groups VALUES (?, ?) ON CONFLICT (group_id) DO UPDATE SET name = excluded.name').run(
          serverId,
          textOf(snapshot['name']),
        );
      bumpVisibleVersion(db);
      return;
    case 'web-user':
    case 'mobile-worker':
      learnFromPeople(db, entity, records);
      return;
    case 'role':
      for (const record of records) learnRole(db, record);
      return;
    case 'profile':
      for (const record of records) learnProfile(db, record);
      return;
    case 'user-field':
      for (const record of records) learnField(db, record);
      return;
    // Page facts are no records: page-facts.ts keeps them.
    case 'personal-id':
    case 'unconfirmed':
    case 'web-user-facts':
    case 'invitation':
    case 'location-type':
      return;
  }
}

/** What goes with a record that HQ no longer has. */
export function forgetFacts(db: EngineDatabase, entity: MirrorEntity, serverId: string): void {
  if (entity === 'location') db.statement('DELETE FROM locations WHERE location_id = ?').run(serverId);
  if (entity === 'group') db.statement('DELETE FROM groups WHERE group_id = ?').run(serverId);
  if (entity === 'role') forgetRole(db, serverId);
  if (entity === 'profile') forgetProfile(db, serverId);
  if (entity === 'user-field') forgetField(db, serverId);
  forgetPerson(db, entity, serverId);
  if (entity === 'location' || entity === 'group') bumpVisibleVersion(db);
}

function learnLocation(db: EngineDatabase, { serverId, snapshot }: Learned): void {
  // HQ's pages tell the path alone (sync/locations-from-page.ts).
  const name = textOf(snapshot['name']) || textOf(snapshot['path']);
  const known = db.statement('SELECT name FROM locations WHERE location_id = ?').get(serverId) as
    { name: string } | undefined;
  db.statement(
    `INSERT INTO locations (location_id, name, site_code, parent_id, type_code, type_name) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (location_id) DO UPDATE SET name = excluded.name, site_code = excluded.site_code, parent_id = excluded.parent_id,
       type_code = excluded.type_code, type_name = excluded.type_name`,
  ).run(
    serverId,
    name,
    textOf(snapshot['site_code']),
    textOf(snapshot['parent_location_id']) || null,
    textOf(snapshot['location_type_code']),
    textOf(snapshot['location_type_name']),
  );
  if (known?.name !== name) renameCopies(db, serverId, name);
}

/** The name is copied into the rows of the people there (a sorted page needs no join). */
function renameCopies(db: EngineDatabase, locationId: string, name: string): void {
  for (const [entity, table] of [
    ['mobile-worker', 'mobile_workers'],
    ['web-user', 'web_users'],
    ['invitation', 'invitations'],
  ])
    db.statement(
      `UPDATE ${table} SET primary_location_name = ?, primary_location_key = ?
       WHERE primary_location_id = ? AND id IN (SELECT person FROM person_locations WHERE entity = ? AND location_id = ?)`,
    ).run(name, foldText(name), locationId, entity, locationId);
}

function learnFromPeople(db: EngineDatabase, entity: 'web-user' | 'mobile-worker', records: readonly Learned[]): void {
  const roles = new Set<string>();
  const profiles = new Set<string>();
  const fields = new Set<string>();
  for (const { snapshot } of records) {
    if (entity === 'web-user') {
      roles.add(textOf(snapshot['role']));
      profiles.add(textOf(snapshot['profile']));
    }
    const userData = snapshot['user_data'];
    if (userData && typeof userData === 'object' && !Array.isArray(userData))
      for (const key of Object.keys(userData)) if (!systemUserDataKeys.includes(key)) fields.add(key);
  }
  roles.delete('');
  profiles.delete('');
  for (const role of roles) meetName(db, 'roles', role);
  for (const profile of profiles) meetName(db, 'profiles', profile);
  for (const name of fields)
    db.statement('INSERT OR IGNORE INTO user_fields (entity, name) VALUES (?, ?)').run(entity, name);
}

/** The facts HQ's rules are checked against; a list that was never read to its end (or cannot be read) is null. */
export function projectFacts(db: EngineDatabase, project: string): ProjectFacts {
  return {
    project,
    locationIds: isComplete(db, 'location') ? knownIds(db, 'SELECT 1 FROM locations WHERE location_id = ?') : null,
    groupIds: isComplete(db, 'group') ? knownIds(db, 'SELECT 1 FROM groups WHERE group_id = ?') : null,
    // Those seen on people say little: a role that nobody has yet is no mistake.
    roleNames: isComplete(db, 'role') ? allRoleNames(db) : null,
    doubled: doubledNames(db),
    fields: fieldDefinitions(db),
    ...profileFacts(db),
  };
}

/** What is known of profiles and of what they fix. */
export function profileFacts(db: EngineDatabase): Required<ProfileFacts> {
  return { namesakes: namesakes(db), profileIds: profileIds(db), profileFields: profileFields(db) };
}

function isComplete(db: EngineDatabase, list: string): boolean {
  const cursor = db
    .statement('SELECT completed_at AS completedAt, unavailable FROM sync_cursors WHERE list = ?')
    .get(list) as { completedAt: number | null; unavailable: string | null } | undefined;
  return cursor !== undefined && cursor.completedAt !== null && cursor.unavailable === null;
}

/** Looked up as it is asked: a project may have ten thousand locations, and an edit names a few. */
function knownIds(db: EngineDatabase, query: string): KnownIds {
  return { has: (id) => db.statement(query).get(id) !== undefined };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}
