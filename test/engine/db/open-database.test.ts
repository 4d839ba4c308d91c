import Database from 'better-sqlite3';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { markOpen } from '#engine/db/integrity.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { migrations } from '#engine/db/migrations.ts';
import { damagePages, leafPages, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { withoutWriteAccess } from '../../helpers/ordinary-user.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

/** An account with 300 people in it, closed. */
function filledFolder(): string {
  const folder = join(tempFolder(), 'account');
  const db = openDatabase(folder, testDeps());
  pullPeople(
    db,
    'mobile-worker',
    Array.from({ length: 300 }, (_, index) => worker(`w${index}`, { first_name: `Name ${index}` })),
  );
  db.close();
  return folder;
}

function mirrorFile(folder: string): string {
  return join(folder, 'mirror.db');
}

function withoutBackups(folder: string): string[] {
  return readdirSync(folder).filter((name) => name !== 'backups');
}

describe('opening an account', () => {
  it('makes folder and file for this user only, durable settings included', () => {
    const folder = join(tempFolder(), 'deep', 'account');
    const db = openDatabase(folder, testDeps());
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['mirror.db', 'mirror.db-wal']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(db.sql.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.sql.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.sql.pragma('foreign_keys', { simple: true })).toBe(1);
    // In memory (2): nobody's name is left in the system's temp folder.
    expect(db.sql.pragma('temp_store', { simple: true })).toBe(2);
    db.close();
    expect(withoutBackups(folder).sort()).toEqual(['account.lock', 'mirror.db']);
    const looking = openDatabase(folder, testDeps(), { readOnly: true });
    expect(looking.sql.pragma('temp_store', { simple: true })).toBe(2);
    looking.close();
  });

  it('finds everything again', () => {
    const folder = filledFolder();
    const db = openDatabase(folder, testDeps());
    expect(db.statement('SELECT count(*) AS n FROM mobile_workers').get()).toEqual({ n: 300 });
    db.close();
  });

  it('refuses a file of a newer Roster and leaves it byte for byte', () => {
    const folder = filledFolder();
    const raw = new Database(mirrorFile(folder));
    raw.pragma('user_version = 990');
    raw.pragma('wal_checkpoint(TRUNCATE)');
    raw.close();
    const before = readFileSync(mirrorFile(folder));
    for (const options of [{}, { readOnly: true }]) {
      const error = failureOf(() => openDatabase(folder, testDeps(), options));
      expect(error.code).toBe('database-newer');
      expect(error.message).toContain('990');
    }
    expect(readFileSync(mirrorFile(folder)).equals(before)).toBe(true);
  });

  it.each([
    [
      'no database at all',
      (path: string) => writeFileSync(path, '<html>Sign in to the hotel network</html>'.repeat(99)),
    ],
    ['cut short', (path: string) => truncateSync(path, 40_960)],
    ['cut within the first page', (path: string) => truncateSync(path, 50)],
    ['empty', (path: string) => truncateSync(path, 0)],
  ])('says so when the file is %s, and touches nothing', (_, damage) => {
    const folder = filledFolder();
    damage(mirrorFile(folder));
    const before = readFileSync(mirrorFile(folder));
    const error = failureOf(() => openDatabase(folder, testDeps()));
    expect(error.code).toBe('database-corrupt');
    expect(error.message).toContain('mirror.db');
    expect(error.message).toContain('backup');
    expect(readFileSync(mirrorFile(folder)).equals(before)).toBe(true);
    // The refusal has given the lock back.
    expect(failureOf(() => openDatabase(folder, testDeps())).code).toBe('database-corrupt');
  });

  it('reads a small file whole at every open, also after a good close, also for looking only', () => {
    const folder = filledFolder();
    const path = mirrorFile(folder);
    damagePages(path, leafPages(path, 'server_records').slice(1, 2));
    for (const options of [{}, { readOnly: true }]) {
      const error = failureOf(() => openDatabase(folder, testDeps(), options));
      expect(error).toMatchObject({ code: 'database-corrupt', details: { path } });
    }
  });

  it.each(['mobile_workers', 'mobile_workers_email', 'sync_log', 'changes'])(
    'finds damage at the root of %s at the open of a large file, too',
    (name) => {
      const folder = filledFolder();
      const path = mirrorFile(folder);
      const raw = new Database(path, { readonly: true });
      const root = Number(raw.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name));
      raw.close();
      openDatabase(folder, testDeps(), { checkWholeUpTo: 0 }).close();
      damagePages(path, [root]);
      expect(failureOf(() => openDatabase(folder, testDeps(), { checkWholeUpTo: 0 })).code).toBe('database-corrupt');
    },
  );

  it('reads a large file whole when it was left open, and only then', () => {
    const folder = filledFolder();
    const path = mirrorFile(folder);
    damagePages(path, leafPages(path, 'server_records').slice(1, 2));
    // Closed well, it opens at once: a full check of a large file takes a second.
    openDatabase(folder, testDeps(), { checkWholeUpTo: 0 }).close();
    const raw = new Database(path);
    markOpen(raw, 'a killed Roster');
    raw.close();
    const error = failureOf(() => openDatabase(folder, testDeps(), { checkWholeUpTo: 0 }));
    expect(error.code).toBe('database-corrupt');
  });

  it('takes an empty file for a first start that was killed, when nothing was ever there', () => {
    const folder = tempFolder();
    writeFileSync(mirrorFile(folder), '');
    const db = openDatabase(folder, testDeps());
    expect(db.sql.pragma('user_version', { simple: true })).toBe(migrations.at(-1)?.version);
    db.close();
  });

  it('says when the folder cannot be written', () => {
    const folder = filledFolder();
    withoutWriteAccess(join(folder, '..'), () => {
      const error = failureOf(() => openDatabase(folder, testDeps()));
      expect(error.code).toBe('read-only');
      expect(error.message).toContain(folder);
    });
  });

  it('says when the folder cannot be made', () => {
    const parent = tempFolder();
    withoutWriteAccess(parent, () => {
      expect(failureOf(() => openDatabase(join(parent, 'account'), testDeps())).code).toBe('read-only');
    });
    expect(existsSync(join(parent, 'account'))).toBe(false);
  });

  it('says when a folder lies where the file should be', () => {
    const folder = tempFolder();
    mkdirSync(mirrorFile(folder));
    expect(failureOf(() => openDatabase(folder, testDeps())).message).toContain('mirror.db');
  });

  it('for reading needs no lock, sees what is written meanwhile, and writes nothing', () => {
    const folder = filledFolder();
    const writer = openDatabase(folder, testDeps());
    const reader = openDatabase(folder, testDeps(), { readOnly: true });
    pullPeople(writer, 'mobile-worker', [worker('late', {})]);
    expect(reader.statement('SELECT count(*) AS n FROM mobile_workers').get()).toEqual({ n: 301 });
    expect(() => reader.write('no', () => reader.sql.exec('DELETE FROM meta'))).toThrow(
      expect.objectContaining({ name: 'AppFailure' }),
    );
    reader.close();
    writer.close();
  });

  it('for reading works on a file that nobody has open', () => {
    const folder = filledFolder();
    const reader = openDatabase(folder, testDeps(), { readOnly: true });
    expect(reader.statement('SELECT count(*) AS n FROM mobile_workers').get()).toEqual({ n: 300 });
    reader.close();
    openDatabase(folder, testDeps()).close();
  });

  it('for reading works where nothing can be written', () => {
    const folder = filledFolder();
    withoutWriteAccess(join(folder, '..'), () => {
      const deps = testDeps();
      const reader = openDatabase(folder, deps, { readOnly: true });
      expect(deps.logged.map(({ message }) => message).join()).toContain('read into memory');
      expect(reader.statement('SELECT count(*) AS n FROM mobile_workers').get()).toEqual({ n: 300 });
      expect(reader.path).toBe(mirrorFile(folder));
      expect(() => reader.write('no', () => reader.sql.exec('DELETE FROM meta'))).toThrow(
        expect.objectContaining({ name: 'AppFailure' }),
      );
      reader.close();
    });
  });

  it('for reading asks to connect first when there is nothing', () => {
    expect(failureOf(() => openDatabase(tempFolder(), testDeps(), { readOnly: true })).code).toBe('not-found');
  });
});

