/** Kill -9 in a listing of many pages, with others asked for ahead: a page, what it did to the lanes, and the cursor are there together or not. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from '#shared/domain/entities.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { visibleValues } from '#engine/mirror/visible.ts';
import { readCursor } from '#engine/sync/cursors.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { accountOf, secretKey, speed, startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { violationsInFile } from '../../helpers/find-violations.ts';
import { forkEngine } from '../../helpers/fork-engine.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

const size = 100;
const pageSize = 10;
const list = 'mobile-worker:active';
/** Long enough that the pages asked for ahead are still at HQ when the process dies. */
const slow = { match: { path: 're:/user/v1/\\?' }, kind: 'delay', times: 500, ms: 100 } as const;

type Listed = { id: string; username: string; first_name: Json };
/** `end`: after the last page of the list. */
type Kill = { point: 'before-commit' | 'after-commit'; pages: number | 'end' };
/** What the killed process left: taken from a copy, so that whoever opens the file next meets it as it was left. */
type Left = {
  next: number | null;
  /** Ids that the list under way has stamped, and the shown first name of everybody. */
  seen: Set<string>;
  shown: Map<string, Json | undefined>;
  states: Map<string, string>;
};

async function listed({ practice }: Harness): Promise<Listed[]> {
  const { objects } = (await practice.ask('user/v1/?limit=1000')).json() as { objects: Listed[] };
  return objects;
}

/** Offsets of the active workers' pages that HQ was asked for since the last look, and whether any other list was read. */
async function asked({ requests }: Harness): Promise<{ offsets: number[]; others: string[] }> {
  const paths = (await requests()).map(({ path }) => path).filter((path) => path.includes('limit='));
  const own = paths.filter((path) => path.includes('/user/v1/') && !path.includes('archived=true'));
  const others = paths.filter((path) => !path.includes('/user/v1/'));
  return { offsets: own.map((path) => Number(/offset=(\d+)/.exec(path)?.[1] ?? 0)), others };
}

async function pullUntilKilled(harness: Harness, failpoint: string): Promise<void> {
  const child = await forkEngine(failpoint, { pageSize, clock: { start: harness.now(), speed } });
  const { hq } = harness.practice;
  const secrets = { apiKey: hq.apiKey, secretKey };
  const params = { folder: harness.folder, account: accountOf(hq), secrets, autoSync: false };
  expect(await child.call('account.open', params)).toMatchObject({ ok: true });
  await child.call('sync.run', { what: 'pull' });
  expect(await child.ended).toBe('SIGKILL');
}

/** @param recorded the changes that were saved: the laws hold in what was left, too */
function leftIn(harness: Harness, generation: number, recorded: readonly string[]): Left {
  const copy = join(tempFolder(), 'left');
  cpSync(harness.folder, copy, { recursive: true });
  const db = openDatabase(copy, testDeps());
  const all = <Row>(sql: string, ...params: (string | number)[]) => db.statement(sql).all(...params) as Row[];
  const seen = all<{ id: string }>(
    `SELECT server_id AS id FROM record_marks WHERE entity = 'mobile-worker' AND generation = ?`,
    generation,
  );
  const rows = all<{ id: string }>('SELECT server_id AS id FROM mobile_workers');
  const shown = rows.map(({ id }) => [id, visibleValues(db, 'mobile-worker', id)?.['first_name']] as const);
  const states = all<{ id: string; state: string }>('SELECT id, state FROM changes');
  const next = readCursor(db, list)?.nextOffset ?? null;
  db.close();
  expect(violationsInFile(copy, recorded)).toEqual([]);
  return {
    next,
    seen: new Set(seen.map(({ id }) => id)),
    shown: new Map(shown),
    states: new Map(states.map(({ id, state }) => [id, state])),
  };
}

const chains: { title: string; kills: [Kill, Kill] }[] = [
  {
    title: 'before a page is committed, and the one that goes on behind another',
    kills: [
      { point: 'before-commit', pages: 3 },
      { point: 'after-commit', pages: 2 },
    ],
  },
  {
    title: 'behind a page, and the one that goes on behind the last',
    kills: [
      { point: 'after-commit', pages: 3 },
      { point: 'after-commit', pages: 'end' },
    ],
  },
];

describe.each(chains)('a pull of many pages, killed $title', ({ kills }) => {
  it.each([
    ['the first', 1],
    ['a later one', 2],
  ] as const)('goes on at its page: %s', async (_title, generation) => {
    const harness = await startHarness({ practice: { size }, sync: { pageSize } });
    const { call, editAtHq, engine, fault, folder, open, practice, sync } = harness;
    const recorded: string[] = [];
    // One of the first page, one of the page that is killed, one of the last.
    const edited = [1, 25, -2];
    if (generation === 2) {
      await open();
      await sync('pull');
      for (const [index, place] of edited.entries()) {
        const { id } = (await listed(harness)).at(place) as Listed;
        const changeId = `edit-000${index}`;
        await call('people.edit', { changeId, entity: 'mobile-worker', localId: id, patch: { first_name: 'Ours' } });
        recorded.push(changeId);
      }
      await engine.call('account.close', {});
      for (const [place, { username }] of (await listed(harness)).entries())
        await editAtHq('worker', username, { first_name: `Theirs ${place}` });
    }
    await asked(harness);
    await fault(slow);
    const people = await listed(harness);
    const nameOf = (id: string | undefined) => people.find((one) => one.id === id)?.first_name;
    /** Where the listing stands. */
    let from = 0;
    for (const { point, pages } of kills) {
      const stored = pages === 'end' ? Math.ceil((people.length - from) / pageSize) : pages;
      await pullUntilKilled(harness, `write:pull-mobile-worker:${point}#${stored}`);
      const end = from + (point === 'after-commit' ? stored : stored - 1) * pageSize;
      const left = leftIn(harness, generation, recorded);
      expect(left.next).toBe(end < people.length ? end : null);
      const through = people.slice(0, end).map(({ id }) => id);
      expect([...left.seen].sort()).toEqual([...through].sort());
      if (generation === 1) expect([...left.shown.keys()].sort()).toEqual([...through].sort());
      else for (const [id, name] of left.shown) expect(name === nameOf(id), id).toBe(left.seen.has(id));
      for (const [index, place] of edited.entries())
        if (recorded[index] !== undefined) {
          const met = through.includes(people.at(place)?.id ?? '');
          expect(left.states.get(recorded[index]), recorded[index]).toBe(met ? 'conflict' : 'queued');
        }
      const { offsets, others } = await asked(harness);
      // None that was committed is asked for again, and what comes behind the page of the kill had been asked for ahead.
      const last = from + (stored - 1) * pageSize;
      expect(Math.min(...offsets)).toBe(from);
      if (pages !== 'end') expect(Math.max(...offsets)).toBeGreaterThan(last);
      if (from > 0) expect(others).toEqual([]);
      from = end;
    }
    await practice.control('faults', { method: 'DELETE' });
    await open();
    expect(await sync('pull')).toMatchObject({ done: true });
    const { offsets, others } = await asked(harness);
    const rest = Math.max(0, Math.ceil((people.length - from) / pageSize));
    expect(offsets.sort((left, right) => left - right)).toEqual(
      Array.from({ length: rest }, (_, page) => from + page * pageSize),
    );
    expect(others).toEqual([]);
    for (const id of recorded) {
      expect(await call('changes.get', { id })).toMatchObject({ state: 'conflict' });
      await call('changes.resolve', { id, choices: [{ field: 'first_name', use: 'theirs' }] });
    }
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, recorded);
  });
});
