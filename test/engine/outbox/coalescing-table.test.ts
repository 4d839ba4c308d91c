/**
 * The coalescing table row by row: what waits for a person, the new edit, and what comes of it in the outbox and the history. The pure rules
 * have tables of their own (test/unit/main/engine/outbox); where the first design said otherwise, docs/decisions.md says why.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { getServerRecord } from '#engine/mirror/server-records.ts';
import { visibleValues } from '#engine/mirror/visible.ts';
import { readConflicts } from '#engine/outbox/conflicts.ts';
import { discardChange } from '#engine/outbox/decide-change.ts';
import { addDependency } from '#engine/outbox/dependencies.ts';
import { readChange, readLane } from '#engine/outbox/read-changes.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordCreate, recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { resolveChange } from '#engine/outbox/resolve-change.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import { rebaseLanes } from '#engine/sync/rebase.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, webUser, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let folder: string;
let context: RecordContext;
let recorded: string[];
const deps = testDeps();

beforeEach(() => {
  folder = tempFolder();
  recorded = [];
  db = openDatabase(folder, deps);
  context = { db, author: 'me@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'mobile-worker', [worker('w1', { first_name: 'Ana', last_name: 'Diaz' }), worker('w2', {})]);
  pullPeople(db, 'web-user', [webUser('u1', {}), webUser('e', { role: 'Editor' }), webUser('b', { role: 'Admin' })]);
});
afterEach(() => {
  db.close();
  assertLaws(folder, recorded);
});

const entity = 'mobile-worker';

function edit(changeId: string, patch: FieldValues, localId = 'w1') {
  recorded.push(changeId);
  return recordEdit(context, { changeId, entity, localId, patch });
}

function act(changeId: string, action: PersonAction, localId = 'w1') {
  recorded.push(changeId);
  return recordAction(context, { changeId, entity, localId, action });
}

function create(): string {
  recorded.push('create-01');
  return recordCreate(context, { changeId: 'create-01', values: { username: 'one' }, password: 'Long-pass-1' }).localId;
}

const lane = (localId = 'w1') => readLane(db, entity, localId);
const ids = (localId = 'w1') => lane(localId).map(({ id }) => id);
const outcome = (changeId: string) =>
  listHistory(db, historyFilterSchema.parse({ changeId }), 0, 9).entries.map((line) => line.outcome);

/** A web user's edit that clashes with HQ in the note and in nothing else. */
function clashing(): void {
  editUser('edit-0001', { 'user_data.note': 'ours', 'user_data.other': 'x' });
  const before = getServerRecord(db, 'web-user', 'u1')?.snapshot ?? {};
  const theirs: Record<string, Json> = { ...before, user_data: { note: 'theirs' } };
  pullPeople(db, 'web-user', [webUser('u1', theirs)]);
  db.write('rebase', () => rebaseLanes(db, 'web-user', ['u1'], context.now()));
}

function editUser(changeId: string, patch: FieldValues, batchId?: string) {
  recorded.push(changeId);
  return recordEdit(context, {
    changeId,
    entity: 'web-user',
    localId: 'u1',
    patch,
    ...(batchId === undefined ? {} : { batchId }),
  });
}

