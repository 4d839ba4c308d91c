/** A batch about more people than one transaction takes: done piece by piece, and one all the same. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { changeMany, previewMany, stopMany, undoMany } from '#engine/outbox/change-many.ts';
import { batchTotals, discardBatch, retryBatch } from '#engine/outbox/decide-batch.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import { readLane } from '#engine/outbox/read-changes.ts';
import { listInputSchema } from '#shared/ipc/list-input.ts';
import type { BatchPlace, ManyOutcome, ManyWhat } from '#shared/ipc/many.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, webUser, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

const manyLimits = { atOnce: 20, piece: 5 };
const people = 23;
const pieces = 5;
const batchId = 'batch-01';
const active = listInputSchema.parse({ status: 'active' });
const deactivate: ManyWhat = { kind: 'act', action: 'deactivate' };

let db: EngineDatabase;
let context: RecordContext;

beforeEach(() => {
  const deps = testDeps();
  db = openDatabase(tempFolder(), deps);
  context = {
    db,
    author: 'admin@example.org',
    project: 'p',
    secretKey,
    now: deps.now,
    usesPersonalId: () => null,
    manyLimits,
  };
});
afterEach(() => db.close());

/** Asks until nobody is left. */
function through(next: (told: ManyOutcome | null) => ManyOutcome): ManyOutcome[] {
  const all: ManyOutcome[] = [];
  do all.push(next(all.at(-1) ?? null));
  while ((all.at(-1)?.left ?? 0) > 0);
  return all;
}
const sum = (all: readonly ManyOutcome[], key: 'total' | 'changed') =>
  all.reduce((total, each) => total + each[key], 0);

/** Decides about a batch until there is no next piece. */
function toTheEnd<Told extends { next?: BatchPlace }>(decide: (from?: BatchPlace) => Told): Told[] {
  const all = [decide()];
  for (let { next } = all[0] ?? {}; next; next = all.at(-1)?.next) all.push(decide(next));
  return all;
}

