/**
 * The measurements behind the choices of the mirror, by hand: `node test/bench/mirror.bench.ts [rows]`. Machines differ and are noisy:
 * the ratios, measured side by side, say more than the times.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { listInputSchema } from '#shared/ipc/contract.ts';
import type { MethodInput } from '#shared/ipc/contract.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import type { EngineDeps } from '#engine/deps.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { quickCheck } from '#engine/db/integrity.ts';
import { localIdsOf } from '#engine/mirror/identities.ts';
import { getLookups } from '#engine/mirror/lookups.ts';
import { listMobileWorkers } from '#engine/mirror/queries.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import type { IncomingRecord } from '#engine/mirror/server-records.ts';
import { bumpVisibleVersion } from '#engine/mirror/visible-version.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { group, location, worker } from '../helpers/mirror-data.ts';

const rows = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(tmpdir(), 'roster bench '));
const deps: EngineDeps = {
  now: () => Date.now(),
  random: () => 0.5,
  uuid: () => crypto.randomUUID(),
  setTimer: () => ({ cancel: () => undefined }),
  log: (level, message) => (level === 'info' ? undefined : console.log(`  (${level}: ${message})`)),
  version: 'bench',
};

let state = 42;
/** The same people in every run. */
function pick(count: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * count);
}
const given = [
  'Ana',
  'Élodie',
  'Маша',
  'José',
  'Amina',
  'फ़ातिमा',
  'Nguyễn',
  '美咲',
  'Chidi',
  'Łucja',
  'Musa',
  'Grace',
  'Aïcha',
  'Peter',
  'Ömer',
];
const family = [
  'López',
  'Okafor',
  'Иванова',
  'Müller',
  'Diallo',
  'शर्मा',
  'Trần',
  '佐藤',
  'Kowalski',
  'Banda',
  'Mwangi',
  'Sow',
  'Smith',
  'Yılmaz',
  'Reis',
];

function person(number: number): IncomingRecord {
  const primary = `place-${pick(200)}`;
  return worker(
    `${(pick(2 ** 31) + number * 7).toString(16).padStart(8, '0')}-${number.toString(16).padStart(8, '0')}-4a4a-8b8b-cccccccccccc`,
    {
      username: `worker.${number}@bench.commcarehq.org`,
      first_name: given[pick(given.length)] ?? '',
      last_name: `${family[pick(family.length)] ?? ''} ${pick(1000)}`,
      email: pick(3) === 0 ? `person${pick(rows)}@example.org` : '',
      phone_numbers: [`2547${String(pick(100_000_000)).padStart(8, '0')}`],
      groups: [`group-${pick(30)}`],
      primary_location: primary,
      locations: [primary, `place-${pick(200)}`],
      user_data: {
        commcare_project: 'bench',
        training: pick(2) === 0 ? 'done' : 'open',
        cadre: `cadre ${pick(12)}`,
        supervisor: String(pick(500)),
      },
    },
    number % 10 !== 0,
  );
}

function pull(db: EngineDatabase, people: IncomingRecord[], generation: number): number {
  const started = performance.now();
  for (let from = 0; from < people.length; from += 1000)
    db.write('bench', () => {
      const changed = upsertServerRecords(db, 'mobile-worker', people.slice(from, from + 1000), generation, generation);
      rebuildVisible(db, 'mobile-worker', localIdsOf(db, 'mobile-worker', changed));
    });
  return performance.now() - started;
}

function times(run: (index: number) => void, count = 60): { p50: number; p99: number } {
  const took: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const started = performance.now();
    run(index);
    took.push(performance.now() - started);
  }
  took.sort((left, right) => left - right);
  return { p50: took[Math.floor(count / 2)] ?? 0, p99: took[Math.floor(count * 0.99)] ?? 0 };
}

function report(name: string, { p50, p99 }: { p50: number; p99: number }): void {
  console.log(`${name.padEnd(64)} p50 ${p50.toFixed(2).padStart(8)} ms   p99 ${p99.toFixed(2).padStart(8)} ms`);
}

let db = openDatabase(folder, deps);
db.write('places', () => {
  const places = Array.from({ length: 200 }, (_, index) =>
    location(`place-${index}`, `Place ${index}`, index === 0 ? '' : `place-${Math.floor((index - 1) / 6)}`),
  );
  upsertServerRecords(db, 'location', places, 1, 1);
  upsertServerRecords(
    db,
    'group',
    Array.from({ length: 30 }, (_, index) => group(`group-${index}`, `Group ${index}`)),
    1,
    1,
  );
});
const people = Array.from({ length: rows }, (_, index) => person(index));
const inserted = pull(db, people, 1);
console.log(
  `insert                ${((rows / inserted) * 1000).toFixed(0)} rows/s (${(inserted / 1000).toFixed(1)} s)`,
);
const again = pull(db, people, 2);
console.log(
  `re-pull, unchanged    ${((rows / again) * 1000).toFixed(0)} rows/s (${(again / 1000).toFixed(1)} s)   ${(inserted / again).toFixed(1)} × faster than insert`,
);
let started = performance.now();
db.close();
console.log(
  `close with backup     ${(performance.now() - started).toFixed(0)} ms, file ${(statSync(join(folder, 'mirror.db')).size / 2 ** 20).toFixed(0)} MB`,
);
started = performance.now();
db = openDatabase(folder, deps);
console.log(`open                  ${(performance.now() - started).toFixed(1)} ms`);
started = performance.now();
quickCheck(db.sql);
console.log(`check after a crash   ${(performance.now() - started).toFixed(0)} ms`);
started = performance.now();
listMobileWorkers(db, listInputSchema.parse({}));
console.log(`first page after open ${(performance.now() - started).toFixed(1)} ms`);

