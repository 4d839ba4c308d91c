import Database from 'better-sqlite3';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listBackups } from '#engine/db/backup.ts';
import { migrate } from '#engine/db/migrate.ts';
import { migrations } from '#engine/db/migrations.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { restoreBackup, salvage } from '#engine/db/repair.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { finishRepair, rebuildVisible, visibleValues } from '#engine/mirror/visible.ts';
import type { ChangeRecord } from '#engine/outbox/change-record.ts';
import { finishChange, writeHistory } from '#engine/outbox/history.ts';
import { indexOldHistory } from '#engine/outbox/history-search.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import { readLane } from '#engine/outbox/read-changes.ts';
import { addChange, damagePages, leafPages, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

function edit(db: EngineDatabase, from: number, count: number): void {
  db.write('edit', () => {
    for (let index = from; index < from + count; index += 1) {
      const localId = `w${index}`;
      addChange(db, {
        localId,
        kind: 'update',
        state: 'queued',
        patch: { first_name: `Mine ${index}`, 'user_data.note': 'x'.repeat(400) },
        base: { first_name: 'First' },
      });
      rebuildVisible(db, 'mobile-worker', [localId]);
    }
  });
}

function people(count: number) {
  return Array.from({ length: count }, (_, index) => worker(`w${index}`, {}));
}

describe('salvage', () => {
  it('keeps the history, also of an older file, and finds it by a search', () => {
    const folder = tempFolder();
    const db = openDatabase(folder, testDeps());
    const line = {
      id: 'edit-1',
      author: 'a',
      entity: 'mobile-worker',
      localId: 'w1',
      kind: 'update',
      action: null,
    } as const;
    db.write('history', () => {
      for (const first_name of ['Zola', 'Yara'])
        writeHistory(
          db,
          { ...line, base: {}, patch: { first_name }, createdAt: 1 },
          { outcome: 'acked', serverId: 'w1' },
          2,
        );
      db.sql.exec('UPDATE history SET search = NULL WHERE seq = 2');
    });
    db.close();
    // As a file was before the columns were there.
    const older = new Database(db.path);
    older.exec('DROP INDEX history_undone; ALTER TABLE history DROP COLUMN undone_by');
    older.close();
    salvage(folder, testDeps());
    const after = openDatabase(folder, testDeps());
    indexOldHistory(after);
    const found = (search: string) => listHistory(after, historyFilterSchema.parse({ search }), 0, 9).entries;
    expect(found('zola')).toMatchObject([{ fields: [{ field: 'first_name', after: 'Zola' }] }]);
    expect(found('yara')).toMatchObject([{ fields: [{ field: 'first_name', after: 'Yara' }] }]);
    after.close();
  });

  it('keeps every change when only the mirror is damaged, and the damaged file too', () => {
    const folder = tempFolder();
    const db = openDatabase(folder, testDeps());
    pullPeople(db, 'mobile-worker', people(200));
    edit(db, 0, 50);
    db.write('meta', () =>
      db.sql.exec(`INSERT INTO meta VALUES ('sync.workOffline', 'true'), ('sync.mirrorComplete', 'true')`),
    );
    db.close();
    damagePages(db.path, leafPages(db.path, 'server_records'));
    const report = salvage(folder, testDeps());
    expect(report.keptChanges).toBe(50);
    expect(existsSync(String(report.movedTo))).toBe(true);
    const after = openDatabase(folder, testDeps());
    finishRepair(after);
    expect(visibleValues(after, 'mobile-worker', 'w7')).toMatchObject({ first_name: 'Mine 7' });
    expect(after.statement(`SELECT key FROM meta WHERE key LIKE 'sync.%'`).all()).toEqual([
      { key: 'sync.workOffline' },
    ]);
    // Pulled again, the people are whole.
    pullPeople(after, 'mobile-worker', people(200));
    expect(
      after.statement('SELECT count(*) AS n, sum(sync_state = ?) AS waiting FROM mobile_workers').get('pending'),
    ).toEqual({ n: 200, waiting: 50 });
    after.close();
  });

  it('keeps the names of the people whose changes it keeps, and of nobody else', () => {
    const folder = tempFolder();
    const db = openDatabase(folder, testDeps());
    pullPeople(db, 'mobile-worker', people(200));
    edit(db, 0, 2);
    const username = (file: EngineDatabase) =>
      file.statement('SELECT username FROM mobile_workers WHERE local_id = ?').get('w1');
    const before = username(db);
    db.close();
    damagePages(db.path, leafPages(db.path, 'mobile_workers'));
    expect(salvage(folder, testDeps()).keptChanges).toBe(2);
    const after = openDatabase(folder, testDeps());
    finishRepair(after);
    expect(username(after)).toEqual(before);
    expect(after.statement('SELECT server_id AS id FROM server_records ORDER BY id').all()).toEqual([
      { id: 'w0' },
      { id: 'w1' },
    ]);
    after.close();
  });

  it('keeps the changes on both sides of a damaged page of the outbox', () => {
    const folder = tempFolder();
    const db = openDatabase(folder, testDeps());
    edit(db, 0, 200);
    db.close();
    const pages = leafPages(db.path, 'changes');
    expect(pages.length).toBeGreaterThan(10);
    damagePages(db.path, [pages[3] ?? 0, pages[9] ?? 0]);
    const deps = testDeps();
    const { keptChanges } = salvage(folder, deps);
    // Two pages of about six changes each are gone, nothing else.
    expect(keptChanges).toBeGreaterThan(180);
    expect(keptChanges).toBeLessThan(200);
    expect(deps.logged.map((line) => line.message).join('\n')).toContain('salvage of changes');
  });

  it('gives an empty account when nothing can be read, and keeps the file', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'mirror.db'), 'not a database '.repeat(1000));
    const deps = testDeps();
    const report = salvage(folder, deps);
    expect(report.keptChanges).toBe(0);
    expect(readFileSync(String(report.movedTo), 'utf8')).toContain('not a database');
    openDatabase(folder, deps).close();
  });

  it.each(['repair:copied', 'repair:moved'])(
    'ended at %s by a crash leaves every change for the next start',
    (point) => {
      const folder = tempFolder();
      const db = openDatabase(folder, testDeps());
      edit(db, 0, 50);
      db.close();
      const crash = (name: string) => {
        if (name === point) throw new Error('killed');
      };
      expect(() => salvage(folder, testDeps({ failpoint: crash }))).toThrow('killed');
      const after = openDatabase(folder, testDeps());
      finishRepair(after);
      expect(after.statement('SELECT count(*) AS n FROM changes').get()).toEqual({ n: 50 });
      after.close();
    },
  );

  it('waits for the other Roster to close', () => {
    const folder = tempFolder();
    const db = openDatabase(folder, testDeps());
    expect(failureOf(() => salvage(folder, testDeps())).code).toBe('busy');
    db.close();
  });
});

