import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { violationsInFile } from '../../helpers/find-violations.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { seed, seededRandom, testDeps } from '../../helpers/test-deps.ts';

/** SQLite's write-ahead log: a header, then frames of a header and a page each. Source: sqlite.org/fileformat2.html, 4. */
const headerBytes = 32;
const frameHeaderBytes = 24;
/** Cuts besides those at the transactions; each is a file opened. */
const randomCuts = 60;

/** Folding all rows anew is the dearest check. */
const foldedEvery = 10;

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

/** Where a transaction is whole, and a byte before: what was acknowledged last is there, and not yet there. */
function cutsOf(log: Buffer): number[] {
  const walBytes = log.length;
  const cuts = new Set<number>([0, 1, headerBytes - 1, headerBytes, walBytes]);
  const frameBytes = frameHeaderBytes + log.readUInt32BE(8);
  for (let start = headerBytes; start + frameBytes <= walBytes; start += frameBytes) {
    // Only the last frame of a transaction tells how long the file is then.
    if (log.readUInt32BE(start + 4) === 0) continue;
    for (const offset of [-1, 0]) cuts.add(start + frameBytes + offset);
  }
  const random = seededRandom(seed);
  for (let count = 0; count < randomCuts; count += 1) cuts.add(Math.floor(random() * walBytes));
  return [...cuts].sort((left, right) => left - right);
}

describe('a copy of the file, its log cut at the end of each transaction, a byte before, and at random bytes', () => {
  it('opens, with everything that was acknowledged up to there', { timeout: 240_000 }, async () => {
    const harness = await startHarness({ practice: { size: 5 } });
    const { told, wal } = await writeLog(harness);
    const log = readFileSync(wal);
    const file = readFileSync(join(harness.folder, 'mirror.db'));
    const cuts = cutsOf(log);
    expect(cuts.length).toBeGreaterThan(told.length * 3);
    // Never folded back: the first change is still in the log.
    expect(told[0]?.bytes).toBeLessThan(log.length / 4);
    const folder = join(tempFolder(), 'cut');
    for (const [index, cut] of cuts.entries()) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      writeFileSync(join(folder, 'mirror.db'), file);
      writeFileSync(join(folder, 'mirror.db-wal'), log.subarray(0, cut));
      const at = `cut at byte ${cut} of ${log.length}, seed ${seed}`;
      const db = openDatabase(folder, testDeps());
      for (const { what, bytes, until, holds } of told) {
        if (bytes <= cut && cut < until) expect(holds(db), `${what}, ${at}`).toBe(true);
      }
      db.close();
      if (index % foldedEvery === 0) expect(violationsInFile(folder, []), at).toEqual([]);
    }
  });

  it('that lost its log altogether opens as it was closed last', async () => {
    const harness = await startHarness({ practice: { size: 5 } });
    await writeLog(harness);
    const folder = tempFolder();
    copyFileSync(join(harness.folder, 'mirror.db'), join(folder, 'mirror.db'));
    const db = openDatabase(folder, testDeps());
    expect(db.statement('SELECT count(*) AS n FROM changes').get()).toEqual({ n: 0 });
    expect(db.statement('SELECT count(*) AS n FROM mobile_workers').get()).toEqual({ n: 5 });
    db.close();
  });
});
