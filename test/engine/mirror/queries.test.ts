import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listInputSchema } from '#shared/ipc/contract.ts';
import type { MethodInput } from '#shared/ipc/contract.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { listMobileWorkers, listInvitations, listWebUsers } from '#engine/mirror/queries.ts';
import { upsertServerRecords } from '#engine/mirror/server-records.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { addChange, group, location, pullPeople, webUser, worker } from '../../helpers/mirror-data.ts';
import { failureOf } from '../../helpers/app-failure.ts';
import { testDeps } from '../../helpers/test-deps.ts';

type Input = MethodInput<'mobileWorkers.list'>;

let folder: string;
let db: EngineDatabase;

function workers(input: Input) {
  return listMobileWorkers(db, listInputSchema.parse(input));
}

function names(input: Input): string[] {
  return workers(input)
    .rows.map((row) => row.localId)
    .sort();
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roster lists '));
  db = openDatabase(folder, testDeps());
  db.write('places', () => {
    const places = [
      location('country', 'Kenya', '', 'Country'),
      location('north', 'North', 'country'),
      location('clinic', 'Clinic', 'north', 'Clinic'),
      location('south', 'South', 'country'),
    ];
    upsertServerRecords(db, 'location', places, 1, 1);
    upsertServerRecords(db, 'group', [group('g1', 'Supervisors'), group('g2', 'Trainers')], 1, 1);
  });
  const at = (primary: string, ...others: string[]) => ({ primary_location: primary, locations: [primary, ...others] });
  pullPeople(db, 'mobile-worker', [
    worker('elodie', {
      username: 'elodie.b@p.commcarehq.org',
      first_name: 'Élodie',
      last_name: 'Brûlé',
      email: 'elodie@exämple.org',
      phone_numbers: ['254712345678', '33612'],
      ...at('clinic'),
    }),
    worker('masha', {
      username: 'masha@p.commcarehq.org',
      first_name: 'Мария',
      last_name: 'Йозеф',
      ...at('north', 'south'),
    }),
    worker('sato', {
      username: 'sato@p.commcarehq.org',
      first_name: '',
      last_name: '佐藤美咲',
      ...at('south'),
      groups: ['g1'],
    }),
    worker('fatima', {
      username: 'fatima@p.commcarehq.org',
      first_name: 'फ़ातिमा',
      last_name: 'शर्मा',
      groups: ['g1', 'g2'],
      user_data: { training: 'done', level: 3 },
    }),
    worker('ali', {
      username: 'ali@p.commcarehq.org',
      first_name: 'أَحْمَد',
      last_name: 'علي',
      email: 'Ali@Example.org',
      user_data: { training: 'open' },
    }),
    worker('lukasz', {
      username: 'lukasz_k@p.commcarehq.org',
      first_name: 'Łukasz',
      last_name: 'Straße',
      phone_numbers: ['48500100200'],
    }),
    worker('somchai', {
      username: 'somchai@p.commcarehq.org',
      first_name: 'สมชาย',
      last_name: 'O\'Neil "Quote" 50%',
      language: 'tha',
    }),
    worker('gone', { username: 'gone@p.commcarehq.org', first_name: 'Gone', last_name: 'Away' }, false),
  ]);
  db.write('edit', () => {
    addChange(db, {
      localId: 'new-1',
      kind: 'create',
      state: 'queued',
      patch: { username: 'neo@p.commcarehq.org', first_name: 'Neo', language: 'fra' },
      base: {},
    });
    rebuildVisible(db, 'mobile-worker', ['new-1']);
  });
  pullPeople(db, 'web-user', [
    webUser('u1', {
      username: 'Boss@Example.org',
      email: 'boss@example.org',
      role: 'Admin',
      is_admin: true,
      profile: 'Lead',
      first_name: 'Bea',
    }),
    webUser('u2', { role: 'Éditeur', first_name: 'Carl' }),
    webUser('u3', {
      role: 'Reader',
      is_active_in_domain: false,
      primary_location_id: 'clinic',
      assigned_location_ids: ['clinic'],
    }),
  ]);
});

afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('search', () => {
  it.each([
    ['elodie brule', ['elodie']],
    ['BRÛLÉ', ['elodie']],
    ['brule élo', ['elodie']],
    ['мари', ['masha']],
    ['ИОЗЕФ', ['masha']],
    ['佐藤美', ['sato']],
    ['藤美', ['sato']],
    ['咲', ['sato']],
    ['शर्मा', ['fatima']],
    ['احمد', ['ali']],
    ['ali@example.org', ['ali']],
    ['strasse', ['lukasz']],
    ['łuk', ['lukasz']],
    ['ชาย', ['somchai']],
    ['ชา', ['somchai']],
    ["o'neil", ['somchai']],
    ['"quote"', ['somchai']],
    ['50%', ['somchai']],
    ['254712345678', ['elodie']],
    ['+254 712 345-678', ['elodie']],
    ['+254712', ['elodie']],
    ['336', ['elodie']],
    ['elodie +33612', ['elodie']],
    ['lu', ['lukasz']],
    ['k', ['lukasz']],
    ['ne', ['new-1']],
    ['commcarehq', []],
    ['no such person', []],
    ['   ', ['ali', 'elodie', 'fatima', 'gone', 'lukasz', 'masha', 'new-1', 'sato', 'somchai']],
  ])('%s finds %j', (search, found) => {
    expect(names({ search })).toEqual(found);
  });

  it.each(['"', '*', 'a" OR "b', 'NEAR(', '^', '\u0000', '(', 'AND', '-', '+', '{x}:'])(
    'takes %j as text, not as a question to SQLite',
    (search) => {
      expect(() => workers({ search })).not.toThrow();
    },
  );

  it('forgets what a person was called before', () => {
    const own = openDatabase(mkdtempSync(join(folder, 'own ')), testDeps());
    pullPeople(own, 'mobile-worker', [worker('w1', { first_name: 'Before' })]);
    pullPeople(own, 'mobile-worker', [worker('w1', { first_name: 'Afterwards' })], 2);
    const total = (search: string) => listMobileWorkers(own, listInputSchema.parse({ search })).total;
    expect([total('before'), total('afterwards')]).toEqual([0, 1]);
    own.close();
  });
});