type Input = MethodInput<'mobileWorkers.list'>;
function page(name: string, input: (index: number) => Input, cold = true): void {
  report(
    name,
    times((index) => {
      // Cold: as if a row had just changed, so that nothing worked out before can be used.
      if (cold) bumpVisibleVersion(db);
      listMobileWorkers(db, listInputSchema.parse(input(index)));
    }),
  );
}

console.log('\npages of 100, worked out afresh each time');
for (const by of ['username', 'name', 'email', 'phone', 'status', 'language', 'location', 'sync_state'])
  page(`sort by ${by}`, (index) => ({ sort: { by, descending: index % 2 === 0 } }));
page('sort by name, anywhere', () => ({ sort: { by: 'name', descending: false }, offset: pick(rows) }));
page('active, sort by name, anywhere', () => ({
  status: 'active',
  sort: { by: 'name', descending: false },
  offset: pick(rows),
}));
page('deactivated, sort by name, anywhere', () => ({
  status: 'deactivated',
  sort: { by: 'name', descending: false },
  offset: pick(rows / 10),
}));
page('one place (1 %), sort by name', () => ({
  locationId: `place-${50 + pick(150)}`,
  sort: { by: 'name', descending: false },
}));
page('the root place (everybody), sort by name', () => ({
  locationId: 'place-0',
  sort: { by: 'name', descending: false },
}));
page('one group (3 %), sort by name', () => ({
  groupId: `group-${pick(30)}`,
  sort: { by: 'name', descending: false },
}));
page('waiting', () => ({ sync: 'waiting' }));
page('where user_data.training=done', () => ({ where: { 'user_data.training': 'done' } }));
console.log('\nsearch, afresh each time');
const typed = [
  'lopez',
  'maria',
  '25471',
  '佐藤',
  'иван',
  'worker.123',
  'ana lo',
  'mu',
  'a',
  'शर्मा',
  'kowalski 77',
  '+254 712 3',
];
for (const search of typed)
  page(`search '${search}', sort by name`, () => ({ search, sort: { by: 'name', descending: false } }));
console.log('\nscrolling on in the same list');
page(
  'the root place, anywhere',
  () => ({ locationId: 'place-0', offset: pick(rows), sort: { by: 'name', descending: false } }),
  false,
);
page(
  "search 'lopez', anywhere",
  () => ({ search: 'lopez', offset: pick(500), sort: { by: 'name', descending: false } }),
  false,
);
report(
  'lookups',
  times(() => getLookups(db), 10),
);

console.log('\nside by side');
const materialised = times(
  () =>
    db.sql
      .prepare(
        `SELECT local_id, name, visible FROM mobile_workers ORDER BY name_key, username_key, id LIMIT 100 OFFSET 300`,
      )
      .all(),
  20,
);
const onRead = times(
  () =>
    db.sql
      .prepare(
        `SELECT r.server_id, json_patch(r.snapshot, coalesce(c.patch, '{}')) AS merged FROM server_records r
         LEFT JOIN changes c ON c.entity = r.entity AND c.local_id = r.server_id WHERE r.entity = 'mobile-worker'
         ORDER BY json_extract(merged, '$.first_name') || ' ' || json_extract(merged, '$.last_name'), r.server_id LIMIT 100 OFFSET 300`,
      )
      .all(),
  5,
);
report('page of materialised rows', materialised);
report('page merged on read', onRead);
console.log(`  ratio ${(onRead.p50 / materialised.p50).toFixed(0)} ×`);
const trigram = times(
  () =>
    db.sql.prepare('SELECT count(*) FROM mobile_workers_search WHERE mobile_workers_search MATCH ?').get('"kowalski"'),
  20,
);
const like = times(
  () =>
    db.sql
      .prepare(
        `SELECT count(*) FROM mobile_workers WHERE name_key LIKE '%kowalski%' OR username_key LIKE '%kowalski%' OR email_key LIKE '%kowalski%' OR phone LIKE '%kowalski%'`,
      )
      .get(),
  10,
);
report('search by trigram index', trigram);
report('search by LIKE over four columns', like);
console.log(`  ratio ${(like.p50 / trigram.p50).toFixed(0)} ×`);
db.close();
rmSync(folder, { recursive: true, force: true });
