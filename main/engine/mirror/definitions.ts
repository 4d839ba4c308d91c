/** Roles, profiles and custom fields as the project defines them (HQ's pages tell), beside those known only from people who carry them. */
import { z } from 'zod';
import type { HqRecord } from '../hq/gateway.ts';
import type { EngineDatabase } from '../db/database.ts';

type Learned = { serverId: string; snapshot: HqRecord };

const roleSchema = z.looseObject({
  name: z.string(),
  assignable: z.boolean().nullable(),
  permissions: z.record(z.string(), z.unknown()).nullable(),
});
const profileSchema = z.looseObject({ name: z.string(), fields: z.record(z.string(), z.unknown()) });
const fieldSchema = z.looseObject({
  entity: z.enum(['mobile-worker', 'web-user']),
  slug: z.string(),
  required: z.boolean(),
  choices: z.array(z.string()).nullable(),
  label: z.string().nullable(),
  regex: z.string().nullable(),
  regex_msg: z.string().nullable(),
});

export function learnRole(db: EngineDatabase, { serverId, snapshot }: Learned): void {
  const { name, assignable, permissions } = roleSchema.parse(snapshot);
  // A role of another name may have had this id.
  forgetRole(db, serverId);
  db.statement('DELETE FROM roles WHERE name = ? AND role_id IS NULL').run(name);
  db.statement('INSERT INTO roles (name, role_id, assignable, permissions) VALUES (?, ?, ?, ?)').run(
    name,
    serverId,
    assignable === null ? null : Number(assignable),
    permissions === null ? null : JSON.stringify(permissions),
  );
}

/** The name stays, as one that people may still carry. */
export function forgetRole(db: EngineDatabase, serverId: string): void {
  db.statement('UPDATE roles SET role_id = NULL, assignable = NULL, permissions = NULL WHERE role_id = ?').run(
    serverId,
  );
  dropNamesTold(db, 'roles', 'role_id');
}

/** A name that people carry, unless a page has told of it. */
export function meetName(db: EngineDatabase, table: 'roles' | 'profiles', name: string): void {
  db.statement(
    `INSERT INTO ${table} (name) SELECT @name WHERE NOT EXISTS (SELECT 1 FROM ${table} WHERE name = @name)`,
  ).run({ name });
}

/** A name without an id stands there once, and only where none with an id does. */
function dropNamesTold(db: EngineDatabase, table: 'roles' | 'profiles', id: 'role_id' | 'profile_id'): void {
  db.statement(
    `DELETE FROM ${table} AS met WHERE met.${id} IS NULL AND EXISTS
     (SELECT 1 FROM ${table} WHERE name = met.name AND (${id} IS NOT NULL OR rowid < met.rowid))`,
  ).run();
}

export function learnProfile(db: EngineDatabase, { serverId, snapshot }: Learned): void {
  const { name, fields } = profileSchema.parse(snapshot);
  forgetProfile(db, serverId);
  db.statement('DELETE FROM profiles WHERE name = ? AND profile_id IS NULL').run(name);
  db.statement('INSERT INTO profiles (name, profile_id, fields) VALUES (?, ?, ?)').run(
    name,
    serverId,
    JSON.stringify(fields),
  );
}

export function forgetProfile(db: EngineDatabase, serverId: string): void {
  db.statement('UPDATE profiles SET profile_id = NULL, fields = NULL WHERE profile_id = ?').run(serverId);
  dropNamesTold(db, 'profiles', 'profile_id');
}

export function learnField(db: EngineDatabase, { snapshot }: Learned): void {
  const { entity, slug, required, choices, label, regex, regex_msg } = fieldSchema.parse(snapshot);
  db.statement(
    `INSERT INTO user_fields (entity, name, defined, required, choices, label, regex, regex_msg) VALUES (?, ?, 1, ?, ?, ?, ?, ?)
     ON CONFLICT (entity, name) DO UPDATE SET defined = 1, required = excluded.required, choices = excluded.choices,
       label = excluded.label, regex = excluded.regex, regex_msg = excluded.regex_msg`,
  ).run(entity, slug, Number(required), choices === null ? null : JSON.stringify(choices), label, regex, regex_msg);
}

/** @param serverId `<entity>:<slug>` */
export function forgetField(db: EngineDatabase, serverId: string): void {
  db.statement(
    `UPDATE user_fields SET defined = 0, required = 0, choices = NULL, label = NULL, regex = NULL, regex_msg = NULL
     WHERE entity || ':' || name = ?`,
  ).run(serverId);
}

/** Names that several roles, or several profiles, of the project have: HQ lets a role be called like another. */
export function doubledNames(db: EngineDatabase): { roles: string[]; profiles: string[] } {
  const doubled = (table: 'roles' | 'profiles') =>
    (
      db.statement(`SELECT name FROM ${table} GROUP BY name HAVING count(*) > 1 ORDER BY name`).all() as {
        name: string;
      }[]
    ).map(({ name }) => name);
  return { roles: doubled('roles'), profiles: doubled('profiles') };
}

/** Names of the project's roles, null unless HQ's pages have told them all. */
export function allRoleNames(db: EngineDatabase): ReadonlySet<string> | null {
  const rows = db.statement('SELECT name, permissions FROM roles WHERE role_id IS NOT NULL').all() as {
    name: string;
    permissions: string | null;
  }[];
  // Without permissions only the roles one may give are known.
  return rows.length > 0 && rows.every(({ permissions }) => permissions !== null)
    ? new Set(rows.map(({ name }) => name))
    : null;
}
