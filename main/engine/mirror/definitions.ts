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
});

export function learnRole(db: EngineDatabase, { serverId, snapshot }: Learned): void {
  const { name, assignable, permissions } = roleSchema.parse(snapshot);
  // A role of another name may have had this id.
  forgetRole(db, serverId);
  db.statement(
    `INSERT INTO roles (name, role_id, assignable, permissions) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET role_id = excluded.role_id, assignable = excluded.assignable, permissions = excluded.permissions`,
  ).run(
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
}

export function learnProfile(db: EngineDatabase, { serverId, snapshot }: Learned): void {
  const { name, fields } = profileSchema.parse(snapshot);
  forgetProfile(db, serverId);
  db.statement(
    `INSERT INTO profiles (name, profile_id, fields) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET profile_id = excluded.profile_id, fields = excluded.fields`,
  ).run(name, serverId, JSON.stringify(fields));
}

export function forgetProfile(db: EngineDatabase, serverId: string): void {
  db.statement('UPDATE profiles SET profile_id = NULL, fields = NULL WHERE profile_id = ?').run(serverId);
}

export function learnField(db: EngineDatabase, { snapshot }: Learned): void {
  const { entity, slug, required, choices } = fieldSchema.parse(snapshot);
  db.statement(
    `INSERT INTO user_fields (entity, name, defined, required, choices) VALUES (?, ?, 1, ?, ?)
     ON CONFLICT (entity, name) DO UPDATE SET defined = 1, required = excluded.required, choices = excluded.choices`,
  ).run(entity, slug, Number(required), choices === null ? null : JSON.stringify(choices));
}

/** @param serverId `<entity>:<slug>` */
export function forgetField(db: EngineDatabase, serverId: string): void {
  db.statement(`UPDATE user_fields SET defined = 0, required = 0, choices = NULL WHERE entity || ':' || name = ?`).run(
    serverId,
  );
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
