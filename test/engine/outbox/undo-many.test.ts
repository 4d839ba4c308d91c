import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { removeServerRecord } from '#engine/mirror/server-records.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { changeMany, undoMany } from '#engine/outbox/change-many.ts';
import { compareWithHq } from '#engine/outbox/compare-with-hq.ts';
import { readConflicts } from '#engine/outbox/conflicts.ts';
import { discardChange } from '#engine/outbox/decide-change.ts';
import { readLane } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import type { Json } from '#shared/domain/entities.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { ManyWhat } from '#shared/ipc/many.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let context: RecordContext;
const entity = 'mobile-worker';

beforeEach(() => {
  const deps = testDeps();
  db = openDatabase(tempFolder(), deps);
  context = { db, author: 'admin@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, entity, [worker('a', {}), worker('b', {})]);
});
afterEach(() => db.close());

const many = (what: ManyWhat, batchId = 'batch-1') =>
  changeMany(context, { batchId, entity, who: { ids: ['a', 'b'] }, what });
const act = (action: 'deactivate' | 'reactivate', batchId?: string) => many({ kind: 'act', action }, batchId);
const alone = (changeId: string, localId: string, action: PersonAction) =>
  recordAction(context, { changeId, entity, localId, action });
const lane = (localId: string) => readLane(db, entity, localId);
const waiting = (localId: string) => lane(localId).map(({ action }) => action);

function gone(localId: string): void {
  db.write('gone', () => {
    removeServerRecord(db, entity, localId);
    rebuildVisible(db, entity, [localId]);
  });
}

describe('a batch is taken back for the others where one of its people', () => {
  it('is to be removed by now, and the batch had only ended what waited', () => {
    for (const localId of ['a', 'b']) alone(`alone-${localId}`, localId, 'deactivate');
    act('reactivate');
    alone('remove-01', 'b', 'remove');
    expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
    expect(lane('a')).toMatchObject([{ action: 'deactivate' }]);
    expect(lane('b')).toMatchObject([{ id: 'remove-01' }]);
  });

  it('is gone from HQ by now', () => {
    for (const localId of ['a', 'b']) alone(`alone-${localId}`, localId, 'deactivate');
    act('reactivate');
    gone('b');
    expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
    expect([waiting('a'), waiting('b')]).toEqual([['deactivate'], []]);
  });

  it('had an edit that only ended what waited, and is to be removed by now', () => {
    for (const localId of ['a', 'b'])
      recordEdit(context, { changeId: `alone-${localId}`, entity, localId, patch: { last_name: 'Mine' } });
    many({ kind: 'edit', patch: { last_name: 'Last' } });
    alone('remove-01', 'b', 'remove');
    expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
    expect(lane('a')).toMatchObject([{ patch: { last_name: 'Mine' } }]);
    expect(lane('b')).toMatchObject([{ id: 'remove-01' }]);
  });
});

describe('taking a batch back sends nothing against what another admin did since, where the batch’s own change was discarded', () => {
  it('an action', () => {
    act('deactivate');
    discardChange(context, 'batch-1.1');
    pullPeople(db, entity, [worker('b', {}, false)], 2);
    expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
    expect([waiting('a'), waiting('b')]).toEqual([[], []]);
  });

  it('an action, where its opposite was said since', () => {
    act('deactivate');
    alone('alone-01', 'b', 'reactivate');
    pullPeople(db, entity, [worker('b', {}, false)], 2);
    expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
    expect([waiting('a'), waiting('b')]).toEqual([[], []]);
  });

  it('an edit', () => {
    many({ kind: 'edit', patch: { last_name: 'Many' } });
    discardChange(context, 'batch-1.1');
    pullPeople(db, entity, [worker('b', { last_name: 'Many' })], 2);
    expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
    expect([lane('a'), lane('b')]).toEqual([[], []]);
  });
});

describe('those of whom the same still waits by another word count neither as taken back nor as sent', () => {
  it('said by a person while it waited', () => {
    act('deactivate');
    alone('alone-01', 'b', 'deactivate');
    expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
    expect([waiting('a'), waiting('b')]).toEqual([[], ['deactivate']]);
  });

  it('said by a person anew, after it was taken back', () => {
    act('deactivate');
    alone('alone-01', 'b', 'reactivate');
    alone('alone-02', 'b', 'deactivate');
    expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
    expect([waiting('a'), waiting('b')]).toEqual([[], ['deactivate']]);
  });
});

it('a batch that had ended what waited before is taken back once, and says so again', () => {
  for (const localId of ['a', 'b']) alone(`alone-${localId}`, localId, 'deactivate');
  act('reactivate');
  for (let time = 0; time < 2; time += 1) expect(undoMany(context, 'batch-1')).toEqual({ undone: 2, sent: 0 });
  expect([waiting('a'), waiting('b')]).toEqual([['deactivate'], ['deactivate']]);
});

it('an edit that clashes with HQ by now ends, and what was before it is not sent over another admin’s value', () => {
  many({ kind: 'edit', patch: { last_name: 'Ours' } });
  pulledAnew({ last_name: 'Theirs' });
  expect(lane('a')).toMatchObject([{ state: 'conflict' }]);
  expect(undoMany(context, 'batch-1')).toEqual({ undone: 2, sent: 0 });
  expect([lane('a'), lane('b')]).toEqual([[], []]);
});

/** HQ has it since; what waits of `a` is compared. */
function pulledAnew(values: Record<string, Json>): void {
  pullPeople(db, entity, [worker('a', values), worker('b', {})], 2, 2);
  const [change] = lane('a');
  if (change) db.write('rebase', () => compareWithHq(db, change, 1));
}

it('an edit that joined a person’s own, and clashes with HQ by now, ends as its part alone: the own one goes on', () => {
  recordEdit(context, { changeId: 'own-0001', entity, localId: 'a', patch: { email: 'own@example.org' } });
  many({ kind: 'edit', patch: { last_name: 'Batch' } });
  expect(lane('a')).toMatchObject([{ id: 'own-0001', patch: { last_name: 'Batch' } }]);
  pulledAnew({ last_name: 'Admin' });
  expect(lane('a')).toMatchObject([{ state: 'conflict' }]);
  undoMany(context, 'batch-1');
  expect(lane('a')).toMatchObject([{ id: 'own-0001', state: 'queued', patch: { email: 'own@example.org' } }]);
  expect(lane('a')[0]?.patch).not.toHaveProperty('last_name');
});

it('an edit that joined a person’s own of the same field gives it back, and the question stays that person’s', () => {
  recordEdit(context, { changeId: 'own-0001', entity, localId: 'a', patch: { last_name: 'Own' } });
  many({ kind: 'edit', patch: { last_name: 'Batch' } });
  pulledAnew({ last_name: 'Admin' });
  undoMany(context, 'batch-1');
  expect(lane('a')).toMatchObject([{ id: 'own-0001', state: 'conflict', patch: { last_name: 'Own' } }]);
  const clash = { field: 'last_name', base: 'Last', mine: 'Own', theirs: 'Admin' };
  expect([...readConflicts(db, 'own-0001').values()]).toMatchObject([clash]);
  expect(db.statement("SELECT * FROM history WHERE outcome = 'decided'").all()).toEqual([]);
});

it('an edit that joined another batch’s way back, and clashes with HQ by now, gives it back as a question, not as an answer', () => {
  pullPeople(db, entity, [worker('a', { last_name: 'First batch' }), worker('b', {})], 2, 2);
  recordEdit(context, {
    changeId: 'back-001',
    entity,
    localId: 'a',
    patch: { last_name: 'Last', email: 'a@example.org' },
  });
  many({ kind: 'edit', patch: { last_name: 'Batch' } });
  pullPeople(db, entity, [worker('a', { last_name: 'Admin' }), worker('b', {})], 3, 3);
  const [change] = lane('a');
  if (change) db.write('rebase', () => compareWithHq(db, change, 1));
  undoMany(context, 'batch-1');
  expect(lane('a')).toMatchObject([
    { state: 'conflict', base: { last_name: 'First batch' }, patch: { last_name: 'Last' } },
  ]);
});

it('an edit that joined a person’s own goes back without a question where HQ has that person’s value by now', () => {
  recordEdit(context, { changeId: 'own-0001', entity, localId: 'a', patch: { last_name: 'Own' } });
  many({ kind: 'edit', patch: { last_name: 'Batch' } });
  pulledAnew({ last_name: 'Own' });
  expect(lane('a')).toMatchObject([{ state: 'conflict' }]);
  undoMany(context, 'batch-1');
  expect(lane('a')).toMatchObject([{ id: 'own-0001', state: 'queued', patch: { last_name: 'Own' } }]);
});
