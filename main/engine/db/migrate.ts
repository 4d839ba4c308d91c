/** Brings a file to this Roster's schema: forward only, one transaction a step, never without a backup. */
import type Database from 'better-sqlite3';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDeps } from '../deps.ts';
import { backUpBeforeMigration } from './backup.ts';
import type { Migration } from './migrations.ts';

/** The schema number of the file, 0 for a new one. */
export function schemaVersion(sql: Database.Database): number {
  return Number(sql.pragma('user_version', { simple: true }));
}

/**
 * Runs the steps the file lacks. Throws AppFailure `database-newer` for a file from the future (and leaves it untouched); an error
 * inside a step rolls that step back and is thrown as it is: the file stays at the step before.
 */
export function migrate(sql: Database.Database, folder: string, deps: EngineDeps, steps: readonly Migration[]): void {
  refuseNewer(sql, steps);
  const present = schemaVersion(sql);
  const missing = steps.filter((step) => step.version > present);
  if (missing.length === 0) return;
  if (present > 0) deps.log('info', `backup before migration: ${backUpBeforeMigration(sql, folder, deps.now())}`);
  for (const step of missing) {
    sql.exec('BEGIN IMMEDIATE');
    try {
      sql.exec(step.sql);
      sql.pragma(`user_version = ${step.version}`);
      deps.failpoint?.(`migrate:${step.version}:before-commit`);
      sql.exec('COMMIT');
    } catch (error) {
      if (sql.inTransaction) sql.exec('ROLLBACK');
      throw error;
    }
    deps.log('info', `migrated to ${step.version} ${step.name}`);
  }
}

/** Throws AppFailure `database-newer` when a newer Roster wrote the file. */
export function refuseNewer(sql: Database.Database, steps: readonly Migration[]): void {
  const present = schemaVersion(sql);
  const known = steps.at(-1)?.version ?? 0;
  if (present > known)
    throw new AppFailure('database-newer', t('db.newer', { path: sql.name, present, known }), { present, known });
}
