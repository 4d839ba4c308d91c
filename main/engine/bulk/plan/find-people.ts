/** The people that rows are about, as the visible rows show them: HQ's truth with what waits here. */
import { z } from 'zod';
import { fieldValuesSchema } from '#shared/domain/entities.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { isSelf } from '../../mirror/page-facts.ts';
import { visibleTables } from '../../mirror/tables.ts';
import { usernameKey } from '../../mirror/username-key.ts';

export type KnownPerson = {
  entity: PersonEntity;
  localId: string;
  serverId: string | null;
  username: string;
  /** Of a member or worker: first and last name as one. */
  name: string;
  email: string;
  values: FieldValues;
  status: string;
  isAdmin: boolean;
  /** Of an invitation: HQ says that mails do not arrive. */
  bounced: boolean;
  /** Of a worker: the account waits to be confirmed. */
  unconfirmed: boolean;
  /** A removal waits to be sent. */
  leaving: boolean;
  /** Fields over which a waiting change clashes with HQ: a person decides about them first. */
  clashing: ReadonlySet<string>;
};

const base = 'p.local_id, p.server_id, p.visible, p.waiting, p.sync_state';
const columns: Record<PersonEntity, string> = {
  'mobile-worker': `${base}, p.username, p.name, p.email, p.status, 0 AS is_admin, 0 AS bounced, p.unconfirmed`,
  'web-user': `${base}, p.username, p.name, p.email, p.status, p.is_admin, 0 AS bounced, 0 AS unconfirmed`,
  invitation: `${base}, p.email AS username, '' AS name, p.email, '' AS status, 0 AS is_admin, p.bounced, 0 AS unconfirmed`,
};

const rowSchema = z.object({
  local_id: z.string(),
  server_id: z.string().nullable(),
  visible: z.string(),
  waiting: z.string(),
  sync_state: z.string(),
  username: z.string(),
  name: z.string(),
  email: z.string(),
  status: z.string(),
  is_admin: z.number(),
  bounced: z.number(),
  unconfirmed: z.number(),
});

/** Members by the addresses' small letters. */
export function membersByName(db: EngineDatabase, usernames: readonly string[]): Map<string, KnownPerson> {
  return byName(read(db, 'web-user', 'p.username_key', usernames.map(usernameKey)));
}

/** Pending invitations by the addresses' small letters, those that wait to be made included. */
export function invitationsByName(db: EngineDatabase, usernames: readonly string[]): Map<string, KnownPerson> {
  return byName(
    read(
      db,
      'invitation',
      'p.email_key',
      usernames.map((name) => name.toLowerCase()),
    ),
  );
}

/** Workers by their complete usernames in small letters. */
export function workersByName(db: EngineDatabase, usernames: readonly string[]): Map<string, KnownPerson> {
  return byName(read(db, 'mobile-worker', 'p.username_key', usernames.map(usernameKey)));
}

/** Workers by HQ's id. */
export function workersById(db: EngineDatabase, ids: readonly string[]): Map<string, KnownPerson> {
  const found = read(db, 'mobile-worker', 'p.server_id', ids);
  return new Map(found.flatMap((person) => (person.serverId === null ? [] : [[person.serverId, person] as const])));
}

/** Of any kind, by our own id. */
export function peopleByLocalId(
  db: EngineDatabase,
  entity: PersonEntity,
  localIds: readonly string[],
): Map<string, KnownPerson> {
  return new Map(read(db, entity, 'p.local_id', localIds).map((person) => [person.localId, person]));
}

function byName(people: readonly KnownPerson[]): Map<string, KnownPerson> {
  // Where one of two is going to be removed and the other takes its place, the other is meant.
  const sorted = [...people].sort((left, right) => Number(right.leaving) - Number(left.leaving));
  return new Map(sorted.map((person) => [person.username.toLowerCase(), person]));
}

/** @param column that an index leads to */
function read(db: EngineDatabase, entity: PersonEntity, column: string, keys: readonly string[]): KnownPerson[] {
  if (keys.length === 0) return [];
  const rows = db
    .statement(
      `SELECT ${columns[entity]} FROM json_each(?) j CROSS JOIN ${visibleTables[entity]} p ON ${column} = j.value`,
    )
    .all(JSON.stringify([...new Set(keys)]));
  return rows.map((row) => {
    const { local_id: localId, server_id: serverId, ...rest } = rowSchema.parse(row);
    return {
      entity,
      localId,
      serverId,
      username: rest.username,
      name: rest.name,
      email: rest.email,
      values: fieldValuesSchema.parse(JSON.parse(rest.visible)),
      status: rest.status,
      isAdmin: rest.is_admin === 1,
      bounced: rest.bounced === 1,
      unconfirmed: rest.unconfirmed === 1,
      leaving: rest.waiting.split(',').includes('remove'),
      clashing: rest.sync_state === 'conflict' ? clashesOf(db, entity, localId) : new Set<string>(),
    };
  });
}

const fieldSchema = z.object({ field: z.string() });

function clashesOf(db: EngineDatabase, entity: PersonEntity, localId: string): ReadonlySet<string> {
  const rows = db
    .statement(
      `SELECT f.field FROM changes c JOIN conflicts f ON f.change_id = c.id
       WHERE c.entity = ? AND c.local_id = ? AND c.state = 'conflict'`,
    )
    .all(entity, localId);
  return new Set(rows.map((row) => fieldSchema.parse(row).field));
}

/** Whether a member is the account itself. */
export function isOwnAccount(db: EngineDatabase, { serverId, username }: KnownPerson, author: string): boolean {
  return isSelf(db, serverId, username, author);
}

const adminsSchema = z.array(z.object({ local_id: z.string() }));

/** Local ids of the admins who have access and keep it, as far as what waits here goes. */
export function lastingAdmins(db: EngineDatabase): Set<string> {
  const rows = db
    .statement(
      `SELECT w.local_id FROM web_users w
       WHERE w.is_admin = 1 AND w.status <> 'deactivated' AND instr(w.waiting, 'remove') = 0
         AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.entity = 'web-user' AND c.local_id = w.local_id
           AND json_extract(c.patch, '$.role') IS NOT NULL)`,
    )
    .all();
  return new Set(adminsSchema.parse(rows).map(({ local_id }) => local_id));
}
