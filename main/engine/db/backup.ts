/** Copies of the account's file in `backups/`: one kind made at a clean close, one before a migration; two of each are kept. */
import type Database from 'better-sqlite3';
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import type { EngineDeps } from '../deps.ts';

/** The newest may have been made of a file that was already going bad; the one before it is the second chance. */
const kept = 2;

type BackupKind = 'closed' | 'migration';

/** A time as part of a file name that sorts by time and is legal on Windows. */
export function fileStamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[:.]/g, '-');
}

export function databasePath(folder: string): string {
  return join(folder, 'mirror.db');
}

/** Complete backups, newest first. */
export function listBackups(folder: string): string[] {
  const backups = join(folder, 'backups');
  if (!existsSync(backups)) return [];
  return readdirSync(backups)
    .filter((name) => name.endsWith('.db'))
    .sort((left, right) => stampOf(right).localeCompare(stampOf(left)))
    .map((name) => join(backups, name));
}

function stampOf(name: string): string {
  return name.replace(/^[a-z]+-/, '');
}

/**
 * Copies the closed and checkpointed file. A failure is logged, not thrown: the account itself is safely closed, and a disk too
 * full for a backup must not look like lost work.
 */
export function backUpClosedFile(folder: string, deps: EngineDeps): void {
  try {
    const { target, part } = backupNames(folder, 'closed', deps.now());
    // A copy-on-write clone where the file system can.
    copyFileSync(databasePath(folder), part, constants.COPYFILE_FICLONE);
    finish(part, target);
    prune(folder, 'closed');
  } catch (error) {
    deps.log('warn', `backup at close failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Copies an open database through SQLite (opening the file beside a live connection would drop its locks). Throws what SQLite
 * throws: without a backup nothing is migrated.
 */
export function backUpBeforeMigration(sql: Database.Database, folder: string, now: number): string {
  const { target, part } = backupNames(folder, 'migration', now);
  rmSync(part, { force: true });
  sql.prepare('VACUUM INTO ?').run(part);
  finish(part, target);
  prune(folder, 'migration');
  return target;
}

function backupNames(folder: string, kind: BackupKind, now: number): { target: string; part: string } {
  const backups = join(folder, 'backups');
  mkdirSync(backups, { recursive: true, mode: 0o700 });
  const target = join(backups, `${kind}-${fileStamp(now)}.db`);
  return { target, part: `${target}.part` };
}

/** Only a copy that is whole and on the disk gets its name. */
function finish(part: string, target: string): void {
  chmodSync(part, 0o600);
  const file = openSync(part, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(part, target);
}

function prune(folder: string, kind: BackupKind): void {
  const same = listBackups(folder).filter((path) => path.includes(`${kind}-`));
  for (const path of same.slice(kept)) rmSync(path, { force: true });
}
