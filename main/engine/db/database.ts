/** The engine's one handle on the account's file: named transactions, cached statements, an orderly close. */
import type Database from 'better-sqlite3';
import { AppFailure } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import type { EngineDeps } from '../deps.ts';
import type { AccountLock } from './account-lock.ts';
import { backUpClosedFile } from './backup.ts';
import { databaseFailure, failureCode } from './database-failure.ts';
import { markClosed } from './integrity.ts';

/** A write longer than this (ms) is logged: the engine answers nothing meanwhile. */
const slowWrite = 100;

export type EngineDatabase = {
  readonly folder: string;
  readonly path: string;
  readonly readOnly: boolean;
  readonly sql: Database.Database;
  /**
   * Runs `fn` in one BEGIN IMMEDIATE transaction; inside another `write` it joins that one. Rolls back and rethrows when `fn`
   * throws; a failing file comes as AppFailure (`database-corrupt`, `read-only`, `busy`).
   */
  write<T>(name: string, fn: () => T): T;
  /** A prepared statement, made once per text. A failing file comes as AppFailure, as in `write`. */
  statement(text: string): Database.Statement;
  /** What an error of `sql` means, as AppFailure; an error that says nothing about the file comes back as it is. */
  failure(error: unknown): unknown;
  /** Told once, after the call that met it, when the file turns out to be damaged: it is to be closed then, and repaired. */
  onCorrupt(listener: (error: AppError) => void): void;
  /** Checkpoints, marks the file as closed cleanly, backs it up when something was written, gives the lock back. Idempotent. */
  close(): void;
};

/** Wraps an opened and migrated connection. */
export function createEngineDatabase(
  sql: Database.Database,
  { folder, path, lock }: { folder: string; path: string; lock: AccountLock | null },
  deps: EngineDeps,
): EngineDatabase {
  const statements = new Map<string, Database.Statement>();
  let failed = false;
  let wrote = false;
  let corrupt = false;
  let tellCorrupt: ((error: AppError) => void) | null = null;

  function statement(text: string): Database.Statement {
    const known = statements.get(text);
    if (known) return known;
    const made = translating(() => sql.prepare(text));
    // Reads meet a damaged page as well as writes, and not only within `write`.
    for (const method of ['run', 'get', 'all'] as const) {
      const plain = made[method].bind(made) as (...params: unknown[]) => never;
      made[method] = (...params: unknown[]) => translating(() => plain(...params));
    }
    statements.set(text, made);
    return made;
  }

  function translating<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translate(error);
    }
  }

  function translate(error: unknown): unknown {
    if (!failureCode(error).startsWith('SQLITE_')) return error;
    const failure = databaseFailure(error, path);
    if (!(failure instanceof AppFailure) || failure.error.code === 'busy') return failure;
    failed = true;
    if (failure.error.code === 'database-corrupt' && !corrupt) {
      corrupt = true;
      // Not at once: the call that met it is still at work in this file.
      queueMicrotask(() => tellCorrupt?.(failure.error));
    }
    return failure;
  }

  function transaction<T>(name: string, fn: () => T): T {
    const started = deps.now();
    try {
      statement('BEGIN IMMEDIATE').run();
      const result = fn();
      deps.failpoint?.(`write:${name}:before-commit`);
      statement('COMMIT').run();
      wrote = true;
      return result;
    } catch (error) {
      // A full disk may have rolled back already.
      if (sql.inTransaction) statement('ROLLBACK').run();
      throw translate(error);
    } finally {
      const took = deps.now() - started;
      if (took > slowWrite) deps.log('warn', `write ${name} took ${took} ms`);
    }
  }

  return {
    folder,
    path,
    readOnly: sql.readonly,
    sql,
    statement,
    failure: translate,
    onCorrupt(listener) {
      tellCorrupt = listener;
    },
    write<T>(name: string, fn: () => T): T {
      if (sql.inTransaction) {
        const part = fn();
        deps.failpoint?.(`write:${name}:within`);
        return part;
      }
      const result = transaction(name, fn);
      deps.failpoint?.(`write:${name}:after-commit`);
      return result;
    },
    close() {
      if (!sql.open) return;
      try {
        if (!sql.readonly && !failed) closeSoundFile(sql);
      } catch (error) {
        // Everything committed is on the disk already; the next start checks the file.
        deps.log('error', `the file was not closed cleanly: ${error instanceof Error ? error.message : String(error)}`);
        failed = true;
      } finally {
        sql.close();
      }
      if (wrote && !failed) backUpClosedFile(folder, deps);
      lock?.release();
    },
  };
}

/** Not after an error of the file: then the mark stays "open", and the next start checks it. */
function closeSoundFile(sql: Database.Database): void {
  // So that the planner knows how people are spread; limited, it must not hold up the close.
  sql.pragma('analysis_limit = 400');
  sql.pragma('optimize');
  markClosed(sql);
  sql.pragma('wal_checkpoint(TRUNCATE)');
}
