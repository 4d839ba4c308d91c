import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listInputSchema } from '#shared/ipc/contract.ts';
import type { MethodInput } from '#shared/ipc/contract.ts';
import type { MobileWorkerRow } from '#shared/domain/entities.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { learnActivity } from '#engine/mirror/activity.ts';
import { listMobileWorkers } from '#engine/mirror/queries.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { addChange, location, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { seed, seededRandom, testDeps } from '../../helpers/test-deps.ts';

type Input = MethodInput<'mobileWorkers.list'>;

describe('order and pages', () => {
  const sorts = ['username', 'name', 'email', 'phone', 'status', 'language', 'location', 'sync_state', 'lastForm'];
  const many = 730;
  let folder: string;
  let big: EngineDatabase;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'roster order '));
    big = openDatabase(folder, testDeps());
    const random = seededRandom(seed);
    const from = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
    big.write('places', () => {
      upsertServerRecords(
        big,
        'location',
        [location('a', 'Área', ''), location('b', 'beta', 'a'), location('c', 'Zeta', 'b')],
        1,
        1,
      );
    });
    const people = Array.from({ length: many }, (_, index) => {
      const place = from(['', 'a', 'b', 'c']);
      return worker(
        `w${index}`,
        {
          username: `${from(['ana', 'bo', 'cy'])}${index}@p.commcarehq.org`,
          first_name: from(['Ana', 'ána', 'Élodie', 'Zoë', '']),
          last_name: from(['X', 'Y']),
          email: from(['', 'a@x.org', 'B@x.org', 'c@x.org']),
          phone_numbers: [from(['1', '22', '333'])],
          language: from(['en', 'fra', '']),
          primary_location: place,
          locations: place === '' ? [] : [place],
        },
        from([true, false]),
      );
    });
    pullPeople(big, 'mobile-worker', people);
    // A third is told of with a moment, a third never sent a form, a third stands in no file of HQ's yet.
    const told = people
      .filter((_, index) => index % 3 > 0)
      .map(({ serverId }, index) => ({
        key: serverId,
        lastForm: index % 2 > 0 ? null : from([1e12, 2e12, 15e11]),
        lastAccess: null,
        lastLogin: null,
      }));
    big.write('activity', () => learnActivity(big, 'mobile-worker', told, 1));
    big.write('edit', () => {
      for (let index = 0; index < 90; index += 1)
        addChange(big, {
          localId: `w${index}`,
          kind: 'update',
          state: from(['queued', 'conflict', 'rejected'] as const),
          patch: { last_name: 'Mine' },
          base: { last_name: 'X' },
        });
      rebuildVisible(
        big,
        'mobile-worker',
        people.map((person) => person.serverId),
      );
    });
  });
  afterAll(() => {
    big.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function walk(input: Input): MobileWorkerRow[] {
    const rows: MobileWorkerRow[] = [];
    for (;;) {
      const page = listMobileWorkers(big, listInputSchema.parse({ ...input, offset: rows.length, limit: 97 }));
      rows.push(...page.rows);
      if (page.rows.length === 0) {
        expect(rows).toHaveLength(page.total);
        return rows;
      }
    }
  }

  const shown: Record<string, (row: MobileWorkerRow) => string> = {
    // By the part before the @, as it is shown: ana before ana2.
    username: (row) => row.username.toLowerCase().replace('@', ' @'),
    // Written apart from the engine's own folding: accents away, lower case.
    name: (row) => plain(row.name),
    email: (row) => row.email.toLowerCase(),
    phone: (row) => row.phone,
    status: (row) => row.status,
    language: (row) => row.language,
    location: (row) => plain(row.primaryLocation?.name ?? ''),
    sync_state: (row) => row.syncState,
    // Of digits, as many in each: whom no file told of, who never sent one, then the moments.
    lastForm: ({ activity }) => String((activity ? (activity.lastForm ?? 0) : -1) + 1).padStart(14, '0'),
  };
  function plain(text: string): string {
    return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  }

  it.each(sorts.flatMap((by) => [[by, false] as const, [by, true] as const]))(
    `by %s, descending %s: in order, each row once, whatever the filter (seed ${seed})`,
    (by, descending) => {
      const value = shown[by] ?? String;
      const filters: Input[] = [
        {},
        { status: 'active' },
        { locationId: 'b' },
        { locationId: 'a', status: 'deactivated' },
        { search: 'ana' },
        { sync: 'waiting' },
        { where: { last_name: 'X' } },
      ];
      for (const filter of filters) {
        const rows = walk({ ...filter, sort: { by, descending } });
        expect(new Set(rows.map((row) => row.localId)).size).toBe(rows.length);
        expect(rows.length).toBeGreaterThan(10);
        const values = rows.map(value);
        const sorted = [...values].sort();
        expect(values).toEqual(descending ? sorted.reverse() : sorted);
      }
    },
  );

  it('filters as a plain reading of all rows would', () => {
    const all = walk({});
    expect(all).toHaveLength(many);
    const count = (test: (row: MobileWorkerRow) => boolean) => all.filter(test).length;
    expect(walk({ status: 'active' })).toHaveLength(count((row) => row.status === 'active'));
    expect(walk({ locationId: 'b' })).toHaveLength(count((row) => ['b', 'c'].includes(row.primaryLocation?.id ?? '')));
    expect(walk({ sync: 'waiting' })).toHaveLength(90);
    expect(walk({ search: 'ana' })).toHaveLength(
      count((row) => plain(row.name).includes('ana') || row.username.includes('ana')),
    );
  });

  it('goes by a file of HQ’s at once, in lists worked out before too', () => {
    const latest = () =>
      listMobileWorkers(
        big,
        listInputSchema.parse({ search: 'bo', sort: { by: 'lastForm', descending: true }, limit: 1 }),
      ).rows[0]?.serverId;
    const whole = walk({ search: 'bo', sort: { by: 'last_form', descending: true } });
    expect(latest()).toBe(whole[0]?.serverId);
    const key = whole.at(-1)?.serverId ?? '';
    big.write('activity', () =>
      learnActivity(big, 'mobile-worker', [{ key, lastForm: 3e12, lastAccess: null, lastLogin: null }], 2),
    );
    expect(latest()).toBe(key);
  });

  it('shows an edit at once, in lists worked out before too', () => {
    const search = () => listMobileWorkers(big, listInputSchema.parse({ search: 'mine', limit: 500 })).total;
    expect(search()).toBeGreaterThan(0);
    const before = search();
    big.write('edit', () => {
      addChange(big, {
        localId: 'w700',
        kind: 'update',
        state: 'queued',
        patch: { last_name: 'Mine' },
        base: { last_name: 'X' },
      });
      rebuildVisible(big, 'mobile-worker', ['w700']);
    });
    expect(search()).toBe(before + 1);
  });
});
