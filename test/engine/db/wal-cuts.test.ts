import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { violationsInFile } from '../../helpers/find-violations.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { seed, seededRandom, testDeps } from '../../helpers/test-deps.ts';

/** SQLite's write-ahead log: a header, then frames of a header and a page each. Source: sqlite.org/fileformat2.html, 4. */
const headerBytes = 32;
const frameHeaderBytes = 24;
/** Cuts besides those at the frames; each is a file opened. */
const randomCuts = 60;

/** Folding all rows anew is the dearest check. */
const foldedEvery = 10;

/** What the person or HQ had been told, and how long the log was by then. */
type Told = { bytes: number; changeId: string; in: 'changes' | 'history' };

/** Edits, new workers and their way to HQ, all in one log that was never folded back. */
async function writeLog(harness: Harness): Promise<{ told: Told[]; wal: string }> {
  const { call, sync, folder } = harness;
  await harness.open();
  await sync('pull');
  // Closing folds the pull into the file itself: from here on the log holds what was done here.
  await harness.engine.call('account.close', {});
  await harness.open();
  const wal = join(folder, 'mirror.db-wal');
  const { rows } = await call('mobileWorkers.list', { limit: 5 });
  const told: Told[] = [];
  const note = (changeId: string, place: Told['in']) => told.push({ bytes: statSync(wal).size, changeId, in: place });
  for (const [index, { localId }] of rows.entries()) {
    const changeId = `edit-000${index}`;
    await call('people.edit', { changeId, entity: 'mobile-worker', localId, patch: { first_name: `Cut ${index}` } });
    note(changeId, 'changes');
  }
  await call('mobileWorkers.create', {
    changeId: 'create-0001',
    values: { username: 'nia.one' },
    password: 'Long-pass-1',
  });
  note('create-0001', 'changes');
  await sync('push');
  for (const { changeId } of [...told]) note(changeId, 'history');
  return { told, wal };
}

function cutsOf(walBytes: number, pageBytes: number): number[] {
  const cuts = new Set<number>([0, 1, headerBytes - 1, headerBytes, walBytes]);
  const frameBytes = frameHeaderBytes + pageBytes;
  for (let end = headerBytes + frameBytes; end <= walBytes; end += frameBytes) {
    for (const offset of [-1, 0, 1]) cuts.add(Math.min(walBytes, end + offset));
  }
  const random = seededRandom(seed);
  for (let count = 0; count < randomCuts; count += 1) cuts.add(Math.floor(random() * walBytes));
  return [...cuts].sort((left, right) => left - right);
}

describe('a copy of the file, its log cut at any byte', () => {
  it('opens, with everything that was acknowledged up to there', { timeout: 240_000 }, async () => {
    const harness = await startHarness({ practice: { size: 5 } });
    const { told, wal } = await writeLog(harness);
    const log = readFileSync(wal);
    const file = readFileSync(join(harness.folder, 'mirror.db'));
    const cuts = cutsOf(log.length, log.readUInt32BE(8));
    expect(cuts.length).toBeGreaterThan(told.length * 3);
    const folder = join(tempFolder(), 'cut');
    for (const [index, cut] of cuts.entries()) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      writeFileSync(join(folder, 'mirror.db'), file);
      writeFileSync(join(folder, 'mirror.db-wal'), log.subarray(0, cut));
      const at = `cut at byte ${cut} of ${log.length}, seed ${seed}`;
      const db = openDatabase(folder, testDeps());
      const places = { changes: 'id', history: 'change_id' } as const;
      for (const { bytes, changeId, in: place } of told) {
        if (bytes > cut) continue;
        // Settled since, a change is in the history and no longer in the outbox.
        const found = (['changes', 'history'] as const)
          .slice(place === 'history' ? 1 : 0)
          .some((table) => db.statement(`SELECT 1 FROM ${table} WHERE ${places[table]} = ?`).get(changeId));
        expect(found, `${changeId} in ${place}, ${at}`).toBe(true);
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
