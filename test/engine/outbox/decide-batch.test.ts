import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { batchTotals, discardBatch, retryBatch } from '#engine/outbox/decide-batch.ts';
import { changeMany, undoMany } from '#engine/outbox/change-many.ts';
import { discardChange, retryChange } from '#engine/outbox/decide-change.ts';
import { writeHistory } from '#engine/outbox/history.ts';
import { changeTotals, readChange, readLane } from '#engine/outbox/read-changes.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import type { ChangeState } from '#shared/domain/change.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { addChange, pullPeople, webUser, worker } from '../../helpers/mirror-data.ts';
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

it('retryBatch counts a worker’s new password that is gone as one that needs the person', () => {
  batch(['rejected']);
  pullPeople(db, 'mobile-worker', [worker('w1', {})]);
  addChange(db, { kind: 'action', localId: 'w1', id: 'passw-001', patch: {}, base: {}, state: 'rejected' });
  db.statement("UPDATE changes SET batch_id = 'b', action = 'set-password' WHERE id = 'passw-001'").run();
  expect(retryBatch(context, 'b')).toEqual({ retried: 1, left: 1 });
  expect(readChange(db, 'passw-001')?.state).toBe('rejected');
  expect(() => {
    retryChange(context, 'passw-001');
  }).toThrow('Type it again');
});

it('discardBatch takes back all but what is on its way', () => {
  batch(states);
  expect(discardBatch(context, 'b')).toEqual({ discarded: 4 });
  expect(batchTotals(db, 'b')).toMatchObject({ all: 2, sending: 1, unknown: 1 });
  expect(readChange(db, 'alone')).not.toBeNull();
  const kept = db.statement("SELECT count(*) AS n FROM history WHERE outcome = 'discarded'").get();
  expect(kept).toEqual({ n: 4 });
});

