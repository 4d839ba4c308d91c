import Database from 'better-sqlite3';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Overwrites the root page of a table in an account's file while Roster has it open, and makes Roster read it from the disk again. */
export function damageWhileOpen(folder: string, table: string): void {
  const path = join(folder, 'mirror.db');
  const sql = new Database(path);
  // What is still in the log would be read instead of the file.
  sql.pragma('wal_checkpoint(TRUNCATE)');
  const root = Number(sql.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(table));
  const pageSize = Number(sql.pragma('page_size', { simple: true }));
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (root - 1) * pageSize);
  closeSync(file);
  // Somebody else's write: every other connection gives up the pages it remembers.
  sql.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('other-writer', '1')").run();
  sql.close();
}
