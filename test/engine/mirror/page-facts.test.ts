import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import type { EngineDatabase } from '#engine/db/database.ts';
import { forgetUnseenFacts, isSelf, learnPageFacts, readFact, readPersonFacts } from '#engine/mirror/page-facts.ts';
import { removeServerRecord, upsertServerRecords } from '#engine/mirror/server-records.ts';
import { listMobileWorkers, listWebUsers } from '#engine/mirror/queries.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { listInputSchema } from '#shared/ipc/contract.ts';
import { worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
beforeEach(() => {
  db = openDatabase(tempFolder(), testDeps());
});
afterEach(() => db.close());

const everybody = listInputSchema.parse({ status: 'all' });

function learn(id: string, personalId: string, generation: number, now: number): string[] {
  return db.write('test', () => {
    const changed = learnPageFacts(db, 'personal-id', [{ id, personalId }], generation, now);
    rebuildVisible(db, 'mobile-worker', changed);
    return changed;
  });
}

function pull(generation: number, active: boolean): void {
  db.write('test', () => {
    const people = [
      worker('w1', { username: 'w1@p.commcarehq.org', first_name: `Ana ${generation}`, last_name: '' }, active),
    ];
    rebuildVisible(db, 'mobile-worker', upsertServerRecords(db, 'mobile-worker', people, generation, generation));
  });
}

it('oneself is known by the id HQ told, and by the name where it told none', () => {
  const fact = { ssoControlled: false, untrustedIdentityProvider: false, active: true, row: {} };
  const rows = [
    { id: 'me', self: true, ...fact },
    { id: 'ana', self: false, ...fact },
  ];
  db.write('test', () => learnPageFacts(db, 'web-user-facts', rows, 1, 1));
  expect(isSelf(db, 'me', 'renamed@example.org', 'me@example.org')).toBe(true);
  expect(isSelf(db, 'ana', 'ana@example.org', 'me@example.org')).toBe(false);
  expect(isSelf(db, 'new', 'ME@example.org', 'me@example.org')).toBe(true);
  expect(isSelf(db, null, 'ana@example.org', 'me@example.org')).toBe(false);
});

describe('facts of HQ’s pages', () => {
  it('are told again only when they are others, and always with their time', () => {
    pull(1, true);
    expect(learn('w1', 'active', 1, 1_000)).toEqual(['w1']);
    expect(learn('w1', 'active', 2, 2_000)).toEqual([]);
    expect(readFact(db, 'personal-id', 'w1')).toEqual({ facts: '{"personalId":"active"}', asOf: 2_000 });
    expect(learn('w1', 'inactive', 3, 3_000)).toEqual(['w1']);
    expect(listMobileWorkers(db, everybody).rows).toMatchObject([{ personalId: 'inactive', personalIdAsOf: 3_000 }]);
  });

  it('stay when a REST listing writes the person anew, and come before it as well as after', () => {
    learn('w1', 'active', 1, 1_000);
    // A fact alone makes no person.
    expect(listMobileWorkers(db, everybody).total).toBe(0);
    pull(1, true);
    pull(2, true);
    expect(listMobileWorkers(db, everybody).rows).toMatchObject([{ name: 'Ana 2', personalId: 'active' }]);
  });

  it('go with the person', () => {
    pull(1, true);
    learn('w1', 'active', 1, 1_000);
    db.write('test', () => removeServerRecord(db, 'mobile-worker', 'w1'));
    expect(readPersonFacts(db, 'mobile-worker', ['w1']).size).toBe(0);
  });

  it('call nobody unconfirmed who is active, nor whom a whole list no longer shows', () => {
    pull(1, false);
    const unconfirmed = () => listMobileWorkers(db, everybody).rows[0]?.unconfirmed;
    db.write('test', () => {
      learnPageFacts(db, 'unconfirmed', [{ id: 'w1' }], 1, 1_000);
      rebuildVisible(db, 'mobile-worker', ['w1']);
    });
    expect(unconfirmed()).toBe(true);
    pull(2, true);
    expect(unconfirmed()).toBe(false);
    pull(3, false);
    db.write('test', () => rebuildVisible(db, 'mobile-worker', forgetUnseenFacts(db, 'unconfirmed', 2)));
    expect(unconfirmed()).toBe(false);
  });

  it('tell a web user’s state only where REST does not', () => {
    const person = (told: boolean | null) => ({
      serverId: 'u1',
      snapshot: {
        id: 'u1',
        username: 'u1@example.org',
        ...(told === null ? {} : { is_active_in_domain: told }),
      },
      active: null,
    });
    const facts = { id: 'u1', active: false, self: false, ssoControlled: true, untrustedIdentityProvider: false };
    const status = (told: boolean | null, generation: number) => {
      db.write('test', () => {
        upsertServerRecords(db, 'web-user', [person(told)], generation, generation);
        learnPageFacts(db, 'web-user-facts', [facts], generation, 5_000);
        rebuildVisible(db, 'web-user', ['u1']);
      });
      return listWebUsers(db, everybody).rows[0];
    };
    expect(status(null, 1)).toMatchObject({ status: 'deactivated', facts: { ssoControlled: true, asOf: 5_000 } });
    expect(status(true, 2)).toMatchObject({ status: 'active' });
  });
});
