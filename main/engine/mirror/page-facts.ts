/**
 * What HQ's web pages tell of people beside HQ's REST records, in a table of its own: a REST listing leaves it alone, and each fact
 * knows when HQ told it last.
 */
import { z } from 'zod';
import { pageFactKinds, personalIdStateSchema } from '#shared/domain/entities.ts';
import type {
  MirrorEntity,
  PageFactKind,
  PersonalIdState,
  PersonEntity,
  WebUserFacts,
} from '#shared/domain/entities.ts';
import { pseudoRoleSchema } from '#shared/domain/pseudo-role.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import { forgetActivity } from './activity.ts';
import { bumpVisibleVersion } from './visible-version.ts';

/** Whom a kind of facts is about. */
export const factOwners: Record<PageFactKind, PersonEntity> = {
  'personal-id': 'mobile-worker',
  unconfirmed: 'mobile-worker',
  'web-user-facts': 'web-user',
};

export function isPageFact(entity: MirrorEntity): entity is PageFactKind {
  return (pageFactKinds as readonly MirrorEntity[]).includes(entity);
}

/** What a visible row takes of the facts. `active`: from the page, for web users of whom REST does not tell it. */
export type PersonFacts = { personalId: PersonalIdState; unconfirmed: boolean; active: boolean | null };
export const noFacts: PersonFacts = { personalId: 'unknown', unconfirmed: false, active: null };

type Stored = { kind: PageFactKind; serverId: string; facts: string };

const personalIdSchema = z.object({ personalId: personalIdStateSchema });
const webUserSchema = z.object({
  active: z.boolean().nullable(),
  self: z.boolean(),
  ssoControlled: z.boolean(),
  untrustedIdentityProvider: z.boolean(),
  // Facts of an earlier version do not say.
  pseudoRole: pseudoRoleSchema.nullable().default(null),
});

/**
 * Stores a page of facts, within the caller's `write`; a record's id is the person's at HQ.
 * @returns HQ's ids of those of whom something else is known now: rebuild their visible rows
 */
export function learnPageFacts(
  db: EngineDatabase,
  kind: PageFactKind,
  records: readonly HqRecord[],
  generation: number,
  now: number,
): string[] {
  const ids = JSON.stringify(records.map(({ id }) => id));
  const known = new Map(readStored(db, kind, ids).map(({ serverId, facts }) => [serverId, facts]));
  const write = db.statement(
    `INSERT INTO page_facts (kind, server_id, facts, generation, as_of) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, server_id) DO UPDATE SET facts = excluded.facts`,
  );
  const changed: string[] = [];
  for (const { id, ...told } of records) {
    const facts = JSON.stringify(told);
    if (known.get(id) === facts) continue;
    write.run(kind, id, facts, generation, now);
    changed.push(id);
  }
  // All in one: nearly all of a project's facts are the same at every pull.
  db.statement(
    'UPDATE page_facts SET generation = ?, as_of = ? WHERE kind = ? AND server_id IN (SELECT value FROM json_each(?))',
  ).run(generation, now, kind, ids);
  if (changed.length > 0) bumpVisibleVersion(db);
  return changed;
}

/** After a whole listing: facts of those it did not show are over. @returns HQ's ids of those */
export function forgetUnseenFacts(db: EngineDatabase, kind: PageFactKind, generation: number): string[] {
  return db
    .statement('DELETE FROM page_facts WHERE kind = ? AND generation < ? RETURNING server_id')
    .pluck()
    .all(kind, generation) as string[];
}

/** How many this listing has told. */
export function countFacts(db: EngineDatabase, kind: PageFactKind, generation: number): number {
  return db
    .statement('SELECT count(*) FROM page_facts WHERE kind = ? AND generation = ?')
    .pluck()
    .get(kind, generation) as number;
}

/** What goes with a person HQ no longer has. */
export function forgetPerson(db: EngineDatabase, entity: MirrorEntity, serverId: string): void {
  forgetActivity(db, entity, serverId);
  for (const kind of pageFactKinds)
    if (factOwners[kind] === entity)
      db.statement('DELETE FROM page_facts WHERE kind = ? AND server_id = ?').run(kind, serverId);
}

/** The facts of many people by HQ's id; nobody of whom nothing is known is in it. */
export function readPersonFacts(
  db: EngineDatabase,
  entity: PersonEntity,
  serverIds: readonly string[],
): Map<string, PersonFacts> {
  const kinds = pageFactKinds.filter((kind) => factOwners[kind] === entity);
  const found = new Map<string, PersonFacts>();
  if (kinds.length === 0) return found;
  const ids = JSON.stringify(serverIds);
  const rows = kinds.flatMap((kind) => readStored(db, kind, ids));
  for (const { kind, serverId, facts } of rows) {
    const known = found.get(serverId) ?? noFacts;
    found.set(serverId, { ...known, ...partOf(kind, facts) });
  }
  return found;
}

/** @param ids HQ's, as a JSON list */
function readStored(db: EngineDatabase, kind: PageFactKind, ids: string): Stored[] {
  return db
    .statement(
      `SELECT f.kind, f.server_id AS serverId, f.facts
       FROM json_each(?) j CROSS JOIN page_facts f ON f.kind = ? AND f.server_id = j.value`,
    )
    .all(ids, kind) as Stored[];
}

function partOf(kind: PageFactKind, facts: string): Partial<PersonFacts> {
  switch (kind) {
    case 'personal-id':
      return personalIdSchema.parse(JSON.parse(facts));
    case 'unconfirmed':
      return { unconfirmed: true };
    case 'web-user-facts':
      return { active: webUserSchema.parse(JSON.parse(facts)).active };
  }
}

/** What the Web Users page tells of a member, null where it never did. */
export function webUserFacts(stored: { facts: string; asOf: number } | null): WebUserFacts | null {
  if (stored === null) return null;
  const { active: _active, ...facts } = webUserSchema.parse(JSON.parse(stored.facts));
  return { ...facts, asOf: stored.asOf };
}

/**
 * Whether a web user is the account itself: HQ's list has said so of this very id (it leaves out one's own buttons), or the name is the
 * account's. Either is enough, since a name can change at HQ and an id may not be told yet.
 * @param author the account's username
 */
export function isSelf(db: EngineDatabase, serverId: string | null, username: string, author: string): boolean {
  const told = serverId === null ? null : webUserFacts(readFact(db, 'web-user-facts', serverId));
  return told?.self === true || username.toLowerCase() === author.toLowerCase();
}

export function readFact(
  db: EngineDatabase,
  kind: PageFactKind,
  serverId: string,
): { facts: string; asOf: number } | null {
  const row = db
    .statement('SELECT facts, as_of AS asOf FROM page_facts WHERE kind = ? AND server_id = ?')
    .get(kind, serverId) as { facts: string; asOf: number } | undefined;
  return row ?? null;
}
