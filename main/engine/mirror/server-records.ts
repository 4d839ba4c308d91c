/** HQ's records exactly as HQ sent them: only pull and settle write them, always together with the visible rows. */
import { createHash } from 'node:crypto';
import { flattenRecord, unlistedKeys } from '#shared/domain/fields.ts';
import type { FieldValues, Json, MirrorEntity, PersonEntity } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import { unburnUsernames } from './burnt-usernames.ts';
import { forgetFacts, learnFacts } from './project-facts.ts';

export type IncomingRecord = {
  serverId: string;
  snapshot: HqRecord;
  /** From the list it was in (workers); null when the reply did not say: what was known stays. */
  active: boolean | null;
};

export type ServerRecord = {
  serverId: string;
  snapshot: HqRecord;
  active: boolean | null;
  /** Values HQ took from us but never tells back. */
  written: FieldValues;
  /** Ms; when HQ said so last. */
  fetchedAt: number;
  generation: number;
  missingSince: number | null;
};

type StoredHash = { id: number; hash: string; active: number | null };

/**
 * Stores what HQ sent, within the caller's `write`. Unchanged records are only stamped as seen.
 *
 * @param generation number of the listing; a read of one record passes the record's own (or the present) generation
 * @returns server ids of the new and really changed ones: rebuild their visible rows
 */
export function upsertServerRecords(
  db: EngineDatabase,
  entity: MirrorEntity,
  records: readonly IncomingRecord[],
  generation: number,
  now: number,
): string[] {
  const find = db.statement('SELECT id, hash, active FROM server_records WHERE entity = ? AND server_id = ?');
  const insert = db.statement(
    'INSERT INTO server_records (entity, server_id, snapshot, hash, active) VALUES (?, ?, ?, ?, ?)',
  );
  const update = db.statement('UPDATE server_records SET snapshot = ?, hash = ?, active = ? WHERE id = ?');
  const changed: IncomingRecord[] = [];
  const unlisted = entity === 'web-user' ? unlistedKeys(entity) : [];
  for (const told of records) {
    const record = unlisted.length === 0 ? told : withUnlisted(db, entity, told, unlisted);
    const stored = find.get(entity, record.serverId) as StoredHash | undefined;
    const active = activeFlag(record) ?? stored?.active ?? null;
    const hash = recordHash(record.snapshot, active);
    if (stored?.hash === hash) continue;
    const snapshot = JSON.stringify(record.snapshot);
    if (stored) update.run(snapshot, hash, active, stored.id);
    else insert.run(entity, record.serverId, snapshot, hash, active);
    changed.push(record);
  }
  stampSeen(db, entity, records, generation, now);
  learnFacts(db, entity, changed);
  if (entity === 'mobile-worker') unburnUsernames(db, changed.flatMap(usernameOf));
  return [...new Set(changed.map((record) => record.serverId))];
}

function usernameOf({ snapshot: { username } }: IncomingRecord): string[] {
  return typeof username === 'string' ? [username] : [];
}

/** A list does not tell these keys, and takes nothing back: what the record itself told last stays. */
function withUnlisted(
  db: EngineDatabase,
  entity: MirrorEntity,
  record: IncomingRecord,
  unlisted: readonly string[],
): IncomingRecord {
  const missing = unlisted.filter((key) => !(key in record.snapshot));
  if (missing.length === 0) return record;
  const find = db.statement('SELECT snapshot -> ? FROM server_records WHERE entity = ? AND server_id = ?').pluck();
  const kept: Record<string, Json> = {};
  for (const key of missing) {
    const value = find.get(`$.${key}`, entity, record.serverId);
    if (typeof value === 'string') kept[key] = JSON.parse(value) as Json;
  }
  return { ...record, snapshot: { ...kept, ...record.snapshot } };
}

function activeFlag(record: IncomingRecord): number | null {
  if (record.active !== null) return record.active ? 1 : 0;
  const told = record.snapshot['is_active_in_domain'];
  return typeof told === 'boolean' ? Number(told) : null;
}

function stampSeen(
  db: EngineDatabase,
  entity: MirrorEntity,
  records: readonly IncomingRecord[],
  generation: number,
  now: number,
): void {
  // The highest generation stays: a read of one record during a listing must not look older than the listing.
  db.statement(
    `INSERT INTO record_marks (entity, server_id, generation, fetched_at) SELECT ?, value, ?, ? FROM json_each(?) WHERE true
     ON CONFLICT (entity, server_id) DO UPDATE SET generation = max(generation, excluded.generation),
       fetched_at = excluded.fetched_at, missing_since = NULL`,
  ).run(entity, generation, now, JSON.stringify(records.map((record) => record.serverId)));
}

/** Of the record with its keys in one order: another order of user_data at HQ is no change. */
function recordHash(snapshot: HqRecord, active: number | null): string {
  return createHash('sha1')
    .update(JSON.stringify([active, ordered(snapshot)]))
    .digest('base64');
}

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  const sorted: Record<string, Json> = {};
  for (const key of Object.keys(value).sort()) sorted[key] = ordered(value[key] ?? null);
  return sorted;
}

