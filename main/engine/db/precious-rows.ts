/** Copies what can still be read of a damaged file's precious tables (design §3) into a sound one. */
import Database from 'better-sqlite3';
import type { EngineDeps } from '../deps.ts';

/** Never dropped, with the columns that order them; everything else can be pulled again from HQ. */
const preciousTables = [
  { name: 'identities', key: ['entity', 'local_id'] },
  { name: 'changes', key: ['seq'] },
  { name: 'change_deps', key: ['change_id', 'needs_change_id'] },
  { name: 'conflicts', key: ['change_id', 'field'] },
  { name: 'decisions', key: ['change_id', 'field'] },
  { name: 'ended_changes', key: ['id'] },
  { name: 'replaced_changes', key: ['id'] },
  { name: 'batches', key: ['rowid'] },
  { name: 'batch_rows', key: ['batch_id', 'row_number'] },
  { name: 'sheet_batches', key: ['rowid'] },
  { name: 'sheet_rows', key: ['batch_id', 'row'] },
  { name: 'sheet_bases', key: ['batch_id', 'key'] },
  { name: 'exports', key: ['rowid'] },
  { name: 'burnt_usernames', key: ['username_key'] },
  { name: 'history', key: ['seq'] },
  { name: 'meta', key: ['key'] },
] as const;

type Row = Record<string, unknown>;

/** What `meta` says about the mirror, which a salvaged file does not have: a first pull is due. */
const mirrorFacts = ['sync.pull', 'sync.mirrorComplete', 'sync.lastPullAt', 'sync.removals'];

export type PreciousCopy = {
  /** The target has a mirror of its own (a backup's), whose `meta` has to stay with it. */
  keepMeta: boolean;
};

/** Rows already in `target` are replaced: the damaged file is the newer one. What cannot be read is logged by table. */
export function copyPreciousRows(
  damagedPath: string,
  target: Database.Database,
  deps: EngineDeps,
  { keepMeta }: PreciousCopy,
): void {
  let damaged: Database.Database | undefined;
  try {
    damaged = new Database(damagedPath, { readonly: true });
    for (const table of preciousTables)
      if (table.name !== 'meta' || !keepMeta) copyTable(damaged, target, table.name, table.key, deps);
    if (!keepMeta) {
      for (const key of mirrorFacts) target.prepare('DELETE FROM meta WHERE key = ?').run(key);
      copyPeopleOfChanges(damaged, target, deps);
    }
  } catch (error) {
    deps.log('error', `nothing can be read of the damaged file: ${message(error)}`);
  } finally {
    damaged?.close();
  }
}

function copyTable(
  damaged: Database.Database,
  target: Database.Database,
  table: string,
  key: readonly string[],
  deps: EngineDeps,
): void {
  const names = sharedColumns(damaged, target, table);
  if (names.length === 0) return;
  const insert = target.prepare(
    `INSERT OR REPLACE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  let copied = 0;
  const keep = (row: Row) => {
    insert.run(names.map((name) => row[name] ?? null));
    copied += 1;
  };
  target.transaction(() => {
    // From the front to the damage, then from the back to the damage: what lies between is lost.
    const problem = readUntilDamage(damaged, table, key, 'ASC', keep);
    if (problem === null) return;
    readUntilDamage(damaged, table, key, 'DESC', keep);
    if (table === 'changes') readOneByOne(damaged, keep, deps);
    deps.log('error', `salvage of ${table}: ${copied} reads before the damage (${problem})`);
  })();
  if (table === 'history') target.exec("INSERT INTO history_search (history_search) VALUES ('rebuild')");
}

/** What an older Roster's file does not have yet keeps its default. */
function sharedColumns(damaged: Database.Database, target: Database.Database, table: string): string[] {
  const [old, all] = [damaged, target].map((sql) => {
    const columns = sql.pragma(`table_info(${table})`) as { name: string }[];
    return columns.map((column) => column.name);
  });
  return (all ?? []).filter((name) => old?.includes(name));
}

/** HQ's records of the people changes wait for, so that a kept change keeps the name of its person until the next pull. */
function copyPeopleOfChanges(damaged: Database.Database, target: Database.Database, deps: EngineDeps): void {
  const people = target
    .prepare<[], { entity: string; serverId: string }>(
      `SELECT DISTINCT c.entity, coalesce(i.server_id, c.local_id) AS serverId FROM changes c
       LEFT JOIN identities i ON i.entity = c.entity AND i.local_id = c.local_id`,
    )
    .all();
  const read = damaged.prepare<[string, string], Row>(
    'SELECT snapshot, hash, active, written FROM server_records WHERE entity = ? AND server_id = ?',
  );
  const record = target.prepare(
    'INSERT INTO server_records (entity, server_id, snapshot, hash, active, written) VALUES (?, ?, ?, ?, ?, ?)',
  );
  // Of no listing yet: the first pull of the new file says whether HQ still has them.
  const mark = target.prepare(
    'INSERT INTO record_marks (entity, server_id, generation, fetched_at) VALUES (?, ?, 0, 0)',
  );
  for (const { entity, serverId } of people) {
    try {
      const row = read.get(entity, serverId);
      if (!row) continue;
      target.transaction(() => {
        record.run(entity, serverId, row['snapshot'], row['hash'], row['active'], row['written']);
        mark.run(entity, serverId);
      })();
    } catch (error) {
      deps.log('error', `the record of a person with a change cannot be read: ${message(error)}`);
    }
  }
}

/** @returns what stopped the reading, null when the end was reached. */
function readUntilDamage(
  damaged: Database.Database,
  table: string,
  key: readonly string[],
  direction: 'ASC' | 'DESC',
  keep: (row: Row) => void,
): string | null {
  try {
    const order = key.map((column) => `${column} ${direction}`).join(', ');
    for (const row of damaged.prepare<[], Row>(`SELECT * FROM ${table} ORDER BY ${order}`).iterate()) keep(row);
    return null;
  } catch (error) {
    return message(error);
  }
}

/** The most precious table, row by row around the damage: each page that still reads gives its changes back. */
function readOneByOne(damaged: Database.Database, keep: (row: Row) => void, deps: EngineDeps): void {
  const last = lastSequence(damaged, deps);
  const one = damaged.prepare<[number], Row>('SELECT * FROM changes WHERE seq = ?');
  for (let seq = 1; seq <= last; seq += 1) {
    try {
      const row = one.get(seq);
      if (row) keep(row);
    } catch (error) {
      // This row lies on a damaged page; the next may not.
      deps.log('error', `change ${seq} cannot be read: ${message(error)}`);
    }
  }
}

function lastSequence(damaged: Database.Database, deps: EngineDeps): number {
  try {
    return Number(damaged.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'changes'`).pluck().get() ?? 0);
  } catch (error) {
    // Without the counter the two passes above are all there is.
    deps.log('error', `the counter of changes cannot be read: ${message(error)}`);
    return 0;
  }
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