describe('what waits · the new edit', () => {
  it('nothing · update: a new update, measured from what was seen', () => {
    edit('edit-0001', { first_name: 'Anna' });
    expect(lane()).toMatchObject([
      { id: 'edit-0001', kind: 'update', patch: { first_name: 'Anna' }, base: { first_name: 'Ana' } },
    ]);
  });

  it('queued update · update: one patch, the first base of each field stays', () => {
    edit('edit-0001', { first_name: 'Anna' });
    edit('edit-0002', { first_name: 'Anne', last_name: 'Cruz' });
    expect(lane()).toMatchObject([
      {
        id: 'edit-0001',
        patch: { first_name: 'Anne', last_name: 'Cruz' },
        base: { first_name: 'Ana', last_name: 'Diaz' },
      },
    ]);
    expect(outcome('edit-0002')).toEqual(['merged']);
  });

  it('queued update · update back to the base: the field leaves, and with the last one the change', () => {
    edit('edit-0001', { first_name: 'Anna', last_name: 'Cruz' });
    edit('edit-0002', { first_name: 'Ana' });
    expect(lane()).toMatchObject([{ patch: { last_name: 'Cruz' } }]);
    edit('edit-0003', { last_name: 'Diaz' });
    expect(ids()).toEqual([]);
    expect([outcome('edit-0001'), outcome('edit-0003')]).toEqual([['discarded'], ['discarded']]);
  });

  it('create, never sent · update: folded into the create', () => {
    const localId = create();
    edit('edit-0001', { first_name: 'New' }, localId);
    expect(lane(localId)).toMatchObject([{ id: 'create-01', kind: 'create', patch: { first_name: 'New' }, base: {} }]);
  });

  it('create, never sent · delete: both go, and what waited for it is looked at again', () => {
    const localId = create();
    edit('edit-0001', { first_name: 'A' });
    db.write('deps', () => addDependency(db, 'edit-0001', 'create-01'));
    act('remove-01', 'remove', localId);
    expect(ids(localId)).toEqual([]);
    expect(visibleValues(db, entity, localId)).toBeNull();
    expect(readChange(db, 'edit-0001')).toMatchObject({ state: 'rejected', reason: { code: 'wrong-state' } });
  });

  it('queued update · delete: the removal is in its place', () => {
    edit('edit-0001', { first_name: 'Anna' });
    act('remove-01', 'remove');
    expect(lane()).toMatchObject([{ id: 'remove-01', kind: 'delete' }]);
    expect(outcome('edit-0001')).toEqual(['merged']);
  });

  it('queued delete · undo: the removal goes, and what it was in the place of is back', () => {
    edit('edit-0001', { first_name: 'Anna' });
    act('remove-01', 'remove');
    discardChange(context, 'remove-01');
    expect(ids()).toEqual(['edit-0001']);
    expect(visibleValues(db, entity, 'w1')).toMatchObject({ first_name: 'Anna' });
  });

  it('queued action · the same action: one is kept', () => {
    act('deact-001', 'deactivate');
    expect(act('deact-002', 'deactivate')).toBe('deact-001');
    expect(ids()).toEqual(['deact-001']);
  });

  it('queued after a send known to be unapplied · update: merged, and due at once', () => {
    edit('edit-0001', { first_name: 'Anna' });
    moveChange(db, 'edit-0001', 'sending', context.now(), { attempts: 1 });
    moveChange(db, 'edit-0001', 'queued', context.now(), { nextAttemptAt: context.now() + 60_000 });
    edit('edit-0002', { first_name: 'Anne' });
    expect(lane()).toMatchObject([
      { id: 'edit-0001', patch: { first_name: 'Anne' }, base: { first_name: 'Ana' }, nextAttemptAt: null },
    ]);
  });

  it('refused · update: merged, back to queued', () => {
    edit('edit-0001', { first_name: 'Anna' });
    moveChange(db, 'edit-0001', 'sending', context.now());
    const reason = { code: 'validation' as const, message: 'no', hqMessages: [], fields: {}, status: 400, at: 1 };
    moveChange(db, 'edit-0001', 'rejected', context.now(), { reason });
    edit('edit-0002', { last_name: 'Cruz' });
    expect(lane()).toMatchObject([
      { id: 'edit-0001', state: 'queued', reason: null, patch: { first_name: 'Anna', last_name: 'Cruz' } },
    ]);
  });

  it.each(['sending', 'unknown', 'ask'] as const)(
    '%s · anything: behind it, measured from what is under way',
    (state) => {
      edit('edit-0001', { first_name: 'Anna' });
      if (state !== 'ask') moveChange(db, 'edit-0001', 'sending', context.now());
      if (state !== 'sending') moveChange(db, 'edit-0001', state, context.now());
      edit('edit-0002', { first_name: 'Ana' });
      act('deact-001', 'deactivate');
      expect(lane()).toMatchObject([
        { id: 'edit-0001', state, patch: { first_name: 'Anna' } },
        { id: 'edit-0002', patch: { first_name: 'Ana' }, base: { first_name: 'Anna' } },
        { id: 'deact-001' },
      ]);
      act('remove-01', 'remove');
      expect(ids()).toEqual(['edit-0001', 'remove-01']);
    },
  );

  it('conflict · edit of a clashing field: is the decision, measured from HQ’s present value', () => {
    clashing();
    editUser('edit-0002', { 'user_data.note': 'newest' });
    expect(readChange(db, 'edit-0001')).toMatchObject({
      state: 'queued',
      patch: { 'user_data.note': 'newest', 'user_data.other': 'x' },
      base: { 'user_data.note': 'theirs' },
    });
  });

  it('conflict · edit of another field: joins the change, whose clash stays open; HQ’s value for that leaves the edit', () => {
    clashing();
    editUser('edit-0002', { profile: 'p1' });
    expect(readLane(db, 'web-user', 'u1')).toMatchObject([
      { id: 'edit-0001', state: 'conflict', patch: { 'user_data.note': 'ours', profile: 'p1' } },
    ]);
    expect([...readConflicts(db, 'edit-0001').keys()]).toEqual(['user_data.note']);
    resolveChange(context, 'edit-0001', [{ field: 'user_data.note', use: 'theirs' }]);
    expect(readChange(db, 'edit-0001')).toMatchObject({
      state: 'queued',
      patch: { 'user_data.other': 'x', profile: 'p1' },
    });
  });

  it('of a batch · single edit: merged; the history says which values of the batch will not be sent, and by what', () => {
    editUser('b.0', { role: 'Editor', profile: 'p1' }, 'batch-0001');
    editUser('edit-0001', { role: 'Admin' });
    expect(readLane(db, 'web-user', 'u1')).toMatchObject([{ id: 'b.0', patch: { role: 'Admin', profile: 'p1' } }]);
    const [single] = listHistory(db, historyFilterSchema.parse({ changeId: 'edit-0001' }), 0, 9).entries;
    expect(single).toMatchObject({ outcome: 'merged', batchId: null, fields: [{ field: 'role', after: 'Admin' }] });
    expect(single?.answer.note).toContain('That change was part of the batch batch-0001.');
    const [superseded] = listHistory(db, historyFilterSchema.parse({ changeId: 'b.0' }), 0, 9).entries;
    expect(superseded).toMatchObject({
      outcome: 'merged',
      batchId: 'batch-0001',
      fields: [{ field: 'role', before: 'Reader', after: 'Editor' }],
    });
    expect(superseded?.answer.note).toContain('Values of the batch replaced by it: Role.');
  });

  it('of a batch · edit of the same batch, or another field: nothing of it is superseded', () => {
    editUser('b.0', { role: 'Editor' }, 'batch-0001');
    editUser('b.1', { role: 'Admin' }, 'batch-0001');
    expect(outcome('b.0')).toEqual([]);
    editUser('edit-0001', { profile: 'p1' });
    expect(outcome('b.0')).toEqual([]);
    const [single] = listHistory(db, historyFilterSchema.parse({ changeId: 'edit-0001' }), 0, 9).entries;
    expect(single?.answer.note).toContain('batch-0001');
  });
});