type StoredRecord = {
  serverId: string;
  snapshot: string;
  active: number | null;
  written: string;
  fetchedAt: number | null;
  generation: number | null;
  missingSince: number | null;
};

export function getServerRecord(db: EngineDatabase, entity: MirrorEntity, serverId: string): ServerRecord | null {
  const stored = db
    .statement(
      `SELECT r.server_id AS serverId, snapshot, active, written, fetched_at AS fetchedAt, generation, missing_since AS missingSince
       FROM server_records r LEFT JOIN record_marks m ON m.entity = r.entity AND m.server_id = r.server_id
       WHERE r.entity = ? AND r.server_id = ?`,
    )
    .get(entity, serverId) as StoredRecord | undefined;
  if (!stored) return null;
  return {
    serverId: stored.serverId,
    snapshot: JSON.parse(stored.snapshot) as HqRecord,
    active: stored.active === null ? null : stored.active === 1,
    written: JSON.parse(stored.written) as FieldValues,
    fetchedAt: stored.fetchedAt ?? 0,
    generation: stored.generation ?? 0,
    missingSince: stored.missingSince,
  };
}

/** HQ's values by field key: the record's, and those only we know it took. */
export function truthValues(entity: PersonEntity, record: Pick<ServerRecord, 'snapshot' | 'written'>): FieldValues {
  return { ...record.written, ...flattenRecord(entity, record.snapshot) };
}

/** Remembers write-only values HQ has taken (language); merged with those known. Rebuild the visible row after it. */
export function setWritten(db: EngineDatabase, entity: PersonEntity, serverId: string, values: FieldValues): void {
  const known = getServerRecord(db, entity, serverId);
  if (!known) return;
  db.statement('UPDATE server_records SET written = ? WHERE entity = ? AND server_id = ?').run(
    JSON.stringify({ ...known.written, ...values }),
    entity,
    serverId,
  );
}

/** Rebuild the visible row after it: it goes unless a live change keeps it. */
export function removeServerRecord(db: EngineDatabase, entity: MirrorEntity, serverId: string): void {
  for (const table of ['server_records', 'record_marks'])
    db.statement(`DELETE FROM ${table} WHERE entity = ? AND server_id = ?`).run(entity, serverId);
  forgetFacts(db, entity, serverId);
}

export type MissingRecord = {
  serverId: string;
  localId: string;
  /** Ms of the first complete listing without it, null when this is the first. */
  missingSince: number | null;
  /** A live change waits: it becomes a conflict, never a removal (law L5). */
  hasChanges: boolean;
};

/** Records that the listing `generation` (complete) did not show. */
export function missingRecords(db: EngineDatabase, entity: MirrorEntity, generation: number): MissingRecord[] {
  const found = db
    .statement(
      `SELECT m.server_id AS serverId, coalesce(i.local_id, m.server_id) AS localId, m.missing_since AS missingSince,
         EXISTS (SELECT 1 FROM changes c WHERE c.entity = m.entity AND c.local_id = coalesce(i.local_id, m.server_id)) AS hasChanges
       FROM record_marks m LEFT JOIN identities i ON i.entity = m.entity AND i.server_id = m.server_id
       WHERE m.entity = ? AND m.generation < ?`,
    )
    .all(entity, generation) as (Omit<MissingRecord, 'hasChanges'> & { hasChanges: number })[];
  return found.map((row) => ({ ...row, hasChanges: row.hasChanges === 1 }));
}

/** First phase of the sweep: they stay, with the time they were missed first. */
export function markMissing(db: EngineDatabase, entity: MirrorEntity, serverIds: readonly string[], now: number): void {
  const mark = db.statement(
    'UPDATE record_marks SET missing_since = ? WHERE entity = ? AND server_id = ? AND missing_since IS NULL',
  );
  for (const serverId of serverIds) mark.run(now, entity, serverId);
}

/** Of these ids, those a record is here for that the listing did not show, and those nothing is known of. */
export function unseenRecords(
  db: EngineDatabase,
  entity: MirrorEntity,
  serverIds: readonly string[],
  generation: number,
): { known: string[]; unknown: string[] } {
  const find = db.statement('SELECT generation FROM record_marks WHERE entity = ? AND server_id = ?');
  const unseen: { known: string[]; unknown: string[] } = { known: [], unknown: [] };
  for (const serverId of serverIds) {
    const mark = find.get(entity, serverId) as { generation: number } | undefined;
    if (!mark) unseen.unknown.push(serverId);
    else if (mark.generation < generation) unseen.known.push(serverId);
  }
  return unseen;
}

/** They are there, as another list of HQ's shows; when their record was read last stays as it is. */
export function keepRecords(
  db: EngineDatabase,
  entity: MirrorEntity,
  serverIds: readonly string[],
  generation: number,
): void {
  const keep = db.statement(
    'UPDATE record_marks SET generation = ?, missing_since = NULL WHERE entity = ? AND server_id = ?',
  );
  for (const serverId of serverIds) keep.run(generation, entity, serverId);
}

export function countServerRecords(db: EngineDatabase, entity: MirrorEntity): number {
  const { count } = db.statement('SELECT count(*) AS count FROM record_marks WHERE entity = ?').get(entity) as {
    count: number;
  };
  return count;
}
