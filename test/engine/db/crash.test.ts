import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrations } from '#engine/db/migrations.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { coming } from '../../helpers/coming-migrations.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { addChange, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

/** A file of this Roster with one person and one waiting change. */
function filledFolder(): string {
  const folder = tempFolder();
  const db = openDatabase(folder, testDeps());
  pullPeople(db, 'mobile-worker', [worker('w1', {})]);
  db.write('edit', () =>
    addChange(db, {
      id: 'edit-0001',
      localId: 'w1',
      kind: 'update',
      state: 'queued',
      patch: { first_name: 'Mine' },
      base: {},
    }),
  );
  db.close();
  return folder;
}

/** @returns how the process ended that migrates the file and dies at the failpoint */
function migrateUntil(folder: string, failpoint: string): Promise<string> {
  const file = join(import.meta.dirname, '../../helpers/migrate-child.ts');
  const child = fork(file, [folder, failpoint], { silent: true });
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(signal ?? String(code)));
  });
}

function tables(folder: string): string[] {
  const sql = new Database(join(folder, 'mirror.db'), { readonly: true });
  const rows = sql.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  sql.close();
  return rows.map(({ name }) => name);
}

const present = migrations.at(-1)?.version ?? 0;

describe('kill -9 inside a migration', () => {
  it('rolls it back, leaves the backup and loses nothing', async () => {
    const folder = filledFolder();
    expect(await migrateUntil(folder, 'migrate:9020:before-commit')).toBe('SIGKILL');
    expect(tables(folder)).not.toContain('coming');
    const backup = readdirSync(join(folder, 'backups')).find((name) => name.startsWith('migration-'));
    const kept = new Database(join(folder, 'backups', String(backup)), { readonly: true });
    expect(kept.pragma('user_version', { simple: true })).toBe(present);
    expect(kept.prepare('SELECT id FROM changes').all()).toEqual([{ id: 'edit-0001' }]);
    kept.close();
    // The Roster of before still opens it, with everything in it.
    const before = openDatabase(folder, testDeps());
    expect(before.sql.pragma('user_version', { simple: true })).toBe(present);
    expect(before.statement('SELECT id FROM changes').all()).toEqual([{ id: 'edit-0001' }]);
    before.close();
    const after = openDatabase(folder, testDeps(), { migrations: coming });
    expect(after.sql.pragma('user_version', { simple: true })).toBe(9030);
    expect(after.statement('SELECT id FROM changes').all()).toEqual([{ id: 'edit-0001' }]);
    after.close();
  });

  it('stops between two steps, never inside one, and goes on from there', async () => {
    const folder = filledFolder();
    expect(await migrateUntil(folder, 'migrate:9030:before-commit')).toBe('SIGKILL');
    expect(tables(folder)).toContain('coming');
    expect(tables(folder)).not.toContain('later');
    // A Roster that does not know the step that was done leaves the file alone.
    expect(failureOf(() => openDatabase(folder, testDeps())).code).toBe('database-newer');
    const after = openDatabase(folder, testDeps(), { migrations: coming });
    expect(after.statement('SELECT id FROM changes').all()).toEqual([{ id: 'edit-0001' }]);
    after.close();
    expect(tables(folder)).not.toContain('coming');
  });

  it('leaves a file that was just being made without any schema, to be made anew', async () => {
    const folder = tempFolder();
    expect(await migrateUntil(folder, `migrate:${migrations[0]?.version}:before-commit`)).toBe('SIGKILL');
    expect(tables(folder)).toEqual([]);
    const made = openDatabase(folder, testDeps());
    expect(made.statement('SELECT count(*) AS n FROM changes').get()).toEqual({ n: 0 });
    made.close();
  });
});