describe('filters', () => {
  it.each([
    [{ locationId: 'country' }, ['elodie', 'masha', 'sato']],
    [{ locationId: 'north' }, ['elodie', 'masha']],
    [{ locationId: 'clinic' }, ['elodie']],
    [{ locationId: 'south' }, ['masha', 'sato']],
    [{ locationId: 'nowhere' }, []],
    [{ groupId: 'g1' }, ['fatima', 'sato']],
    [{ groupId: 'g1', locationId: 'south' }, ['sato']],
    [{ status: 'deactivated' as const }, ['gone']],
    [{ sync: 'waiting' as const }, ['new-1']],
    [{ sync: 'waiting' as const, status: 'deactivated' as const }, []],
    [{ where: { 'user_data.training': 'done' } }, ['fatima']],
    [{ where: { 'user_data.level': '3' } }, ['fatima']],
    [{ where: { groups: 'g2' } }, ['fatima']],
    [{ where: { phone_numbers: '33612' } }, ['elodie']],
    [{ where: { language: 'fra' } }, ['new-1']],
    [{ where: { username: 'Sato' } }, ['sato']],
    [{ where: { username: 'sato@p.commcarehq.org' } }, ['sato']],
    [{ where: { email: 'ALI@example.org' } }, ['ali']],
    [{ where: { first_name: 'Gone', status: 'deactivated' } }, ['gone']],
    [{ where: { 'no.such"field': 'x' } }, []],
    [{ where: { groups: '' }, search: 'o' }, ['somchai']],
  ])('%j', (input, found) => {
    expect(names(input)).toEqual(found);
    expect(workers(input).total).toBe(found.length);
  });

  it('of web users: role, status, facts HQ shows', () => {
    const ids = (input: Input) => listWebUsers(db, listInputSchema.parse(input)).rows.map((row) => row.localId);
    expect(ids({ role: 'Éditeur' })).toEqual(['u2']);
    expect(ids({ status: 'deactivated', locationId: 'north' })).toEqual(['u3']);
    expect(ids({ where: { first_name: 'Bea' } })).toEqual(['u1']);
    expect(ids({ where: { profile: 'Lead', is_admin: 'true' } })).toEqual(['u1']);
    expect(ids({ search: 'boss@example' })).toEqual(['u1']);
    expect(ids({ groupId: 'g1' })).toEqual([]);
  });
});

describe('rows', () => {
  it('hold what the table shows', () => {
    expect(workers({ search: 'sato' })).toEqual({
      rows: [
        {
          localId: 'sato',
          serverId: 'sato',
          username: 'sato@p.commcarehq.org',
          name: '佐藤美咲',
          email: '',
          phone: '',
          status: 'active',
          language: '',
          primaryLocation: { id: 'south', name: 'South' },
          groups: [{ id: 'g1', name: 'Supervisors' }],
          personalId: 'unknown',
          personalIdAsOf: null,
          activity: null,
          unconfirmed: false,
          syncState: 'clean',
          waiting: [],
        },
      ],
      total: 1,
      all: 9,
      unavailable: {
        code: 'wrong-state',
        message: 'This list has not been read from HQ yet.',
        details: { list: 'mobile-worker:active' },
      },
      asOf: null,
    });
  });

  it('say why a list is not whole', () => {
    const unavailable = () => listInvitations(db, listInputSchema.parse({})).unavailable;
    // HQ's API has no such list: not "not yet", but not with this connection.
    expect(unavailable()).toMatchObject({ code: 'permission' });
    const error = { code: 'permission', message: 'No right to read them.' };
    db.statement('INSERT INTO sync_cursors (list, unavailable) VALUES (?, ?)').run('invitation', JSON.stringify(error));
    expect(unavailable()).toEqual(error);
    db.statement(`UPDATE sync_cursors SET unavailable = NULL, started_at = 1, completed_at = 2`).run();
    expect(unavailable()).toBeNull();
    expect(listInvitations(db, listInputSchema.parse({})).asOf).toBe(2);
  });
});

describe('a page', () => {
  it('refuses a column it does not have', () => {
    expect(failureOf(() => workers({ sort: { by: 'visible; DROP TABLE changes', descending: false } })).code).toBe(
      'invalid-input',
    );
  });

  it('answers a page beyond the end with no rows', () => {
    expect(workers({ offset: 5000 })).toMatchObject({ rows: [], total: 9 });
  });
});
