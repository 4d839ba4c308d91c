import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { readCursor } from '#engine/sync/cursors.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { violationsIn } from '../../helpers/find-violations.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { seed, testDeps } from '../../helpers/test-deps.ts';
import { committedBytes, headerBytes, layOut, walCuts } from '../../helpers/wal-cuts.ts';

/** Cuts besides those at the transactions; each is a file opened. */
const randomCuts = 40;
const fewRandomCuts = 15;
/** Of the pull that is cut. */
const pageSize = 4;

/**
 * What the person had been told, and how long the log was by then. `until`: how long it was when that stopped being so, by another word of
 * the person's.
 */
type Told = { what: string; bytes: number; until: number; holds: (db: EngineDatabase) => boolean };

const count = (db: EngineDatabase, sql: string, ...params: string[]) =>
  (db.statement(`SELECT count(*) AS n FROM ${sql}`).get(...params) as { n: number }).n;
const isLive = (id: string) => (db: EngineDatabase) => count(db, 'changes WHERE id = ?', id) > 0;
const isDone = (id: string) => (db: EngineDatabase) => count(db, 'history WHERE change_id = ?', id) > 0;
/** Settled since, a change is in the history and no longer in the outbox. */
const isKept = (id: string) => (db: EngineDatabase) => isLive(id)(db) || isDone(id)(db);

/** Every kind of word a person can give, and what becomes of it, all in one log that was never folded back. */
async function writeLog(harness: Harness): Promise<{ told: Told[]; wal: string }> {
  const { call, sync, folder, editAtHq } = harness;
  await harness.open();
  await sync('pull');
  // Closing folds the pull into the file itself: from here on the log holds what was done here.
  await harness.engine.call('account.close', {});
  await harness.open();
  const wal = join(folder, 'mirror.db-wal');
  const workers = (await call('mobileWorkers.list', { limit: 5, status: 'active' })).rows;
  const users = (await call('webUsers.list', { status: 'active' })).rows.filter(({ isAdmin }) => !isAdmin).slice(0, 4);
  const told: Told[] = [];
  const bytes = () => statSync(wal).size;
  const tell = (what: string, holds: Told['holds']): Told => {
    const one = { what, bytes: bytes(), until: Infinity, holds };
    told.push(one);
    return one;
  };
  const edit = (changeId: string, index: number, first_name: string) => {
    const localId = workers[index]?.localId ?? '';
    return call('people.edit', { changeId, entity: 'mobile-worker', localId, patch: { first_name } });
  };
  const saved: string[] = [];
  const save = (id: string) => {
    saved.push(id);
    tell(`${id} is saved`, isKept(id));
  };

  for (const index of workers.keys()) {
    await edit(`edit-000${index}`, index, `Cut ${index}`);
    save(`edit-000${index}`);
  }
  const create = { changeId: 'create-0001', values: { username: 'nia.one' }, password: 'Long-pass-1' };
  await call('mobileWorkers.create', create);
  save('create-0001');
  const invitation = { email: 'new.person@example.org', role: 'App Editor' };
  await call('invitations.create', { changeId: 'invite-0001', values: invitation });
  save('invite-0001');
  const act = { changeId: 'act-00001', entity: 'web-user', localId: users[0]?.localId ?? '' } as const;
  await call('people.act', { ...act, action: 'deactivate' });
  save(act.changeId);

  // A batch is there whole or not at all; taken back, nothing of it waits.
  const batch = { entity: 'web-user' as const, who: { ids: users.slice(1).map(({ localId }) => localId) } };
  const batchId = 'batch-0001';
  await call('people.changeMany', { ...batch, batchId, what: { kind: 'act', action: 'deactivate' } });
  for (const index of users.slice(1).keys()) save(`${batchId}.${index}`);
  const other = { kind: 'edit', patch: { role: 'Read Only' } } as const;
  await call('people.changeMany', { ...batch, batchId: 'batch-0002', what: other });
  const waits = tell('the second batch waits', (db) => count(db, 'batch_rows WHERE batch_id = ?', 'batch-0002') === 3);
  await call('people.undoMany', { batchId: 'batch-0002' });
  waits.until = bytes();
  tell('the second batch is taken back', (db) => count(db, "changes WHERE patch LIKE '%Read Only%'") === 0);
  await sync('push');
  for (const id of saved) tell(`${id} is done`, isDone(id));

  // Decisions: mine, theirs, and theirs taken back.
  for (const index of [0, 1, 2]) {
    await edit(`mine-000${index}`, index, `Mine ${index}`);
    await editAtHq('worker', workers[index]?.username ?? '', { first_name: `Theirs ${index}` });
  }
  await sync('pull');
  for (const index of [0, 1, 2]) tell(`mine-000${index} clashes`, isKept(`mine-000${index}`));
  const decide = (index: number, use: 'mine' | 'theirs') =>
    call('changes.resolve', { id: `mine-000${index}`, choices: [{ field: 'first_name', use }] });
  await decide(0, 'mine');
  tell(
    'mine is decided',
    (db) => count(db, "changes WHERE id = 'mine-0000' AND state <> 'conflict'") > 0 || isDone('mine-0000')(db),
  );
  await decide(1, 'theirs');
  tell('theirs is decided', (db) => !isLive('mine-0001')(db) && isDone('mine-0001')(db));
  await decide(2, 'theirs');
  const ended = tell('theirs is decided for another', (db) => !isLive('mine-0002')(db));
  await call('changes.unresolve', { id: 'mine-0002' });
  ended.until = bytes();
  const back = tell('that is taken back', isLive('mine-0002'));
  await call('changes.discard', { id: 'mine-0002' });
  back.until = bytes();
  tell('and given up', (db) => !isLive('mine-0002')(db) && isDone('mine-0002')(db));
  await sync('push');
  tell('mine is done', (db) => !isLive('mine-0000')(db) && isDone('mine-0000')(db));
  return { told, wal };
}

