import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import type { Entities, EntityName } from './model.ts';

/** The entities HQ lists from its search index, which lags behind the record itself. */
const INDEXED: ReadonlySet<EntityName> = new Set(['worker', 'web-user']);

/** Enough for any test; the memory of older writes is dropped. */
const REMEMBERED_WRITES = 5_000;

/** Everything but `meta`: settings, counters and keys are not rolled back, or new records would get old ids. */
const BACKED_UP = ['records', 'group_members'] as const;

type Remembered = { entity: EntityName; id: string; at: number; before: string | null };
type Row = { id: string; doc: string };

export type ListFilter = { domain?: string; active?: boolean };
export type Listed<T> = { rows: T[]; total: number };

/** All state of the practice HQ, in one SQLite file or in memory. Every call is synchronous and takes effect at once. */
export class Store {
  readonly #db: Database.Database;
  readonly #clock: () => Date;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #rules = new Map<EntityName, unknown[]>();
  #remembered: Remembered[] = [];
  #hasBackup = false;

  constructor(file: string, clock: () => Date) {
    this.#db = new Database(file);
    this.#clock = clock;
    this.#db.pragma('journal_mode = WAL');
    // The practice project may lose its last moments in a power cut; the app's own database may not.
    this.#db.pragma('synchronous = NORMAL');
    this.#db.exec(`
      CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS records (
        entity TEXT NOT NULL, id TEXT NOT NULL, domain TEXT NOT NULL, name TEXT NOT NULL,
        active INTEGER NOT NULL, gone INTEGER NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (entity, id));
      CREATE INDEX IF NOT EXISTS records_by_state ON records (entity, domain, gone, active, name, id);
      CREATE INDEX IF NOT EXISTS records_by_name ON records (entity, domain, gone, name, id);
      CREATE INDEX IF NOT EXISTS records_name ON records (entity, name);
      CREATE TABLE IF NOT EXISTS group_members (
        group_id TEXT NOT NULL, user_id TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (group_id, user_id)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS group_members_user ON group_members (user_id);
    `);
  }

  close(): void {
    this.#db.close();
  }

  #statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.#db.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }

  /** Takes a backup, in place of the one before. */
  backUp(): void {
    for (const table of BACKED_UP) {
      this.#db.exec(
        `DROP TABLE IF EXISTS temp.backup_${table}; CREATE TEMP TABLE backup_${table} AS SELECT * FROM main.${table}`,
      );
    }
    this.#hasBackup = true;
  }

  /** Goes back to the backup; what was written since is as if it had never been. False: there is none. */
  restore(): boolean {
    if (!this.#hasBackup) return false;
    this.transaction(() => {
      for (const table of BACKED_UP) {
        this.#db.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM temp.backup_${table}`);
      }
    });
    // The search index is restored with the data.
    this.#remembered = [];
    this.#rules.clear();
    return true;
  }

  /** Rows changed since the store was opened: tells whether a request changed anything. */
  changes(): number {
    return (this.#statement('SELECT total_changes() AS n').get() as { n: number }).n;
  }

  transaction<T>(work: () => T): T {
    return this.#db.transaction(work)();
  }

  meta(key: string): string | undefined {
    return (this.#statement('SELECT value FROM meta WHERE key = ?').get(key) as { value: string } | undefined)?.value;
  }

  setMeta(key: string, value: string): void {
    this.#statement('INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(
      key,
      value,
    );
  }

  /** A new identifier of 32 hex digits, HQ's document id form; the seed and a counter decide it. */
  newId(kind: string): string {
    const count = Number(this.meta('id-count') ?? '0') + 1;
    this.setMeta('id-count', String(count));
    return identifier(this.meta('seed') ?? '0', kind, count);
  }

  get<E extends EntityName>(entity: E, id: string): Entities[E] | undefined {
    const row = this.#statement('SELECT id, doc FROM records WHERE entity = ? AND id = ?').get(entity, id) as
      Row | undefined;
    return row && (JSON.parse(row.doc) as Entities[E]);
  }

  /** The first record of that exact name (see `nameOf`), gone ones included. */
  named<E extends EntityName>(entity: E, name: string): Entities[E][] {
    // +id: sorts the few found, where a plain id would have SQLite walk the whole primary key in order.
    const rows = this.#statement('SELECT id, doc FROM records WHERE entity = ? AND name = ? ORDER BY +id').all(
      entity,
      name,
    );
    return (rows as Row[]).map((row) => JSON.parse(row.doc) as Entities[E]);
  }

  getAny(entity: EntityName, id: string): AnyRecord | undefined {
    return this.get(entity, id);
  }

  namedAny(entity: EntityName, name: string): AnyRecord[] {
    return this.named(entity, name);
  }

  allAny(entity: EntityName): AnyRecord[] {
    return this.all(entity);
  }

  /** Every record that is not gone, in order of name (mails and history: of time), equal ones as they came. */
  all<E extends EntityName>(entity: E): Entities[E][] {
    const rows = this.#statement('SELECT id, doc FROM records WHERE entity = ? AND gone = 0 ORDER BY name, rowid').all(
      entity,
    );
    return (rows as Row[]).map((row) => JSON.parse(row.doc) as Entities[E]);
  }

  /** As `all`, read once and kept until the next write: for the few records that every row of a listing needs. Read only. */
  rules<E extends 'field' | 'profile' | 'role'>(entity: E): readonly Entities[E][] {
    const kept = this.#rules.get(entity) as Entities[E][] | undefined;
    if (kept) return kept;
    const read = this.all(entity);
    this.#rules.set(entity, read);
    return read;
  }

  put<E extends EntityName>(entity: E, record: Entities[E]): void {
    if (INDEXED.has(entity)) this.#remember(entity, record.id);
    this.#write(entity, record);
  }

  /** As `put`, for the sample: the search index knows the record at once. */
  putIndexed<E extends EntityName>(entity: E, record: Entities[E]): void {
    this.#write(entity, record);
  }

  delete(entity: EntityName, id: string): void {
    if (INDEXED.has(entity)) this.#remember(entity, id);
    this.#rules.delete(entity);
    this.#statement('DELETE FROM records WHERE entity = ? AND id = ?').run(entity, id);
  }

  #write<E extends EntityName>(entity: E, record: Entities[E]): void {
    const columns = columnsOf(entity, record);
    this.#rules.delete(entity);
    this.#statement(
      `INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (entity, id) DO UPDATE SET
         domain = excluded.domain, name = excluded.name, active = excluded.active, gone = excluded.gone, doc = excluded.doc`,
    ).run(
      entity,
      record.id,
      columns.domain,
      columns.name,
      columns.active ? 1 : 0,
      columns.gone ? 1 : 0,
      JSON.stringify(record),
    );
  }

  #remember(entity: EntityName, id: string): void {
    const row = this.#statement('SELECT id, doc FROM records WHERE entity = ? AND id = ?').get(entity, id) as
      Row | undefined;
    this.#remembered.push({ entity, id, at: this.#clock().getTime(), before: row ? row.doc : null });
    if (this.#remembered.length > REMEMBERED_WRITES) this.#remembered = this.#remembered.slice(-REMEMBERED_WRITES / 2);
  }

  count(entity: EntityName, filter: ListFilter): number {
    const { where, values } = conditions(entity, filter);
    return (this.#statement(`SELECT count(*) AS n FROM records WHERE ${where}`).get(...values) as { n: number }).n;
  }

  /** One page of a listing as HQ's search index has it: in exact order of name, `lagMs` behind the records. */
  list<E extends EntityName>(
    entity: E,
    filter: ListFilter,
    offset: number,
    limit: number,
    lagMs: number,
  ): Listed<Entities[E]> {
    const stale = this.#staleDocs(entity, lagMs);
    if (stale.size === 0) {
      const { where, values } = conditions(entity, filter);
      const sql = `SELECT id, doc FROM records WHERE ${where} ORDER BY name, id LIMIT ? OFFSET ?`;
      const rows = this.#statement(sql).all(...values, limit, offset) as Row[];
      return { rows: rows.map((row) => JSON.parse(row.doc) as Entities[E]), total: this.count(entity, filter) };
    }
    const seen = this.all(entity).filter((record) => !stale.has(record.id));
    for (const doc of stale.values()) if (doc !== null) seen.push(JSON.parse(doc) as Entities[E]);
    const wanted = seen
      .map((record) => ({ record, columns: columnsOf(entity, record) }))
      .filter(({ columns }) => !columns.gone)
      .filter(({ columns }) => filter.domain === undefined || columns.domain === filter.domain)
      .filter(({ columns }) => filter.active === undefined || columns.active === filter.active)
      .sort((a, b) => (a.columns.name < b.columns.name ? -1 : a.columns.name > b.columns.name ? 1 : 0))
      .map(({ record }) => record);
    return { rows: wanted.slice(offset, offset + limit), total: wanted.length };
  }

  /** For each record written within the lag: how it was before the first such write (null = not there yet). */
  #staleDocs(entity: EntityName, lagMs: number): Map<string, string | null> {
    const docs = new Map<string, string | null>();
    if (lagMs <= 0) return docs;
    const since = this.#clock().getTime() - lagMs;
    for (const write of this.#remembered) {
      if (write.entity === entity && write.at > since && !docs.has(write.id)) docs.set(write.id, write.before);
    }
    return docs;
  }

  groupsOf(userId: string): string[] {
    const rows = this.#statement('SELECT group_id AS id FROM group_members WHERE user_id = ? ORDER BY group_id').all(
      userId,
    );
    return (rows as { id: string }[]).map((row) => row.id);
  }

  membersOf(groupId: string): string[] {
    const rows = this.#statement('SELECT user_id AS id FROM group_members WHERE group_id = ? ORDER BY position').all(
      groupId,
    );
    return (rows as { id: string }[]).map((row) => row.id);
  }

  addMember(groupId: string, userId: string): void {
    this.#statement(
      `INSERT OR IGNORE INTO group_members
         SELECT ?, ?, coalesce(max(position), 0) + 1 FROM group_members WHERE group_id = ?`,
    ).run(groupId, userId, groupId);
  }

  /** Appends members in one go; positions follow the order given. */
  setMembers(groupId: string, userIds: readonly string[]): void {
    this.#statement('DELETE FROM group_members WHERE group_id = ?').run(groupId);
    const insert = this.#statement('INSERT OR IGNORE INTO group_members VALUES (?, ?, ?)');
    userIds.forEach((userId, index) => insert.run(groupId, userId, index + 1));
  }

  removeMember(groupId: string, userId: string): void {
    this.#statement('DELETE FROM group_members WHERE group_id = ? AND user_id = ?').run(groupId, userId);
  }
}

