import Database from 'better-sqlite3';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wasLeftOpen } from '#engine/db/integrity.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { damagePages, leafPages, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

describe('write', () => {
  it('keeps all of it or nothing, nested writes included', () => {
    const db = openDatabase(tempFolder(), testDeps());
    const put = (key: string) => db.statement('INSERT INTO meta (key, value) VALUES (?, 1)').run(key);
    expect(() =>
      db.write('outer', () => {
        put('a');
        db.write('inner', () => put('b'));
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(db.statement(`SELECT count(*) AS n FROM meta WHERE key IN ('a', 'b')`).get()).toEqual({ n: 0 });
    expect(db.write('again', () => (put('a'), 7))).toBe(7);
    expect(db.statement(`SELECT count(*) AS n FROM meta WHERE key = 'a'`).get()).toEqual({ n: 1 });
    db.close();
  });

  it('names itself when it is slow', () => {
    const deps = testDeps();
    const db = openDatabase(tempFolder(), deps);
    db.write('quick', () => deps.advance(99));
    db.write('slow', () => deps.advance(250));
    expect(deps.logged.filter((line) => line.level === 'warn')).toEqual([
      { level: 'warn', message: 'write slow took 250 ms' },
    ]);
    db.close();
  });

  it('turns damage that a plain read meets into words, tells it once, and does not close such a file as a sound one', async () => {
    const folder = tempFolder();
    const first = openDatabase(folder, testDeps());
    pullPeople(
      first,
      'mobile-worker',
      Array.from({ length: 300 }, (_, index) => worker(`w${index}`, {})),
    );
    first.close();
    const db = openDatabase(folder, testDeps());
    const told: string[] = [];
    db.onCorrupt(({ code }) => told.push(code));
    // No page is kept in memory, so that the next read comes from the damaged disk.
    db.sql.pragma('wal_checkpoint(TRUNCATE)');
    db.sql.pragma('shrink_memory');
    damagePages(db.path, leafPages(db.path, 'server_records'));
    for (let times = 0; times < 2; times += 1) {
      const error = failureOf(() => db.statement('SELECT max(length(snapshot)) FROM server_records').get());
      expect(error).toMatchObject({ code: 'database-corrupt', details: { path: db.path } });
    }
    expect(told).toEqual([]);
    await Promise.resolve();
    expect(told).toEqual(['database-corrupt']);
    db.close();
    const raw = new Database(join(folder, 'mirror.db'), { readonly: true });
    expect(wasLeftOpen(raw)).toBe(true);
    raw.close();
  });

  it('turns a full disk into words and keeps what was there', () => {
    const db = openDatabase(tempFolder(), testDeps());
    // SQLite's own limit stands for the disk's: the error is the same.
    const { page_count: pages } = db.statement('PRAGMA page_count').get() as { page_count: number };
    db.sql.pragma(`max_page_count = ${pages + 2}`);
    expect(() =>
      db.write('fill', () => db.statement(`INSERT INTO meta (key, value) VALUES ('big', ?)`).run('x'.repeat(100_000))),
    ).toThrow(/disk .* is full/);
    expect(db.statement(`SELECT count(*) AS n FROM meta WHERE key = 'big'`).get()).toEqual({ n: 0 });
    db.close();
  });
});