/** What a cut leaves, as it lies on the disk. */
type Left = { at: string; bytes: number; file: Buffer; log: Buffer };

/**
 * Opens each: all that had been told by then is there, and the laws hold. They are asked once for all that leave the same rows (wal-cuts.ts):
 * folding every row anew takes as long as all the rest.
 */
function expectAll(
  lefts: readonly Left[],
  told: readonly Told[],
  alike: (db: EngineDatabase, at: string) => void,
): void {
  const folder = join(tempFolder(), 'cut');
  let lawful = -1;
  for (const { at, bytes, file, log } of lefts) {
    layOut(folder, file, log);
    const db = openDatabase(folder, testDeps());
    for (const { what, bytes: from, until, holds } of told)
      if (from <= bytes && bytes < until) expect(holds(db), `${what}, ${at}`).toBe(true);
    alike(db, at);
    const whole = log.length < headerBytes ? 0 : committedBytes(log);
    if (whole !== lawful) expect(violationsIn(db, []), at).toEqual([]);
    lawful = whole;
    db.close();
  }
}

/** The log ends at each of `walCuts`. */
function cutShort(file: Buffer, log: Buffer, random: number): Left[] {
  return walCuts(log, random).map((bytes) => ({
    at: `cut at byte ${bytes} of ${log.length}, seed ${seed}`,
    bytes,
    file,
    log: log.subarray(0, bytes),
  }));
}

const nothingMore = () => undefined;

