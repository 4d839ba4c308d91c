import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrations } from '#engine/db/migrations.ts';
import type { Migration } from '#engine/db/migrations.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { addChange, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

const next: Migration = { version: 9020, name: 'next', sql: 'CREATE TABLE later (x); INSERT INTO later VALUES (1);' };
const broken: Migration = {
  version: 9030,
  name: 'broken',
  sql: 'CREATE TABLE half (x); INSERT INTO nowhere VALUES (1);',
};

function backups(folder: string): string[] {
  return readdirSync(join(folder, 'backups')).sort();
}

describe('migrations', () => {
  it('are numbered upwards', () => {
    const versions = migrations.map((step) => step.version);
    expect(versions).toEqual([...new Set(versions)].sort((left, right) => left - right));
  });

  it('run once each, after a backup that holds everything', () => {
    const folder = tempFolder();
    const first = openDatabase(folder, testDeps());
    pullPeople(first, 'mobile-worker', [worker('w1', {})]);
    first.write('edit', () =>
      addChange(first, {
        localId: 'w1',
        kind: 'update',
        state: 'queued',
        patch: { first_name: 'Mine' },
        base: { first_name: 'First' },
      }),
    );
    first.close();
    const second = openDatabase(folder, testDeps(), { migrations: [...migrations, next] });
    expect(second.statement('SELECT x FROM later').all()).toEqual([{ x: 1 }]);
    second.close();
    const name = backups(folder).find((found) => found.startsWith('migration-'));
    const backup = new Database(join(folder, 'backups', String(name)), { readonly: true });
    expect(backup.pragma('user_version', { simple: true })).toBe(migrations.at(-1)?.version);
    expect(backup.prepare('SELECT count(*) AS n FROM changes').get()).toEqual({ n: 1 });
    backup.close();
    const third = openDatabase(folder, testDeps(), { migrations: [...migrations, next] });
    expect(third.statement('SELECT x FROM later').all()).toEqual([{ x: 1 }]);
    third.close();
  });

  it('leave nothing half done', () => {
    const folder = tempFolder();
    openDatabase(folder, testDeps()).close();
    const all = [...migrations, next, broken];
    expect(() => openDatabase(folder, testDeps(), { migrations: all })).toThrow('nowhere');
    const db = openDatabase(folder, testDeps(), { migrations: [...migrations, next] });
    expect(db.sql.pragma('user_version', { simple: true })).toBe(next.version);
    expect(db.statement(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'`).get()).toEqual({ n: 0 });
    db.close();
  });

  it('are not run by a reader', () => {
    const folder = tempFolder();
    openDatabase(folder, testDeps()).close();
    const error = failureOf(() =>
      openDatabase(folder, testDeps(), { readOnly: true, migrations: [...migrations, next] }),
    );
    expect(error.code).toBe('wrong-state');
  });
});

describe('backups at close', () => {
  it('are made when something was written, and two are kept', () => {
    const folder = tempFolder();
    const deps = testDeps();
    for (let session = 0; session < 4; session += 1) {
      deps.advance(60_000);
      const db = openDatabase(folder, deps);
      pullPeople(db, 'mobile-worker', [worker(`w${session}`, {})]);
      db.close();
    }
    expect(backups(folder)).toHaveLength(2);
    openDatabase(folder, deps).close();
    const newest = new Database(join(folder, 'backups', String(backups(folder).at(-1))), { readonly: true });
    expect(newest.prepare('SELECT count(*) AS n FROM mobile_workers').get()).toEqual({ n: 4 });
    newest.close();
  });

  it('are not made after an error of the file', () => {
    const folder = tempFolder();
    const db = openDatabase(folder, testDeps());
    db.write('something', () => db.sql.exec(`INSERT INTO meta (key, value) VALUES ('a', 'b')`));
    const pages = Number(db.sql.pragma('page_count', { simple: true }));
    db.sql.pragma(`max_page_count = ${pages}`);
    expect(() =>
      db.write('fill', () => db.statement(`INSERT INTO meta (key, value) VALUES ('big', ?)`).run('x'.repeat(99_000))),
    ).toThrow();
    db.close();
    expect(readdirSync(folder)).not.toContain('backups');
  });
});
