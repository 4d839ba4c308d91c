/** Is the file sound? Asked at every open, and of every page where that is quick or the last session did not say good-bye. */
import type Database from 'better-sqlite3';
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { corruptFailure } from './database-failure.ts';
import { listBackups } from './backup.ts';

/** Bytes up to which every page is read at each open, in under 0.1 s: a project of about 10,000 people. */
const quickToRead = 32 * 1024 * 1024;
/** Read whole in every file: what waits to be sent, and to whom. Few rows, and of nothing else is there another copy at HQ. */
const waitingTables: readonly string[] = ['changes', 'change_deps', 'conflicts', 'identities', 'meta'];

const openMark = 'session_open';

/** Whether the last session ended without `markClosed` (crash, kill, power cut, error of the file). */
export function wasLeftOpen(sql: Database.Database): boolean {
  return sql.prepare('SELECT 1 FROM meta WHERE key = ?').get(openMark) !== undefined;
}

export function markOpen(sql: Database.Database, version: string): void {
  sql
    .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    .run(openMark, version);
}

export function markClosed(sql: Database.Database): void {
  sql.prepare('DELETE FROM meta WHERE key = ?').run(openMark);
}

/** Throws AppFailure `database-corrupt` with SQLite's first finding unless every page (of one table) reads well. */
export function quickCheck(sql: Database.Database, path = sql.name, table = '1'): void {
  const found = sql.pragma(`quick_check(${table})`, { simple: true });
  if (found !== 'ok') throw corruptFailure(path, String(found));
}

/**
 * The check at every open. A file that was closed well can have been damaged since: by a disk, a copy, another program. A large one is
 * not read whole (100,000 people: 0.75 s), but everything that waits is, and of everything else the way to its first row, which the first
 * screen needs. What lies deeper is met, and told as damage, when it is read. Throws AppFailure or SQLite's own error.
 */
export function checkAtOpen(sql: Database.Database, path: string, wholeUpTo = quickToRead): void {
  if (statSync(path).size <= wholeUpTo) return quickCheck(sql, path);
  const trees = sql
    .prepare<[], { name: string; tbl_name: string; sql: string | null }>(
      `SELECT name, tbl_name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND rootpage > 0`,
    )
    .all();
  for (const { name, tbl_name: table, sql: made } of trees) {
    if (waitingTables.includes(name)) quickCheck(sql, path, name);
    else if (name === table) sql.prepare(`SELECT 1 FROM "${table}" NOT INDEXED LIMIT 1`).get();
    else sql.prepare(`SELECT 1 FROM "${table}" INDEXED BY "${name}" ${partOf(made)} LIMIT 1`).get();
  }
}

/** The condition of an index over a part of its table only, as its statement ends with it: SQLite uses it for no other question. */
function partOf(made: string | null): string {
  return /\bWHERE\b[^]*$/i.exec(made ?? '')?.[0] ?? '';
}

/**
 * Looks at the closed file before SQLite does: a file cut short would be noticed only when a lost page is read, and an empty one
 * would be taken for a new account. Throws AppFailure `database-corrupt`.
 */
export function checkFileSize(folder: string, path: string): void {
  // Something else of that name (a folder) is for SQLite to refuse.
  if (!existsSync(path) || !statSync(path).isFile()) return;
  const wal = `${path}-wal`;
  if (existsSync(wal) && statSync(wal).size > 0) return;
  const file = openSync(path, 'r');
  try {
    const size = fstatSync(file).size;
    // An empty file is what a first start leaves that was killed at once; with a backup beside it, it is a loss.
    if (size === 0 && listBackups(folder).length === 0) return;
    const header = Buffer.alloc(100);
    if (readSync(file, header, 0, 100, 0) < 100) throw corruptFailure(path, `${size} bytes`);
    if (header.toString('latin1', 0, 15) !== 'SQLite format 3') return;
    // Offsets of the file format: page size at 16 (1 means 65536), number of pages at 28.
    const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    const expected = pageSize * header.readUInt32BE(28);
    if (size < expected) throw corruptFailure(path, `${size} of ${expected} bytes`);
  } finally {
    closeSync(file);
  }
}
