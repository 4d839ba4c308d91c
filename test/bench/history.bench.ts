/**
 * The history at 100,000 lines, by hand: `node test/bench/history.bench.ts [lines]`. A page has to come while somebody types, an export
 * must not hold up the engine.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { EngineDeps } from '#engine/deps.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { exportHistory } from '#engine/bulk/export-history.ts';
import { writeHistory } from '#engine/outbox/history.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import type { HistoryFilter } from '#shared/domain/history.ts';
import { pullPeople, worker } from '../helpers/mirror-data.ts';

const lines = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'roster bench '));
const deps: EngineDeps = {
  now: () => Date.now(),
  random: () => 0.5,
  uuid: () => crypto.randomUUID(),
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(timer) };
  },
  log: (level, message) => (level === 'info' ? undefined : console.log(`  (${level}: ${message})`)),
  version: 'bench',
};
const given = ['Ana', 'Élodie', 'Маша', 'José', 'Amina', 'Nguyễn', '美咲', 'Chidi', 'Łucja', 'Grace'];
const db = openDatabase(folder, deps);
const people = Math.ceil(lines / 20);
pullPeople(
  db,
  'mobile-worker',
  Array.from({ length: people }, (_, index) => worker(`w${index}`, { first_name: given[index % given.length] ?? '' })),
);

let started = performance.now();
for (let from = 0; from < lines; from += 1000)
  db.write('bench', () => {
    for (let index = from; index < Math.min(lines, from + 1000); index += 1) {
      const base = { first_name: given[index % 10] ?? '', email: `old${index}@example.org`, 'user_data.note': '' };
      const patch = {
        first_name: given[(index + 3) % 10] ?? '',
        email: `new${index}@example.org`,
        'user_data.note': `seen ${index}`,
      };
      writeHistory(
        db,
        {
          id: `change-${index}`,
          author: `admin${index % 7}@example.org`,
          entity: 'mobile-worker',
          localId: `w${index % people}`,
          kind: 'update',
          action: null,
          base,
          patch,
          createdAt: index * 1000,
        },
        { outcome: index % 9 === 0 ? 'discarded' : 'acked', serverId: `w${index % people}`, answer: { status: 200 } },
        index * 1000 + 500,
      );
    }
  });
const took = performance.now() - started;
console.log(
  `write   ${((lines / took) * 1000).toFixed(0)} lines/s, file ${(statSync(db.path).size / 2 ** 20).toFixed(0)} MB`,
);

function page(name: string, filter: (index: number) => Partial<HistoryFilter>, offset = () => 0): void {
  const times: number[] = [];
  for (let index = 0; index < 30; index += 1) {
    const input = historyFilterSchema.parse(filter(index));
    started = performance.now();
    listHistory(db, input, offset(), 100);
    times.push(performance.now() - started);
  }
  times.sort((left, right) => left - right);
  const at = (part: number) => (times[Math.floor(times.length * part)] ?? 0).toFixed(1).padStart(7);
  console.log(`${name.padEnd(44)} p50 ${at(0.5)} ms   worst ${at(0.99)} ms`);
}

let nonce = 0;
/** A filter that was never asked before: nothing kept can be used. */
const afresh = () => ({ to: 10 ** 12 + (nonce += 1) });
page('all, newest, afresh', () => afresh());
page(
  'all, anywhere, known',
  () => ({}),
  () => Math.floor(Math.random() * lines),
);
page('one outcome, afresh', () => ({ ...afresh(), outcome: 'discarded' }));
page('one person, afresh', (index) => ({ ...afresh(), localId: `w${index}` }));
page('one day, afresh', (index) => ({ from: index * 86_400_000, to: (index + 1) * 86_400_000 }));
for (const search of ['new4711', 'elodie', 'admin3', 'example.org', 'an', 'seen 77', 'nobody at all'])
  page(`search '${search}', afresh`, () => ({ ...afresh(), search }));

for (const format of ['csv', 'xlsx'] as const) {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  started = performance.now();
  const path = join(folder, `history.${format}`);
  const { entries } = await exportHistory({ db, deps }, { ...historyFilterSchema.parse({}), format, path });
  clearInterval(timer);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const size = (statSync(path).size / 2 ** 20).toFixed(1);
  console.log(
    `export ${format.padEnd(4)} ${entries} lines in ${seconds} s, ${size} MB, the engine was busy for at most ${longest.toFixed(0)} ms`,
  );
}
db.close();
rmSync(folder, { recursive: true, force: true });