describe('what a person wanted since', () => {
  const batchId = 'batch-0001';
  const entity = 'web-user';
  const single = (changeId: string, patch: Record<string, string>) =>
    recordEdit(context, { changeId, entity, localId: 'u1', patch });
  const lane = (localId = 'u1') => readLane(db, entity, localId);
  beforeEach(() => {
    pullPeople(db, entity, [
      webUser('u1', {}),
      webUser('u2', {}),
      webUser('e', { role: 'Editor' }),
      webUser('boss', { role: 'Admin', is_admin: true }),
    ]);
    const patch = { role: 'Editor' };
    changeMany(context, { batchId, entity, who: { ids: ['u1', 'u2'] }, what: { kind: 'edit', patch } });
  });

  it('in another field of a batch’s change is not discarded with the batch', () => {
    single('edit-0001', { profile: 'p1' });
    expect(discardBatch(context, batchId)).toEqual({ discarded: 2 });
    expect(lane()).toMatchObject([{ batchId: null, patch: { profile: 'p1' }, base: { profile: '' } }]);
    expect(Object.keys(lane()[0]?.base ?? {})).toEqual(['profile']);
    expect(lane('u2')).toEqual([]);
  });

  it('stays live in another field: the line of what is discarded is about that part alone', () => {
    single('edit-0001', { profile: 'p1' });
    discardBatch(context, batchId);
    const filter = historyFilterSchema.parse({ batchId, outcome: 'discarded' });
    const { entries } = listHistory(db, filter, 0, 9);
    const lineOf = (changeId: string) => entries.find((entry) => entry.changeId === changeId);
    expect(entries).toHaveLength(2);
    expect(lineOf('batch-0001.0')).toMatchObject({
      fields: [{ field: 'role', before: 'Reader', after: 'Editor' }],
      undo: { can: false, why: 'This was never sent to HQ.' },
    });
    expect(lineOf('batch-0001.0')?.answer.note).toContain('A part of the change');
    expect(lineOf('batch-0001.1')?.answer.note).toBe('');
  });

  it('leaves what HQ took of a batch’s change, also once the rest was refused and discarded', () => {
    const patch = { 'user_data.note': 'n', profile: 'p2' };
    discardBatch(context, batchId);
    changeMany(context, {
      batchId: 'batch-0003',
      entity,
      who: { ids: ['u1', 'u2'] },
      what: { kind: 'edit', patch },
    });
    // HQ took the note of both; of u1 the rest is refused and waits, of u2 it is discarded.
    for (const [index, userId] of ['u1', 'u2'].entries()) {
      const [change] = lane(userId);
      if (!change) throw new Error(`no change of ${userId}`);
      db.write('took', () => {
        const answer = { status: 400, part: ['user_data.note'] };
        const after = { 'user_data.note': 'n' };
        writeHistory(db, change, { outcome: 'acked', serverId: userId, before: {}, after, answer }, index);
        moveChange(db, change.id, 'sending', 9);
        moveChange(db, change.id, 'rejected', 9, { patch: { profile: 'p2' }, base: { profile: '' } });
      });
      pullPeople(db, entity, [webUser(userId, { user_data: { note: 'n' } })]);
    }
    discardChange(context, 'batch-0003.1');
    expect(undoMany(context, 'batch-0003')).toEqual({ undone: 1, sent: 1 });
    expect(lane('u1')).toEqual([]);
    expect(lane('u2')).toEqual([]);
  });

  it('in the same field is neither discarded with the batch nor set back by taking it back', () => {
    single('edit-0001', { role: 'Admin' });
    expect(undoMany(context, batchId)).toEqual({ undone: 2, sent: 0 });
    expect(lane()).toMatchObject([{ patch: { role: 'Admin' }, base: { role: 'Reader', '*role*': 'Reader' } }]);
    discardBatch(context, batchId);
    expect(lane()).toMatchObject([{ patch: { role: 'Admin' } }]);
    expect(lane('u2')).toEqual([]);
  });

  it.each(['discard', 'undo'] as const)('is a removal: %s of the batch, and it does not come back with them', (how) => {
    recordAction(context, { changeId: 'remove-01', entity, localId: 'u1', action: 'remove' });
    if (how === 'discard') expect(discardBatch(context, batchId)).toEqual({ discarded: 2 });
    else expect(undoMany(context, batchId)).toEqual({ undone: 2, sent: 0 });
    expect(lane()).toMatchObject([{ id: 'remove-01' }]);
    discardChange(context, 'remove-01');
    expect(changeTotals(db).all).toBe(0);
  });

  it.each(['discard', 'undo'] as const)('before the batch, which joined it, is as it was after: %s', (how) => {
    const joined: Pick<Parameters<typeof changeMany>[1], 'batchId' | 'entity' | 'who'> = {
      batchId: 'batch-0002',
      entity,
      who: { ids: ['e', 'u2'] },
    };
    recordEdit(context, { changeId: 'edit-0001', entity, localId: 'e', patch: { profile: 'p1', role: 'Reader' } });
    changeMany(context, { ...joined, what: { kind: 'edit', patch: { role: 'Admin', profile: 'p2' } } });
    expect(lane('e')).toMatchObject([{ id: 'edit-0001', batchId: null, patch: { role: 'Admin', profile: 'p2' } }]);
    if (how === 'discard') expect(discardBatch(context, 'batch-0002')).toEqual({ discarded: 2 });
    else expect(undoMany(context, 'batch-0002')).toEqual({ undone: 2, sent: 0 });
    expect(lane('e').map(({ patch }) => patch)).toEqual([{ profile: 'p1', role: 'Reader' }]);
    expect(lane('u2')).toMatchObject([{ batchId, patch: { role: 'Editor' } }]);
    expect(Object.keys(lane('u2')[0]?.patch ?? {})).toEqual(['role']);
    expect(discardBatch(context, 'batch-0002')).toEqual({ discarded: 0 });
  });

  it.each(['discard', 'undo'] as const)(
    'gave way to a removal with the batch’s part in it: it comes back as it was, after: %s',
    (how) => {
      recordEdit(context, { changeId: 'edit-0001', entity, localId: 'e', patch: { profile: 'p1', role: 'Reader' } });
      const joined = { batchId: 'batch-0002', entity, who: { ids: ['e', 'u2'] } } as const;
      changeMany(context, {
        ...joined,
        who: { ids: ['e', 'u2'] },
        what: { kind: 'edit', patch: { role: 'Admin', profile: 'p2', 'user_data.note': 'n' } },
      });
      for (const localId of ['e', 'u2'])
        recordAction(context, { changeId: `remove-${localId}-1`, entity, localId, action: 'remove' });
      if (how === 'discard') expect(discardBatch(context, 'batch-0002')).toEqual({ discarded: 2 });
      else expect(undoMany(context, 'batch-0002')).toEqual({ undone: 2, sent: 0 });
      expect(lane('e')).toMatchObject([{ id: 'remove-e-1' }]);
      const line = "SELECT outcome, after FROM history WHERE change_id = 'batch-0002.0' ORDER BY seq DESC LIMIT 1";
      expect(db.statement(line).get()).toMatchObject({ outcome: 'discarded' });
      expect(discardBatch(context, 'batch-0002')).toEqual({ discarded: 0 });
      for (const localId of ['e', 'u2']) discardChange(context, `remove-${localId}-1`);
      expect(lane('e').map(({ id, patch }) => ({ id, patch }))).toEqual([
        { id: 'edit-0001', patch: { profile: 'p1', role: 'Reader' } },
      ]);
      expect(lane('e')[0]?.base).toMatchObject({ profile: '', role: 'Editor', '*role*': 'Editor' });
      expect(lane('u2').map(({ patch }) => patch)).toEqual([{ role: 'Editor' }]);
      expect(lane('u2')).toMatchObject([{ id: 'batch-0001.1', batchId }]);
    },
  );

  it('beside the batch comes back with the removal, the batch’s part does not', () => {
    single('edit-0001', { profile: 'p1' });
    recordAction(context, { changeId: 'remove-01', entity, localId: 'u1', action: 'remove' });
    discardBatch(context, batchId);
    discardChange(context, 'remove-01');
    expect(lane()).toMatchObject([{ id: 'batch-0001.0', batchId: null, patch: { profile: 'p1' } }]);
  });
});
