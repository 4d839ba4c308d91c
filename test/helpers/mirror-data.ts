import Database from 'better-sqlite3';
import { readFileSync, writeFileSync } from 'node:fs';
import type { EngineDatabase } from '#engine/db/database.ts';
import type { HqRecord } from '#engine/hq/gateway.ts';
import { localIdsOf } from '#engine/mirror/identities.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import type { IncomingRecord } from '#engine/mirror/server-records.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import type { ChangeKind, ChangeState } from '#shared/domain/change.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';

/** A mobile worker as HQ's list shows one. */
export function worker(id: string, more: Record<string, Json>, active: boolean | null = true): IncomingRecord {
  const snapshot: HqRecord = {
    id,
    username: `${id}@p.commcarehq.org`,
    first_name: 'First',
    last_name: 'Last',
    email: '',
    default_phone_number: null,
    phone_numbers: [],
    groups: [],
    primary_location: null,
    locations: [],
    user_data: { commcare_project: 'p' },
    eulas: '[]',
    resource_uri: '',
    ...more,
  };
  return { serverId: id, snapshot, active };
}

/** A web user as HQ's list shows one. */
export function webUser(id: string, more: Record<string, Json>): IncomingRecord {
  const snapshot: HqRecord = {
    id,
    username: `${id}@example.org`,
    email: `${id}@example.org`,
    first_name: 'First',
    last_name: 'Last',
    phone_numbers: [],
    role: 'Reader',
    is_admin: false,
    primary_location_id: '',
    assigned_location_ids: [],
    profile: '',
    user_data: {},
    is_active_in_domain: true,
    ...more,
  };
  return { serverId: id, snapshot, active: null };
}

export function location(id: string, name: string, parent: string, type = 'State'): IncomingRecord {
  const snapshot: HqRecord = {
    id,
    location_id: id,
    name,
    site_code: id,
    parent_location_id: parent,
    location_type_code: type.toLowerCase(),
    location_type_name: type,
  };
  return { serverId: id, snapshot, active: null };
}

export function group(id: string, name: string): IncomingRecord {
  return { serverId: id, snapshot: { id, name, users: [] }, active: null };
}

/** One page of a pull. */
export function pullPeople(
  db: EngineDatabase,
  entity: PersonEntity,
  records: IncomingRecord[],
  generation = 1,
  now = 1,
): string[] {
  return db.write('pull', () => {
    const changed = upsertServerRecords(db, entity, records, generation, now);
    return rebuildVisible(db, entity, localIdsOf(db, entity, changed));
  });
}

export type TestChange = {
  id?: string;
  entity?: PersonEntity;
  localId: string;
  kind: ChangeKind;
  state: ChangeState;
  patch: FieldValues;
  base: FieldValues;
};

/** A row of the outbox, without the outbox's rules. */
export function addChange(db: EngineDatabase, change: TestChange): void {
  const { last } = db.statement('SELECT coalesce(max(seq), 0) AS last FROM changes').get() as { last: number };
  db.statement(
    `INSERT INTO changes (id, author, entity, local_id, kind, patch, base, state, created_at, updated_at)
     VALUES (?, 'admin', ?, ?, ?, ?, ?, ?, 1, 1)`,
  ).run(
    change.id ?? `change-${last + 1}`,
    change.entity ?? 'mobile-worker',
    change.localId,
    change.kind,
    JSON.stringify(change.patch),
    JSON.stringify(change.base),
    change.state,
  );
}

/** Numbers of the pages a table's rows lie on, in order. */
export function leafPages(path: string, table: string): number[] {
  const sql = new Database(path, { readonly: true });
  const pages = sql
    .prepare<[string], number>(`SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path`)
    .pluck()
    .all(table);
  sql.close();
  return pages;
}

/** Overwrites pages of a closed file, as a failing disk does. */
export function damagePages(path: string, pages: readonly number[]): void {
  const bytes = readFileSync(path);
  for (const page of pages) bytes.fill(0xee, (page - 1) * 4096, page * 4096);
  writeFileSync(path, bytes);
}
