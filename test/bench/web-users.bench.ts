/** The list of web users at a size no project has, by hand: `node test/bench/web-users.bench.ts [rows]`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { listInputSchema } from '#shared/ipc/contract.ts';
import type { MethodInput } from '#shared/ipc/contract.ts';
import type { EngineDeps } from '#engine/deps.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { localIdsOf } from '#engine/mirror/identities.ts';
import { getLookups } from '#engine/mirror/lookups.ts';
import { listWebUsers } from '#engine/mirror/queries.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import { bumpVisibleVersion } from '#engine/mirror/visible-version.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { location, webUser } from '../helpers/mirror-data.ts';

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
const names = ['Ana López', 'عبد الرحمن الحسيني', 'Маша Иванова', '佐藤 美咲', 'Grace Banda', 'دانا כהן', 'Łucja Reis'];
const roles = ['Admin', 'App Editor', 'Read Only', 'Field Implementer'];

const db = openDatabase(folder, deps);
db.write('places', () => {
  const places = Array.from({ length: 200 }, (_, index) =>
    location(`place-${index}`, `Place ${index}`, index === 0 ? '' : `place-${Math.floor((index - 1) / 6)}`),
  );
  upsertServerRecords(db, 'location', places, 1, 1);
});
const people = Array.from({ length: rows }, (_, index) => {
  const [first = '', last = ''] = (names[index % names.length] ?? '').split(' ');
  const place = `place-${index % 200}`;
  return webUser(index.toString(16).padStart(32, '0'), {
    username: `user${index}@example.org`,
    email: `user${index}@example.org`,
    first_name: first,
    last_name: `${last} ${index % 1000}`,
    role: roles[index % roles.length] ?? '',
    is_admin: index % roles.length === 0,
    primary_location_id: place,
    assigned_location_ids: [place],
    tableau_role: index % 3 === 0 ? 'Viewer' : null,
    is_active_in_domain: index % 10 !== 0,
  });
});

function pull(generation: number): number {
  const started = performance.now();
  for (let from = 0; from < people.length; from += 1000)
    db.write('bench', () => {
      const changed = upsertServerRecords(db, 'web-user', people.slice(from, from + 1000), generation, generation);
      rebuildVisible(db, 'web-user', localIdsOf(db, 'web-user', changed));
    });
  return performance.now() - started;
}

function report(name: string, run: () => void, count = 20): void {
  const took = Array.from({ length: count }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  }).sort((left, right) => left - right);
  console.log(`${name.padEnd(48)} p50 ${(took[Math.floor(count / 2)] ?? 0).toFixed(1).padStart(8)} ms`);
}

console.log(`insert               ${(pull(1) / 1000).toFixed(1)} s`);
console.log(`re-pull, unchanged   ${(pull(2) / 1000).toFixed(1)} s`);
type Input = MethodInput<'webUsers.list'>;
const page = (name: string, input: Input): void =>
  report(name, () => {
    // As if a row had just changed, so that nothing worked out before can be used.
    bumpVisibleVersion(db);
    listWebUsers(db, listInputSchema.parse(input));
  });
for (const by of ['username', 'name', 'role', 'status', 'location'])
  page(`sort by ${by}`, { sort: { by, descending: false } });
page('sort by name, in the middle', { sort: { by: 'name', descending: true }, offset: Math.floor(rows / 2) });
page('one role', { role: 'Read Only', sort: { by: 'name', descending: false } });
page('a place and all below it', { locationId: 'place-1', sort: { by: 'name', descending: false } });
page('deactivated', { status: 'deactivated' });
page("search 'banda 7'", { search: 'banda 7' });
page("search 'الحسيني'", { search: 'الحسيني' });
report('lookups, with Tableau groups', () => getLookups(db), 5);
db.close();
rmSync(folder, { recursive: true, force: true });
