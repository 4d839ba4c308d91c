/**
 * Planning a workbook of 100,000 mobile workers, each known, every tenth with another e-mail: `node test/bench/plan.bench.ts [rows]`. Prints
 * the time, the longest that nobody else had a turn (and how much of it was work: on a busy computer the rest was taken by others), and the memory
 * there was at most, over what it was before the plan. Then what one changed row costs: all rows planned anew, as it was once, beside those
 * alone that depend on it.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { makePlan, planSummary } from '#engine/bulk/plan/make-plan.ts';
import { changePlanned, planAll } from '#engine/bulk/plan/plan-changed.ts';
import { exclusion } from '#engine/bulk/plan/planned-rows.ts';
import { cellChange } from '#engine/bulk/plan/repair-stored.ts';
import { writeXlsx } from '#engine/bulk/write-xlsx.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { writeMeta } from '#engine/sync/meta.ts';
import { pullPeople, worker } from '../helpers/mirror-data.ts';

const rows = Number(process.argv[2] ?? 100_000);
const slice = 1000;
const heading = ['username', 'user_id', 'name', 'email', 'phone-number 1', 'data: note', 'group 1'];

const folder = mkdtempSync(join(tmpdir(), 'roster plan '));
try {
  const db = openDatabase(folder, {
    now: () => Date.now(),
    random: () => Math.random(),
    uuid: () => randomUUID(),
    setTimer: (callback, ms) => {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    log: (level, message) => console.log(level, message),
    version: 'bench',
  });
  writeMeta(db, 'mirrorComplete', true);
  for (let from = 0; from < rows; from += slice) {
    const people = Array.from({ length: Math.min(slice, rows - from) }, (_person, index) => {
      const id = `worker${from + index}`;
      return worker(id, { email: `${id}@example.org`, phone_numbers: ['4912345'], user_data: { note: 'n' } });
    });
    pullPeople(db, 'mobile-worker', people);
  }
  const path = join(folder, 'workers.xlsx');
  const file = await open(path, 'w');
  await writeXlsx({ file, sheets: [{ title: 'users', heading, slices: sheetSlices() }] });
  await file.close();

  const before = memory();
  let most = before;
  let longest = 0;
  let busiest = 0;
  let last = performance.now();
  let cpu = process.threadCpuUsage();
  const pulse = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    const { user, system } = process.threadCpuUsage(cpu);
    busiest = Math.max(busiest, (user + system) / 1000);
    last = performance.now();
    cpu = process.threadCpuUsage();
    most = Math.max(most, memory());
  }, 1);
  const account = { id: 'bench', kind: 'hq', server: 'https://hq.example.org', project: 'p', username: 'me' } as const;
  const secretKey = Buffer.alloc(32).toString('base64');
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  const context = { db, account, secretKey, now: () => Date.now(), pause };
  const planId = 'plan-of-bench';
  const timed = async <Value>(work: () => Promise<Value>): Promise<{ value: Value; ms: number }> => {
    const started = performance.now();
    const value = await work();
    return { value, ms: performance.now() - started };
  };
  const made = await timed(() => makePlan(context, { planId, kind: 'mobile-workers', source: { path } }));
  const { totals } = made.value;
  clearInterval(pulse);
  const megabytes = Math.round((most - before) / 2 ** 20);
  console.log(
    `${totals.rows} rows, ${totals.update} updates: ${(made.ms / 1000).toFixed(1)} s, longest turn ${Math.round(longest)} ms (${Math.round(busiest)} ms of work), ${megabytes} MB more`,
  );
  // As the window has it: the change, and the totals it shows after it.
  const all = await timed(async () => {
    exclusion(db, planId, [rows - 1], true).write();
    await planAll(context, planId);
    return planSummary(db, planId);
  });
  const change = async (describe: Parameters<typeof changePlanned>[2]) => {
    const { value, ms } = await timed(async () => {
      const which = await changePlanned(context, planId, describe);
      planSummary(db, planId);
      return which;
    });
    if (value !== 'dependent') throw new Error('All rows were planned.');
    return ms;
  };
  const edit = (text: string) => change((plan) => cellChange(context, plan, { row: 5000, column: 3, text }));
  const leftOut = await change(() => exclusion(db, planId, [4711], true));
  const takenIn = await change(() => exclusion(db, planId, [4711], false));
  const edited = await edit('other@example.org');
  const doubled = await change((plan) => cellChange(context, plan, { row: 6000, column: 0, text: 'worker1' }));
  const many = await change(() => exclusion(db, planId, { outcomes: ['update'] }, true));
  const beside = (name: string, ms: number) =>
    console.log(
      `${name}: ${Math.round(ms)} ms, all rows ${Math.round(all.ms)} ms (${Math.round(all.ms / ms)} times as long)`,
    );
  beside('a row left out', leftOut);
  beside('a row taken in', takenIn);
  beside('a cell edited', edited);
  beside('a cell edited to a username that is there', doubled);
  beside(`all ${totals.update} updates left out`, many);
  db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function memory(): number {
  return process.memoryUsage().rss;
}

async function* sheetSlices(): AsyncGenerator<string[][]> {
  for (let from = 0; from < rows; from += slice)
    yield await Promise.resolve(
      Array.from({ length: Math.min(slice, rows - from) }, (_row, index) => {
        const id = `worker${from + index}`;
        const email = index % 10 === 0 ? `${id}@other.example.org` : `${id}@example.org`;
        return [id, id, 'First Last', email, '4912345', 'n', ''];
      }),
    );
}