describe('the account’s lock', () => {
  const helper = fileURLToPath(new URL('../../helpers/hold-account.ts', import.meta.url));

  async function holdInAnotherProcess(folder: string): Promise<ChildProcess> {
    const child = spawn(process.execPath, [helper, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return child;
  }

  it('names the other process, and is free again the moment that one is killed', async () => {
    const folder = filledFolder();
    const other = await holdInAnotherProcess(folder);
    const error = failureOf(() => openDatabase(folder, testDeps()));
    expect(error).toMatchObject({ code: 'busy', details: { pid: other.pid } });
    expect(error.message).toContain(`process ${other.pid}`);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const deps = testDeps();
    const db = openDatabase(folder, deps);
    expect(deps.logged.map((line) => line.message).join()).toContain('did not close the file');
    // What the killed one had committed is there.
    expect(db.statement(`SELECT value FROM meta WHERE key = 'written-by-other'`).get()).toEqual({ value: 'yes' });
    db.close();
  });

  it('keeps a second window of the same process out too', () => {
    const folder = filledFolder();
    const first = openDatabase(folder, testDeps());
    expect(failureOf(() => openDatabase(folder, testDeps()))).toMatchObject({
      code: 'busy',
      details: { pid: process.pid },
    });
    first.close();
    openDatabase(folder, testDeps()).close();
  });
});