/** A record whose entity is known at run time only (control endpoints). */
export type AnyRecord = Record<string, unknown> & { id: string };

/** 32 hex digits decided by seed, kind and number. */
export function identifier(seed: string, kind: string, count: number): string {
  return createHash('sha256').update(`${seed}/${kind}/${count}`).digest('hex').slice(0, 32);
}

function conditions(entity: EntityName, filter: ListFilter): { where: string; values: (string | number)[] } {
  const parts = ['entity = ?', 'gone = 0'];
  const values: (string | number)[] = [entity];
  if (filter.domain !== undefined) {
    parts.push('domain = ?');
    values.push(filter.domain);
  }
  if (filter.active !== undefined) {
    parts.push('active = ?');
    values.push(filter.active ? 1 : 0);
  }
  return { where: parts.join(' AND '), values };
}

type Columns = { domain: string; name: string; active: boolean; gone: boolean };

/** What a listing sorts and filters by. `gone` = no longer shown anywhere, kept only to block reuse of the name. */
function columnsOf(entity: EntityName, record: AnyRecord): Columns {
  const doc: Record<string, unknown> = record;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const isGone: Partial<Record<EntityName, boolean>> = {
    worker: doc['deleted'] === true,
    'web-user': doc['is_member'] === false,
    invitation: doc['is_accepted'] === true,
    group: doc['deleted'] === true,
    location: doc['archived'] === true,
  };
  const isActive: Partial<Record<EntityName, boolean>> = {
    worker: doc['is_active'] === true,
    'web-user': doc['is_active_in_domain'] === true,
  };
  return {
    domain: text(doc['domain']),
    name: text(doc['username'] ?? doc['email'] ?? doc['name'] ?? doc['slug'] ?? doc['at']),
    active: isActive[entity] ?? true,
    gone: isGone[entity] ?? false,
  };
}