describe('a copy of the file, its log cut at the end of each transaction, a byte before, between and at random bytes', () => {
  it('opens, with everything that was acknowledged up to there', { timeout: 240_000 }, async () => {
    const harness = await startHarness({ practice: { size: 5 } });
    const { told, wal } = await writeLog(harness);
    const log = readFileSync(wal);
    const lefts = cutShort(readFileSync(join(harness.folder, 'mirror.db')), log, randomCuts);
    expect(lefts.length).toBeGreaterThan(told.length * 3);
    // Never folded back: the first change is still in the log.
    expect(told[0]?.bytes).toBeLessThan(log.length / 4);
    expectAll(lefts, told, nothingMore);

    // Without any log it opens as it was closed last.
    const folder = tempFolder();
    copyFileSync(join(harness.folder, 'mirror.db'), join(folder, 'mirror.db'));
    const db = openDatabase(folder, testDeps());
    expect(count(db, 'changes')).toBe(0);
    expect(count(db, 'mobile_workers')).toBe(5);
    db.close();
  });

  it('opens within a first pull of many pages, each with its people and its cursor', { timeout: 240_000 }, async () => {
    const told: Told[] = [];
    const pages: { stored?: () => void } = {};
    const harness = await startHarness({
      practice: { size: 17 },
      sync: { pageSize },
      failpoint: (name) => {
        if (name === 'write:pull-mobile-worker:after-commit') pages.stored?.();
      },
    });
    const wal = join(harness.folder, 'mirror.db-wal');
    pages.stored = () => {
      const least = told.length + 1;
      const bytes = statSync(wal).size;
      told.push({ what: `page ${least}`, bytes, until: Infinity, holds: (db) => listedIn(db).pages >= least });
    };
    await harness.open();
    // Closing folds the tables into the file itself: what a cut leaves of making them is db/crash.test.ts.
    await harness.engine.call('account.close', {});
    await harness.open();
    expect(await harness.sync('pull')).toMatchObject({ done: true, pulled: { 'mobile-worker': 17 } });
    expect(told.length).toBeGreaterThan(4);
    const log = readFileSync(wal);
    const lefts = cutShort(readFileSync(join(harness.folder, 'mirror.db')), log, fewRandomCuts);
    expectAll(lefts, told, (db, at) => {
      const { people } = listedIn(db);
      expect(count(db, "record_marks WHERE entity = 'mobile-worker'"), at).toBe(people);
      expect(count(db, 'mobile_workers'), at).toBe(people);
    });
  });

  it('opens where the log had begun anew, with older frames behind the new ones', { timeout: 240_000 }, async () => {
    const harness = await startHarness({ practice: { size: 5 } });
    const path = join(harness.folder, 'mirror.db');
    const wal = `${path}-wal`;
    await harness.open();
    await harness.sync('pull');
    const workers = (await harness.call('mobileWorkers.list', { limit: 5 })).rows;
    const told: Told[] = [];
    const edit = async (changeId: string, localId: string, last_name: string) => {
      await harness.call('people.edit', { changeId, entity: 'mobile-worker', localId, patch: { last_name } });
      const bytes = committedBytes(readFileSync(wal));
      told.push({ what: `${changeId} is saved`, bytes, until: Infinity, holds: isKept(changeId) });
    };
    for (const [index, { localId }] of workers.entries()) await edit(`first-000${index}`, localId, `First ${index}`);
    // All that was told so far is in the file then, whatever becomes of the log.
    for (const one of told) one.bytes = 0;
    const older = readFileSync(wal);
    // As SQLite does by itself when the log is long; whoever writes next begins it anew.
    const beside = new Database(path);
    expect(beside.pragma('wal_checkpoint(FULL)')).toMatchObject([{ busy: 0 }]);
    beside.close();
    const file = readFileSync(path);
    for (const [index, { localId }] of workers.entries()) await edit(`again-000${index}`, localId, `Anew ${index}`);
    await harness.sync('push');
    const log = readFileSync(wal);
    const end = committedBytes(log);
    // Begun anew in the same file, and what was there before lies behind.
    expect(log.length).toBe(older.length);
    expect(end).toBeLessThan(committedBytes(older));
    expect(log.subarray(end).equals(older.subarray(end))).toBe(true);
    // What was not written yet is what was there before; behind the new frames the file itself may have ended.
    const lefts = cutShort(file, log, fewRandomCuts).map((left): Left => {
      if (left.bytes >= end) return left;
      const both = Buffer.concat([log.subarray(0, left.bytes), older.subarray(left.bytes)]);
      return { ...left, at: `the older log from there, ${left.at}`, log: both };
    });
    expectAll(lefts, told, nothingMore);
  });
});

/** How far the lists of workers have come, by their cursors. */
function listedIn(db: EngineDatabase): { people: number; pages: number } {
  const cursors = ['mobile-worker:active', 'mobile-worker:deactivated'].map((list) => readCursor(db, list));
  const people = cursors.map((cursor) => cursor?.nextOffset ?? (cursor?.completedAt ? (cursor.total ?? 0) : 0));
  const pages = people.map((n, index) => Math.ceil(n / pageSize) + (n === 0 && cursors[index]?.completedAt ? 1 : 0));
  return { people: people.reduce((sum, n) => sum + n, 0), pages: pages.reduce((sum, n) => sum + n, 0) };
}
