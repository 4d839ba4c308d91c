/** Is the file sound? Asked in full only when the last session did not say good-bye: the check reads every page. */
import type Database from 'better-sqlite3';
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { corruptFailure } from './database-failure.ts';
import { listBackups } from './backup.ts';

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

/** Throws AppFailure `database-corrupt` with SQLite's first finding unless every page reads well. */
export function quickCheck(sql: Database.Database): void {
  const found = sql.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw corruptFailure(sql.name, String(found));
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