describe('restoring the last backup', () => {
  it('brings people back, asks HQ about changes only the backup knows, and adds what is newer', () => {
    const folder = tempFolder();
    const deps = testDeps();
    const first = openDatabase(folder, deps);
    pullPeople(first, 'mobile-worker', people(100));
    edit(first, 0, 2);
    first.close();
    deps.advance(60_000);
    const second = openDatabase(folder, deps);
    // Sent since the backup …
    second.write('settle', () => second.sql.exec(`DELETE FROM changes WHERE local_id = 'w0'`));
    // … and a new edit.
    edit(second, 50, 1);
    second.sql.pragma('wal_checkpoint(TRUNCATE)');
    const bytes = readFileSync(second.path);
    second.close();
    // The newest backup has gone bad as well: the one before it counts.
    writeFileSync(listBackups(folder)[0] ?? '', 'gone bad');
    writeFileSync(second.path, bytes);
    damagePages(second.path, leafPages(second.path, 'server_records'));
    const report = restoreBackup(folder, deps);
    expect(report.keptChanges).toBe(3);
    const after = openDatabase(folder, deps);
    finishRepair(after);
    expect(after.statement('SELECT local_id, state FROM changes ORDER BY local_id').all()).toEqual([
      { local_id: 'w0', state: 'unknown' },
      { local_id: 'w1', state: 'queued' },
      { local_id: 'w50', state: 'queued' },
    ]);
    expect(after.statement('SELECT count(*) AS n FROM mobile_workers').get()).toEqual({ n: 100 });
    expect(visibleValues(after, 'mobile-worker', 'w50')).toMatchObject({ first_name: 'Mine 50' });
    after.close();
  });

  it('brings nothing back that was discarded, or done, since', () => {
    const folder = tempFolder();
    const deps = testDeps();
    const first = openDatabase(folder, deps);
    pullPeople(first, 'mobile-worker', people(100));
    edit(first, 0, 3);
    first.close();
    deps.advance(60_000);
    const second = openDatabase(folder, deps);
    const change = (localId: string) => {
      const [found] = readLane(second, 'mobile-worker', localId);
      if (!found) throw new Error(`no change of ${localId}`);
      return found;
    };
    second.write('since', () => {
      finishChange(second, change('w0'), { outcome: 'discarded', serverId: 'w0' }, deps.now());
      finishChange(second, change('w1'), { outcome: 'acked', serverId: 'w1' }, deps.now());
      // A part of this one was taken, the rest waits on.
      writeHistory(second, change('w2'), { outcome: 'acked', serverId: 'w2', after: { first_name: 'x' } }, deps.now());
    });
    second.sql.pragma('wal_checkpoint(TRUNCATE)');
    const bytes = readFileSync(second.path);
    second.close();
    // Of the two backups the older one counts.
    writeFileSync(listBackups(folder)[0] ?? '', 'gone bad');
    writeFileSync(second.path, bytes);
    damagePages(second.path, leafPages(second.path, 'server_records'));
    expect(restoreBackup(folder, deps).keptChanges).toBe(1);
    const after = openDatabase(folder, deps);
    finishRepair(after);
    expect(after.statement('SELECT local_id FROM changes').all()).toEqual([{ local_id: 'w2' }]);
    expect(visibleValues(after, 'mobile-worker', 'w0')).toMatchObject({ first_name: 'First' });
    after.close();
  });

  /** A backup with the changes of w0 … w3; of the file after it, what `since` makes of it, and no change can be read. */
  function lostOutbox(since: (db: EngineDatabase, change: (localId: string) => ChangeRecord) => void) {
    const folder = tempFolder();
    const deps = testDeps();
    const first = openDatabase(folder, deps);
    pullPeople(first, 'mobile-worker', people(100));
    edit(first, 0, 4);
    first.close();
    deps.advance(60_000);
    const second = openDatabase(folder, deps);
    second.write('since', () => {
      since(second, (localId) => {
        const [found] = readLane(second, 'mobile-worker', localId);
        if (!found) throw new Error(`no change of ${localId}`);
        return found;
      });
      second.sql.exec('DELETE FROM changes');
    });
    second.sql.pragma('wal_checkpoint(TRUNCATE)');
    const bytes = readFileSync(second.path);
    second.close();
    writeFileSync(listBackups(folder)[0] ?? '', 'gone bad');
    writeFileSync(second.path, bytes);
    damagePages(second.path, leafPages(second.path, 'server_records'));
    return { folder, deps, kept: () => keptAfter(folder, deps) };
  }

  function keptAfter(folder: string, deps: ReturnType<typeof testDeps>): string[] {
    restoreBackup(folder, deps);
    const after = openDatabase(folder, deps);
    finishRepair(after);
    const rows = after.statement('SELECT local_id AS id FROM changes ORDER BY local_id').all();
    after.close();
    return rows.map((row) => String((row as { id: unknown }).id));
  }

  /** w0 was joined to another and came back; w1 was joined and stayed so; w2 gave values up; w3 was joined to what is lost. */
  const joined = (db: EngineDatabase, change: (localId: string) => ChangeRecord, { undone }: { undone: boolean }) => {
    const into = (localId: string, answer: object) =>
      finishChange(db, change(localId), { outcome: 'merged', serverId: localId, answer }, 9);
    const { id } = change('w1');
    const w2 = change('w2');
    into('w0', { into: id });
    if (undone) db.sql.exec('UPDATE history SET undone_by = change_id');
    into('w1', { into: w2.id });
    writeHistory(
      db,
      w2,
      { outcome: 'merged', serverId: 'w2', answer: { into: 'edit-9', superseded: ['first_name'] } },
      9,
    );
    into('w3', { into: 'lost' });
  };

  it('keeps what was joined to another change and came back since, or lives on', () => {
    expect(lostOutbox((db, change) => joined(db, change, { undone: true })).kept()).toEqual(['w0', 'w2', 'w3']);
    expect(lostOutbox((db, change) => joined(db, change, { undone: false })).kept()).toEqual(['w2', 'w3']);
  });

  it('takes out of a change what a line says was taken back, found at HQ or taken of it, and nothing else', () => {
    const { folder, deps } = lostOutbox((db, change) => {
      const note = { 'user_data.note': 'x'.repeat(400) };
      const part = { part: ['user_data.note'] };
      for (const [localId, outcome] of [
        ['w0', 'discarded'],
        ['w1', 'converged'],
        ['w2', 'acked'],
      ] as const)
        writeHistory(db, change(localId), { outcome, serverId: localId, before: {}, after: note, answer: part }, 9);
      // HQ had both until somebody wrote over one: that one still waits.
      const both = { first_name: 'Mine 3', ...note };
      writeHistory(db, change('w3'), { outcome: 'acked', serverId: 'w3', after: both, answer: part }, 9);
    });
    expect(keptAfter(folder, deps)).toEqual(['w0', 'w1', 'w2', 'w3']);
    const after = openDatabase(folder, deps);
    for (const index of [0, 1, 2, 3])
      expect(readLane(after, 'mobile-worker', `w${index}`)).toMatchObject([
        { state: 'unknown', patch: { first_name: `Mine ${index}` }, base: { first_name: 'First' } },
      ]);
    const fields = [0, 1, 2, 3].flatMap((index) =>
      readLane(after, 'mobile-worker', `w${index}`).flatMap(({ patch }) => Object.keys(patch)),
    );
    expect(new Set(fields)).toEqual(new Set(['first_name']));
    after.close();
  });

  it('drops a change of which the parts that are over are all', () => {
    const { kept } = lostOutbox((db, change) => {
      const parts = { first_name: 'discarded', 'user_data.note': 'acked' } as const;
      for (const [field, outcome] of Object.entries(parts)) {
        const entry = { outcome, serverId: 'w0', after: { [field]: 'x' }, answer: { part: [field] } };
        writeHistory(db, change('w0'), entry, 9);
      }
    });
    expect(kept()).toEqual(['w1', 'w2', 'w3']);
  });

  it('keeps what an older line of the same change said before the backup was made', () => {
    const folder = tempFolder();
    const deps = testDeps();
    const first = openDatabase(folder, deps);
    pullPeople(first, 'mobile-worker', people(10));
    edit(first, 0, 1);
    const [change] = readLane(first, 'mobile-worker', 'w0');
    const entry = { outcome: 'acked', serverId: 'w0', after: { first_name: 'x' } } as const;
    first.write('part', () => change && writeHistory(first, change, entry, 9));
    first.close();
    deps.advance(60_000);
    const second = openDatabase(folder, deps);
    second.write('since', () => second.sql.exec('DELETE FROM changes'));
    second.close();
    writeFileSync(listBackups(folder)[0] ?? '', 'gone bad');
    damagePages(second.path, leafPages(second.path, 'server_records'));
    expect(keptAfter(folder, deps)).toEqual(['w0']);
    const after = openDatabase(folder, deps);
    expect(readLane(after, 'mobile-worker', 'w0')).toMatchObject([{ patch: { first_name: 'Mine 0' } }]);
    after.close();
  });

  it('keeps the same of a file, and from a backup, of before lines said what took them back', () => {
    const { folder, deps } = lostOutbox((db, change) => joined(db, change, { undone: true }));
    const older = new Database(join(folder, 'mirror.db'));
    older.exec('DROP INDEX history_undone; ALTER TABLE history DROP COLUMN undone_by');
    older.close();
    // As an older Roster left it: the later steps are still to be done.
    const backup = listBackups(folder)[1] ?? '';
    const old = new Database(`${backup}.old`);
    migrate(
      old,
      folder,
      deps,
      migrations.filter(({ version }) => version < 40),
    );
    old.prepare('ATTACH ? AS newer').run(backup);
    const columns = (old.pragma('table_info(changes)') as { name: string }[]).map(({ name }) => name).join(', ');
    old.exec(`INSERT INTO changes (${columns}) SELECT ${columns} FROM newer.changes; DETACH newer`);
    old.pragma('journal_mode = DELETE');
    old.close();
    renameSync(`${backup}.old`, backup);
    // Without the column nobody knows that w0 came back: it counts as part of the other, as it did for that Roster.
    expect(keptAfter(folder, deps)).toEqual(['w2', 'w3']);
  });

  it('says so when there is none, and moves nothing', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'mirror.db'), 'broken');
    expect(failureOf(() => restoreBackup(folder, testDeps())).code).toBe('not-found');
    expect(readFileSync(join(folder, 'mirror.db'), 'utf8')).toBe('broken');
  });
});
