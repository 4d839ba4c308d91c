/** A batch about more people than one transaction takes: done piece by piece, and one all the same. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { changeMany, previewMany, stopMany, undoMany } from '#engine/outbox/change-many.ts';
import { batchTotals } from '#engine/outbox/decide-batch.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { listInputSchema } from '#shared/ipc/list-input.ts';
import type { ManyOutcome, ManyWhat } from '#shared/ipc/many.ts';
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

  it('taken back on the way goes no further', () => {
    change();
    expect(undoMany(context, batchId)).toEqual({ undone: manyLimits.piece, sent: 0 });
    expect(change()).toMatchObject({ total: manyLimits.piece, left: 0 });
    expect(waiting()).toBe(0);
  });
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
