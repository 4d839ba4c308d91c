/**
 * One Roster per account. The lock is an exclusive transaction on a small SQLite file of its own: the operating system drops it when
 * the process ends, however it ends, so a crash never leaves a stale lock behind (as a file with a process id in it would).
 */
import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDeps } from '../deps.ts';
import { databaseFailure, failureCode } from './database-failure.ts';

/** Ms to wait for a Roster that is just closing (its engine gets 3 s to finish, most of it before the file is closed). */
const lockPatience = 1_000;

export type AccountLock = { release(): void };

const ownerSchema = z.object({ pid: z.number().int(), since: z.number() });

/** Takes the folder's lock. Throws AppFailure `busy` (who holds it, since when, where known) or `read-only`. */
export function takeAccountLock(folder: string, deps: EngineDeps): AccountLock {
  const path = join(folder, 'account.lock');
  // The holder's name lies beside the lock: nobody can read inside a file that is locked exclusively.
  const ownerPath = join(folder, 'account.lock.json');
  let sql: Database.Database | undefined;
  try {
    sql = new Database(path, { timeout: lockPatience });
    // No journal file: nothing is ever written here, and the folder stays tidy after a kill.
    sql.pragma('journal_mode = MEMORY');
    sql.exec('BEGIN EXCLUSIVE');
    writeFileSync(ownerPath, JSON.stringify({ pid: process.pid, since: deps.now() }), { mode: 0o600 });
  } catch (error) {
    sql?.close();
    if (failureCode(error).startsWith('SQLITE_BUSY')) throw busyFailure(folder, ownerPath);
    throw databaseFailure(error, path);
  }
  const held = sql;
  return {
    release() {
      if (!held.open) return;
      rmSync(ownerPath, { force: true });
      held.close();
    },
  };
}

function busyFailure(folder: string, ownerPath: string): AppFailure {
  const owner = readOwner(ownerPath);
  if (!owner) return new AppFailure('busy', t('db.busy', { folder }), { folder });
  const since = new Date(owner.since).toISOString();
  return new AppFailure('busy', t('db.busy.owner', { folder, pid: owner.pid, since }), {
    folder,
    pid: owner.pid,
    since,
  });
}

function readOwner(path: string): z.output<typeof ownerSchema> | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Half written or not there: the lock counts, the name is only a courtesy.
    return null;
  }
}
