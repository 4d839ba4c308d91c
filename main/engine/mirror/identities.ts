/**
 * Roster's own ids and HQ's. A pulled record's local id is HQ's id; a person created here keeps its `new-…` id for ever, and an
 * identity row ties it to the id HQ gave it.
 */
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';

/**
 * Ties a local id to HQ's id; rebuild the person's visible row after it. Changes made meanwhile to the record as it was pulled join
 * the lane. Throws when either is tied to something else already: one person must never become two.
 */
export function adoptServerId(db: EngineDatabase, entity: MirrorEntity, localId: string, serverId: string): void {
  if (localId === serverId || localIdOf(db, entity, serverId) === localId) return;
  db.statement('INSERT INTO identities (entity, local_id, server_id) VALUES (?, ?, ?)').run(entity, localId, serverId);
  joinLane(db, entity, localId, serverId);
}

/** Changes of the record as it was pulled are the person's: those that wait, and those that may come back. */
export function joinLane(db: EngineDatabase, entity: MirrorEntity, localId: string, serverId: string): void {
  for (const table of ['changes', 'replaced_changes', 'ended_changes'])
    db.statement(`UPDATE ${table} SET local_id = ? WHERE entity = ? AND local_id = ?`).run(localId, entity, serverId);
}

/** Whether a record of HQ's can become this person: it is nobody else's who was created here. */
export function isFreeFor(db: EngineDatabase, entity: MirrorEntity, localId: string, serverId: string): boolean {
  const known = localIdOf(db, entity, serverId);
  return known === serverId || known === localId;
}

/** HQ has given the person another id; rebuild the visible row after it. */
export function moveIdentity(db: EngineDatabase, entity: MirrorEntity, localId: string, serverId: string): void {
  db.statement('DELETE FROM identities WHERE entity = ? AND local_id = ?').run(entity, localId);
  if (localId !== serverId) adoptServerId(db, entity, localId, serverId);
}

export function localIdOf(db: EngineDatabase, entity: MirrorEntity, serverId: string): string {
  const found = db
    .statement('SELECT local_id AS localId FROM identities WHERE entity = ? AND server_id = ?')
    .get(entity, serverId) as { localId: string } | undefined;
  return found?.localId ?? serverId;
}

/** Begins the local id of every person created here; all other local ids are HQ's. */
export const createdHere = 'new-';

/**
 * HQ's id to ask HQ with, null only for a person created here that HQ has not answered yet. Unlike `serverIdOf` it needs no record in the
 * mirror: after a salvage the mirror is empty, and that says nothing about HQ.
 */
export function idAtHq(db: EngineDatabase, entity: MirrorEntity, localId: string): string | null {
  return serverIdOf(db, entity, localId) ?? (localId.startsWith(createdHere) ? null : localId);
}

export function localIdsOf(db: EngineDatabase, entity: MirrorEntity, serverIds: readonly string[]): string[] {
  return serverIds.map((serverId) => localIdOf(db, entity, serverId));
}

/** HQ's id of a local id, null while HQ has given none (as far as is known here). */
export function serverIdOf(db: EngineDatabase, entity: MirrorEntity, localId: string): string | null {
  const found = db
    .statement('SELECT server_id AS serverId FROM identities WHERE entity = ? AND local_id = ?')
    .get(entity, localId) as { serverId: string } | undefined;
  if (found) return found.serverId;
  // HQ's id of a person that was created here is not a second person's local id.
  if (localIdOf(db, entity, localId) !== localId) return null;
  const record = db.statement('SELECT 1 FROM server_records WHERE entity = ? AND server_id = ?').get(entity, localId);
  return record && localIdOf(db, entity, localId) === localId ? localId : null;
}
