/** Opens the account's file: lock, size, settings, schema, health; everything that can be wrong has its own error. */
import Database from 'better-sqlite3';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDeps } from '../deps.ts';
import { takeAccountLock } from './account-lock.ts';
import { databasePath } from './backup.ts';
import { createEngineDatabase } from './database.ts';
import type { EngineDatabase } from './database.ts';
import { databaseFailure } from './database-failure.ts';
import { checkAtOpen, checkFileSize, markOpen, quickCheck, wasLeftOpen } from './integrity.ts';
import { migrate, refuseNewer, schemaVersion } from './migrate.ts';
import { migrations } from './migrations.ts';
import type { Migration } from './migrations.ts';
import { finishMove } from './repair.ts';

/** Ms a statement waits for another connection (a command line that reads while the app writes). */
const busyTimeout = 5_000;
/** kB of pages kept in memory: the indexes of 100,000 people. */
const cacheSize = 65_536;
/** Pages of write-ahead log before it is folded back: larger makes pulls of 1,000-row transactions 1.5 times faster. */
const walPages = 4_000;

export type OpenOptions = {
  /** Without the lock and without a write, for reads while another Roster has the account open. */
  readOnly?: boolean;
  /** For tests of migrations. */
  migrations?: readonly Migration[];
  /** For tests: bytes up to which a file is read whole at the open (integrity.ts). */
  checkWholeUpTo?: number;
};

/**
 * Opens (or makes) `<folder>/mirror.db`. Throws AppFailure: `busy` (open elsewhere), `database-newer`, `database-corrupt`,
 * `read-only`, and for a read-only open `not-found` (no file yet) or `wrong-state` (needs a migration first). Nothing is changed in
 * a file that is refused.
 */
export function openDatabase(folder: string, deps: EngineDeps, options: OpenOptions = {}): EngineDatabase {
  return options.readOnly ? openForReading(folder, deps, options) : openForWriting(folder, deps, options);
}

function openForWriting(folder: string, deps: EngineDeps, options: OpenOptions): EngineDatabase {
  const path = databasePath(folder);
  makeFolder(folder);
  const lock = takeAccountLock(folder, deps);
  let sql: Database.Database | undefined;
  try {
    finishMove(folder, deps);
    checkFileSize(folder, path);
    // Made here for its mode; SQLite gives -wal and -shm the same. An existing file is not opened beside SQLite.
    if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
    sql = new Database(path, { timeout: busyTimeout });
    const steps = options.migrations ?? migrations;
    // Before the first pragma that writes: a file from the future stays as it is.
    refuseNewer(sql, steps);
    sql.pragma('journal_mode = WAL');
    sql.pragma('synchronous = FULL');
    sql.pragma('foreign_keys = ON');
    keepTempInMemory(sql);
    sql.pragma(`cache_size = -${cacheSize}`);
    sql.pragma(`wal_autocheckpoint = ${walPages}`);
    if (schemaVersion(sql) > 0) {
      const leftOpen = wasLeftOpen(sql);
      if (leftOpen) deps.log('info', 'the last session did not close the file; checking it');
      if (leftOpen) quickCheck(sql);
      else checkAtOpen(sql, path, options.checkWholeUpTo);
    }
    migrate(sql, folder, deps, steps);
    markOpen(sql, deps.version);
    return createEngineDatabase(sql, { folder, path, lock }, deps);
  } catch (error) {
    sql?.close();
    lock.release();
    throw databaseFailure(error, path);
  }
}

/**
 * SQLite's own files for large sorts and temporary tables (a plan of a file that is only looked at) would lie in the system's temp folder, with people in
 * them. 100,000 rows are some 130 MB there.
 */
function keepTempInMemory(sql: Database.Database): void {
  sql.pragma('temp_store = MEMORY');
}

function openForReading(folder: string, deps: EngineDeps, options: OpenOptions): EngineDatabase {
  const path = databasePath(folder);
  if (!existsSync(path)) throw new AppFailure('not-found', t('db.none', { folder }), { folder });
  let sql: Database.Database | undefined;
  try {
    sql = readOnlyConnection(path, deps);
    const steps = options.migrations ?? migrations;
    refuseNewer(sql, steps);
    if (schemaVersion(sql) !== (steps.at(-1)?.version ?? 0))
      throw new AppFailure('wrong-state', t('db.older', { path }), { path });
    keepTempInMemory(sql);
    sql.pragma(`cache_size = -${cacheSize}`);
    checkAtOpen(sql, path, options.checkWholeUpTo);
    return createEngineDatabase(sql, { folder, path, lock: null }, deps);
  } catch (error) {
    sql?.close();
    throw databaseFailure(error, path);
  }
}

/**
 * Even to read a file with a write-ahead log SQLite writes beside it. Where the disk is read-only or full, a file that was closed well
 * (nothing in its log) is read into memory instead; SQLite's own way for that, `immutable`, is not built into the driver.
 */
function readOnlyConnection(path: string, deps: EngineDeps): Database.Database {
  const sql = new Database(path, { readonly: true, timeout: busyTimeout });
  try {
    schemaVersion(sql);
    return sql;
  } catch (error) {
    sql.close();
    const failure = databaseFailure(error, path);
    const unwritable = failure instanceof AppFailure && failure.error.code === 'read-only';
    const wal = `${path}-wal`;
    if (!unwritable || (existsSync(wal) && statSync(wal).size > 0)) throw failure;
    deps.log('info', 'nothing can be written beside the file; it is read into memory');
    return inMemory(readFileSync(path));
  }
}

/** Offsets in a file's header of the versions needed to write and to read it: 2 is with a write-ahead log, 1 without. */
const journalVersions = [18, 19];

function inMemory(bytes: Buffer): Database.Database {
  for (const offset of journalVersions) bytes[offset] = 1;
  return new Database(bytes, { readonly: true });
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw databaseFailure(error, folder);
  }
}
