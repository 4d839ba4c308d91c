/** Ways on after a damaged file: put the last backup back, or start afresh with everything precious that can still be read. */
import Database from 'better-sqlite3';
import { closeSync, constants, copyFileSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDeps } from '../deps.ts';
import { takeAccountLock } from './account-lock.ts';
import { dropFinished, prepareBackup } from './backup-changes.ts';
import { databasePath, fileStamp, listBackups } from './backup.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { quickCheck } from './integrity.ts';
import { copyPreciousRows } from './precious-rows.ts';

export type RepairReport = {
  /** Changes in the repaired file. */
  keptChanges: number;
  /** Where the damaged file lies now; it is never deleted. */
  movedTo: string | null;
};

/** meta key: the visible rows of the lanes have to be rebuilt at the next open (mirror/visible.ts `finishRepair`). */
export const rebuildMark = 'rebuild_visible';

/** meta key: lines of the history without text for the search are filled at the next open (outbox/history-search.ts). */
export const indexHistoryMark = 'index_history';

/**
 * Puts the newest sound backup back and adds what can be read of the damaged file's precious rows, which are newer. Throws
 * AppFailure `not-found` when there is no sound backup, `busy` or `read-only`; then nothing has been moved.
 *
 * Changes that only the backup knows may have reached HQ since: those waiting become `unknown`, which sync settles by reading HQ.
 */
export function restoreBackup(folder: string, deps: EngineDeps): RepairReport {
  return locked(folder, deps, () => {
    const backup = listBackups(folder).find(isSound);
    if (!backup) throw new AppFailure('not-found', t('db.no-backup', { folder }), { folder });
    return repaired(folder, deps, backup);
  });
}

/**
 * Moves the damaged file aside under a dated name, makes a new one and copies every readable row of the precious tables. The mirror
 * is pulled again from HQ. Throws AppFailure `busy` or `read-only`.
 */
export function salvage(folder: string, deps: EngineDeps): RepairReport {
  return locked(folder, deps, () => repaired(folder, deps, null));
}

function locked(folder: string, deps: EngineDeps, work: () => RepairReport): RepairReport {
  const lock = takeAccountLock(folder, deps);
  try {
    return work();
  } finally {
    lock.release();
  }
}

/**
 * Makes the new file beside the damaged one and puts it in its place as the last step: a crash before leaves the damaged file where it
 * was, a crash between the two renames is finished by `finishMove` at the next start. Never is there an empty file in its place.
 */
function repaired(folder: string, deps: EngineDeps, backup: string | null): RepairReport {
  const path = databasePath(folder);
  const made = repairedPath(folder);
  for (const suffix of suffixes) rmSync(made + suffix, { force: true });
  if (backup) copyFileSync(backup, made, constants.COPYFILE_EXCL);
  // For this user only, as openDatabase makes it.
  else closeSync(openSync(made, 'wx', 0o600));
  const sql = new Database(made);
  let keptChanges: number;
  try {
    sql.pragma('synchronous = FULL');
    migrate(sql, folder, deps, migrations);
    if (backup) prepareBackup(sql);
    if (existsSync(path)) copyPreciousRows(path, sql, deps, { keepMeta: backup !== null });
    if (backup) dropFinished(sql);
    for (const mark of [rebuildMark, indexHistoryMark])
      sql.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(mark, '1');
    keptChanges = Number(sql.prepare('SELECT count(*) FROM changes').pluck().get());
    // One whole file without a log of its own: only that can be renamed.
    sql.pragma('journal_mode = DELETE');
  } finally {
    sql.close();
  }
  deps.failpoint?.('repair:copied');
  const movedTo = moveAside(folder, deps);
  deps.failpoint?.('repair:moved');
  renameSync(made, path);
  return { keptChanges, movedTo };
}

/** The main file, its write-ahead log, the log's index. */
const suffixes = ['', '-wal', '-shm'] as const;

function repairedPath(folder: string): string {
  return join(folder, 'mirror.repaired.db');
}

/** Puts a repaired file into its place where a crash came in between; call it with the lock, before the file is opened. */
export function finishMove(folder: string, deps: EngineDeps): void {
  const path = databasePath(folder);
  if (existsSync(path) || !existsSync(repairedPath(folder))) return;
  deps.log('warn', 'a repair that was cut off is finished');
  // A log of the damaged file must not be taken for the new one's.
  moveAside(folder, deps);
  renameSync(repairedPath(folder), path);
}

/** The file and its write-ahead log, which may hold the newest changes, keep lying side by side under the new name. */
function moveAside(folder: string, deps: EngineDeps): string | null {
  const path = databasePath(folder);
  const present = suffixes.filter((suffix) => existsSync(path + suffix));
  const target = join(folder, `mirror.damaged-${fileStamp(deps.now())}.db`);
  for (const suffix of present) renameSync(path + suffix, target + suffix);
  return present.includes('') ? target : null;
}

function isSound(path: string): boolean {
  let sql: Database.Database | undefined;
  try {
    sql = new Database(path, { readonly: true });
    quickCheck(sql);
    return true;
  } catch {
    // The next older backup is tried.
    return false;
  } finally {
    sql?.close();
  }
}