describe('more workers than one transaction takes', () => {
  const many = { entity: 'mobile-worker' as const, who: { filter: active, except: ['w7'] }, what: deactivate };
  const change = () => changeMany(context, { ...many, batchId });
  const waiting = () => batchTotals(db, batchId).all;

  beforeEach(() =>
    pullPeople(
      db,
      'mobile-worker',
      Array.from({ length: people + 1 }, (_none, index) => worker(`w${index}`, {})),
    ),
  );

  it('are previewed, changed and taken back in pieces, though the change takes them out of the list', () => {
    let from = 0;
    const seen = through((told) => {
      from += told?.total ?? 0;
      return previewMany(context, many, from);
    });
    expect(seen).toHaveLength(pieces);
    expect([sum(seen, 'total'), sum(seen, 'changed')]).toEqual([people, people]);
    expect(waiting()).toBe(0);

    const done = through(change);
    expect(done).toHaveLength(pieces);
    expect(done[0]).toMatchObject({
      total: manyLimits.piece,
      changed: manyLimits.piece,
      left: people - manyLimits.piece,
    });
    expect(done.at(-1)).toMatchObject({ total: people, changed: people, cannotTotal: 0, left: 0 });
    expect(waiting()).toBe(people);
    // The same command again is the same batch.
    expect(change()).toEqual(done.at(-1));

    let undone = 0;
    for (let next: number | undefined = 0; next !== undefined;) {
      const piece: ReturnType<typeof undoMany> = undoMany(context, batchId, next);
      expect(piece.sent).toBe(0);
      undone += piece.undone;
      next = piece.next;
    }
    expect(undone).toBe(people);
    expect(waiting()).toBe(0);
  });

  it('can be stopped: who was not reached stays as they are, and what is saved can be taken back', () => {
    change();
    change();
    expect(stopMany(context, batchId)).toBe(people - 2 * manyLimits.piece);
    expect(waiting()).toBe(2 * manyLimits.piece);
    expect(change()).toMatchObject({ total: 2 * manyLimits.piece, left: 0 });
    expect(undoMany(context, batchId)).toEqual({ undone: 2 * manyLimits.piece, sent: 0 });
    expect(waiting()).toBe(0);
    expect(() => stopMany(context, 'batch-02')).toThrow();
  });

  it('are sent again, and discarded, in pieces', () => {
    through(change);
    db.statement("UPDATE changes SET state = 'rejected'").run();
    db.statement("UPDATE changes SET state = 'conflict' WHERE local_id = 'w3'").run();
    const again = toTheEnd((from) => retryBatch(context, batchId, from));
    expect(again.map(({ retried, left }) => retried + left)).toEqual([5, 5, 5, 5, 3]);
    expect(again.reduce((total, { left }) => total + left, 0)).toBe(1);
    expect(batchTotals(db, batchId)).toMatchObject({ all: people, queued: people - 1, conflict: 1 });

    db.statement("UPDATE changes SET state = 'sending' WHERE local_id = 'w9'").run();
    const gone = toTheEnd((from) => discardBatch(context, batchId, from));
    expect(gone.map(({ discarded }) => discarded)).toContain(manyLimits.piece);
    expect(gone.reduce((total, { discarded }) => total + discarded, 0)).toBe(people - 1);
    expect(batchTotals(db, batchId)).toMatchObject({ all: 1, sending: 1 });
  });

  it('discarded on the way go no further', () => {
    change();
    expect(discardBatch(context, batchId)).toEqual({ discarded: manyLimits.piece });
    expect(change()).toMatchObject({ total: manyLimits.piece, left: 0 });
    expect(waiting()).toBe(0);
  });

  it('what became part of others’ changes is discarded in pieces, too', () => {
    const edit = { kind: 'edit' as const, patch: { 'user_data.team': 'Blue' } };
    const mine = ['w2', 'w20'];
    for (const localId of mine)
      recordEdit(context, {
        changeId: `mine-${localId}`,
        entity: 'mobile-worker',
        localId,
        patch: { first_name: 'Mine' },
      });
    through(() => changeMany(context, { ...many, what: edit, batchId }));
    expect(waiting()).toBe(people - mine.length);
    const gone = toTheEnd((from) => discardBatch(context, batchId, from));
    expect(gone.reduce((total, { discarded }) => total + discarded, 0)).toBe(people);
    for (const localId of mine)
      expect(readLane(db, 'mobile-worker', localId).map(({ patch }) => patch)).toEqual([{ first_name: 'Mine' }]);
  });

  it('taken back on the way goes no further', () => {
    change();
    expect(undoMany(context, batchId)).toEqual({ undone: manyLimits.piece, sent: 0 });
    expect(change()).toMatchObject({ total: manyLimits.piece, left: 0 });
    expect(waiting()).toBe(0);
  });
});

it.each<[string, ManyWhat]>([
  ['a role', { kind: 'edit', patch: { role: 'Editor' } }],
  ['access', deactivate],
])('counts the other admins, which is a look at all web users, for no one but admins: %s', (_name, what) => {
  const admins = 2;
  pullPeople(
    db,
    'web-user',
    Array.from({ length: people }, (_none, index) =>
      webUser(`u${index}`, index < admins ? { role: 'Admin', is_admin: true } : {}),
    ),
  );
  const asked = vi.spyOn(db, 'statement');
  const filter = listInputSchema.parse({});
  const outcome = previewMany(context, { entity: 'web-user', who: { filter }, what });
  const counts = asked.mock.calls.filter(([text]) => /count\(\*\).*\bis_admin = 1/s.test(text)).length;
  expect(outcome).toMatchObject({ total: manyLimits.piece, changed: manyLimits.piece - 1, cannotTotal: 1 });
  expect(counts).toBe(admins);
});

it('never takes the last admin’s access, however many pieces there are: admins are in the first', () => {
  pullPeople(
    db,
    'web-user',
    Array.from({ length: people }, (_none, index) => {
      const admin = index === 5 || index === people - 1;
      return webUser(`u${index}`, admin ? { role: 'Admin', is_admin: true } : {});
    }),
  );
  const many = { entity: 'web-user' as const, who: { filter: active }, what: deactivate };
  expect(previewMany(context, many)).toMatchObject({ changed: manyLimits.piece - 1, cannotTotal: 1 });
  const [first] = through(() => changeMany(context, { ...many, batchId }));
  expect(first).toMatchObject({ changed: manyLimits.piece - 1, cannotTotal: 1 });
  expect(first?.cannot[0]?.why).toContain('last active admin');
});
