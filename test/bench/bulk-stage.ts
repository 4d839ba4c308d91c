/** What the measurements of workbooks share: an account full of workers, a workbook of them, and a watch on turns and memory. */
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { writeXlsx } from '#engine/bulk/write-xlsx.ts';
import type { MakePlanContext } from '#engine/bulk/plan/make-plan.ts';
import type { EngineDeps } from '#engine/deps.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { writeMeta } from '#engine/sync/meta.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import { location, pullPeople, worker } from '../helpers/mirror-data.ts';

/** People written, and rows made, at once. */
const slice = 1000;
/** As a large project has them; who is checked against all of them each time is slow. */
const places = 5_000;
const heading = ['username', 'user_id', 'name', 'email', 'phone-number 1', 'data: note', 'group 1'];

export type Stage = { context: MakePlanContext; deps: EngineDeps };

/** An account with so many workers in its mirror. */
export function openStage(folder: string, workers: number): Stage {
  const deps: EngineDeps = {
    now: () => Date.now(),
    random: () => Math.random(),
    uuid: () => randomUUID(),
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    log: (level, message) => (level === 'info' ? undefined : console.log(`  (${message})`)),
    version: 'bench',
  };
  const db = openDatabase(folder, deps);
  writeMeta(db, 'mirrorComplete', true);
  for (const list of ['mobile-worker:active', 'mobile-worker:deactivated', 'location', 'group'])
    db.statement('INSERT INTO sync_cursors (list, generation, completed_at) VALUES (?, 1, 1)').run(list);
  const whole = Array.from({ length: places }, (_place, index) => location(`place${index}`, `Place ${index}`, ''));
  db.write('places', () => upsertServerRecords(db, 'location', whole, 1, 1));
  for (let from = 0; from < workers; from += slice) {
    const people = Array.from({ length: Math.min(slice, workers - from) }, (_person, index) => {
      const id = `worker${from + index}`;
      return worker(id, { email: `${id}@example.org`, phone_numbers: ['4912345'], user_data: { note: 'n' } });
    });
    pullPeople(db, 'mobile-worker', people);
  }
  const account = { id: 'bench', kind: 'hq', server: 'https://hq.example.org', project: 'p', username: 'me' } as const;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  return {
    deps,
    context: { db, account, secretKey: Buffer.alloc(32).toString('base64'), now: deps.now, pause },
  };
}

/** A workbook of all of them, each so-manyth with another e-mail. */
export async function writeWorkers(path: string, rows: number, everyOther: number): Promise<void> {
  const file = await open(path, 'w');
  await writeXlsx({ file, sheets: [{ title: 'users', heading, slices: sheetSlices(rows, everyOther) }] });
  await file.close();
}

async function* sheetSlices(rows: number, everyOther: number): AsyncGenerator<string[][]> {
  for (let from = 0; from < rows; from += slice)
    yield await Promise.resolve(
      Array.from({ length: Math.min(slice, rows - from) }, (_row, index) => {
        const id = `worker${from + index}`;
        const email = index % everyOther === 0 ? `${id}@other.example.org` : `${id}@example.org`;
        return [id, id, 'First Last', email, '4912345', 'n', ''];
      }),
    );
}

/**
 * Does the work and prints how long it took, the longest that nobody else had a turn (and how much of it was work: on a busy computer the rest was
 * taken by others), and the memory there was at most, over what it was before.
 */
export async function measured<T>(title: string, work: () => Promise<T> | T): Promise<T> {
  const memory = () => process.memoryUsage.rss();
  const before = memory();
  let [most, longest, busiest] = [before, 0, 0];
  let last = performance.now();
  let cpu = process.threadCpuUsage();
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    const { user, system } = process.threadCpuUsage(cpu);
    busiest = Math.max(busiest, (user + system) / 1000);
    last = performance.now();
    cpu = process.threadCpuUsage();
    most = Math.max(most, memory());
  };
  const pulse = setInterval(look, 1);
  const started = performance.now();
  const result = await work();
  const took = performance.now() - started;
  look();
  clearInterval(pulse);
  const megabytes = Math.round((most - before) / 2 ** 20);
  console.log(
    `${title.padEnd(40)} ${(took / 1000).toFixed(1).padStart(6)} s, longest turn ${longest.toFixed(0)} ms (${busiest.toFixed(0)} ms of work), ${megabytes} MB more`,
  );
  return result;
}
