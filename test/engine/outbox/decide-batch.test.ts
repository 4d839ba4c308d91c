import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { batchTotals, discardBatch, retryBatch } from '#engine/outbox/decide-batch.ts';
import { changeTotals, readChange } from '#engine/outbox/read-changes.ts';
import type { RecordContext } from '#engine/outbox/record-change.ts';
import type { ChangeState } from '#shared/domain/change.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { addChange, pullPeople, webUser } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let context: RecordContext;

beforeEach(() => {
  const deps = testDeps();
  db = openDatabase(tempFolder(), deps);
  context = { db, author: 'admin@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
});
afterEach(() => db.close());

const states = ['queued', 'rejected', 'conflict', 'ask', 'sending', 'unknown'] as const;

/** A batch with one change in each of these states, and a change of none. */
function batch(wanted: readonly ChangeState[]): void {
  pullPeople(
    db,
    'web-user',
    ['alone', ...wanted].map((localId) => webUser(localId, { role: 'Old' })),
  );
  for (const localId of ['alone', ...wanted]) {
    const state = wanted.find((each) => each === localId) ?? 'rejected';
    const change = { kind: 'update', patch: { profile: 'New' }, base: { profile: 'Old' }, state } as const;
    addChange(db, { ...change, entity: 'web-user', localId, id: localId });
    if (localId !== 'alone') db.statement("UPDATE changes SET batch_id = 'b' WHERE id = ?").run(localId);
  }
}

it('batchTotals counts what is left of the batch alone', () => {
  batch(states);
  expect(batchTotals(db, 'b')).toEqual({ all: 6, queued: 1, sending: 1, unknown: 1, conflict: 1, rejected: 1, ask: 1 });
  expect(batchTotals(db, 'other').all).toBe(0);
  expect(changeTotals(db).all).toBe(7);
});

it('retryBatch sends what waits or was refused, and decides and repeats nothing for the person', () => {
  batch(states);
  expect(retryBatch(context, 'b')).toEqual({ retried: 3, left: 2 });
  expect(batchTotals(db, 'b')).toMatchObject({ queued: 2, sending: 1, unknown: 1, conflict: 1, ask: 1, rejected: 0 });
  expect(readChange(db, 'alone')?.state).toBe('rejected');
});

it('retryBatch counts a new worker whose password is gone as one that needs the person', () => {
  batch(['rejected']);
  const values = { username: 'zainab@p.commcarehq.org' };
  addChange(db, { kind: 'create', localId: 'new-1', id: 'new', patch: values, base: {}, state: 'rejected' });
  db.statement("UPDATE changes SET batch_id = 'b' WHERE id = 'new'").run();
  expect(retryBatch(context, 'b')).toEqual({ retried: 1, left: 1 });
  expect(readChange(db, 'new')?.state).toBe('rejected');
});

it('discardBatch takes back all but what is on its way', () => {
  batch(states);
  expect(discardBatch(context, 'b')).toBe(4);
  expect(batchTotals(db, 'b')).toMatchObject({ all: 2, sending: 1, unknown: 1 });
  expect(readChange(db, 'alone')).not.toBeNull();
  const kept = db.statement("SELECT count(*) AS n FROM history WHERE outcome = 'discarded'").get();
  expect(kept).toEqual({ n: 4 });
});
