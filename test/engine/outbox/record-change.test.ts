import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { visibleValues } from '#engine/mirror/visible.ts';
import { viewChange } from '#engine/outbox/change-view.ts';
import { discardChange, editChange, retryChange } from '#engine/outbox/decide-change.ts';
import { beforeAll, nextDue, runnableHeads, waitsFor } from '#engine/outbox/lanes.ts';
import { changeTotals, listChanges, readChange } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordCreate, recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { moveChange, sealInterrupted } from '#engine/outbox/transitions.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let context: RecordContext;
let failAt = '';

beforeEach(() => {
  failAt = '';
  const deps = testDeps({
    failpoint: (name) => {
      if (name === failAt) throw new Error(`failed at ${name}`);
    },
  });
  db = openDatabase(tempFolder(), deps);
  context = { db, author: 'admin@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'mobile-worker', [
    worker('w1', { first_name: 'Ana', email: 'a@x.org' }),
    worker('w2', {}),
    worker('w3', {}),
  ]);
});

afterEach(() => db.close());

function edit(changeId: string, patch: FieldValues, localId = 'w1'): string | null {
  return recordEdit(context, { changeId, entity: 'mobile-worker', localId, patch });
}

const query = () => ({
  author: 'Admin@example.org',
  now: context.now(),
  ignoreWaits: false,
  putOff: false,
  after: beforeAll,
  limit: 10,
});
const heads = () => runnableHeads(db, ['queued'], query());

describe('when a change was last edited', () => {
  it('moves with a person’s edit, not with what becomes of the change', () => {
    const start = context.now();
    let now = start;
    context = { ...context, now: () => now };
    edit('edit-0001', { first_name: 'A' });
    now += 1_000;
    moveChange(db, 'edit-0001', 'sending', now, { attempts: 1 });
    sealInterrupted(db);
    now += 1_000;
    moveChange(db, 'edit-0001', 'rejected', now);
    retryChange(context, 'edit-0001');
    expect(readChange(db, 'edit-0001')).toMatchObject({ state: 'queued', createdAt: start, updatedAt: start });
    now += 1_000;
    edit('edit-0002', { first_name: 'B' });
    expect(readChange(db, 'edit-0001')).toMatchObject({ patch: { first_name: 'B' }, updatedAt: start + 3_000 });
  });
});

describe('recording', () => {
  it('is all or nothing', () => {
    failAt = 'write:record-edit:before-commit';
    expect(() => edit('edit-0001', { first_name: 'Anna' })).toThrow('failed at');
    expect(changeTotals(db).all).toBe(0);
    expect(visibleValues(db, 'mobile-worker', 'w1')).toMatchObject({ first_name: 'Ana' });
  });

  it('of what is wanted already names the change that carries it, not the last of the person', () => {
    edit('edit-0001', { first_name: 'Anna' });
    recordAction(context, { changeId: 'deact-001', entity: 'mobile-worker', localId: 'w1', action: 'deactivate' });
    expect(edit('edit-0002', { first_name: 'Anna' })).toBe('edit-0001');
    expect(edit('edit-0003', { email: 'a@x.org' })).toBeNull();
  });

  it('refuses somebody who is not here', () => {
    expect(() => edit('edit-0001', { first_name: 'X' }, 'nobody')).toThrow('There is no such person here.');
  });

  it('refuses a username that is taken, here or by a waiting worker', () => {
    const values = { username: 'w1' };
    const create = (changeId: string) => recordCreate(context, { changeId, values, password: 'x' });
    expect(() => create('create-0001')).toThrow("Username 'w1@p.commcarehq.org' is already taken or reserved.");
    values.username = 'New One';
    expect(create('create-0002')).toEqual({ changeId: 'create-0002', localId: 'new-create-0002' });
    expect(create('create-0002')).toEqual({ changeId: 'create-0002', localId: 'new-create-0002' });
    expect(() => create('create-0003')).toThrow('already taken');
    expect(changeTotals(db).all).toBe(1);
  });

  it('lets the username of a worker that was never sent be changed', () => {
    recordCreate(context, { changeId: 'create-0001', values: { username: 'one' }, password: 'x' });
    edit('edit-0001', { username: 'two' }, 'new-create-0001');
    expect(readChange(db, 'create-0001')?.patch).toMatchObject({ username: 'two@p.commcarehq.org' });
    expect(() => edit('edit-0002', { username: 'w1' }, 'new-create-0001')).toThrow('already taken');
    expect(() => edit('edit-0003', { username: 'three' })).toThrow('can only be set when the person is created');
  });
});

describe('lanes', () => {
  it('let one change per person go, in order, by its author only', () => {
    edit('edit-0001', { first_name: 'A' });
    edit('edit-0002', { first_name: 'B' }, 'w2');
    expect(heads().map(({ id }) => id)).toEqual(['edit-0001', 'edit-0002']);
    moveChange(db, 'edit-0001', 'sending', context.now());
    edit('edit-0003', { first_name: 'C' });
    expect(heads().map(({ id }) => id)).toEqual(['edit-0002']);
    const behind = readChange(db, 'edit-0003');
    expect(behind && waitsFor(db, behind)).toBe('edit-0001');
    const other = { ...query(), author: 'other@example.org', ignoreWaits: true };
    expect(runnableHeads(db, ['queued'], other)).toEqual([]);
  });

  it('that were put off come by when they are due, page by page', () => {
    for (const [index, wait] of [3_000, 1_000, 2_000].entries()) {
      edit(`edit-000${index}`, { first_name: 'A' }, `w${index + 1}`);
      moveChange(db, `edit-000${index}`, 'queued', context.now(), { nextAttemptAt: context.now() + wait });
    }
    const putOff = { ...query(), ignoreWaits: true, putOff: true };
    const first = runnableHeads(db, ['queued'], { ...putOff, limit: 2 });
    expect(first.map(({ id }) => id)).toEqual(['edit-0001', 'edit-0002']);
    const rest = runnableHeads(db, ['queued'], { ...putOff, after: first[1] ?? beforeAll });
    expect(rest.map(({ id }) => id)).toEqual(['edit-0000']);
  });

  it('wait for their time unless the person asks', () => {
    edit('edit-0001', { first_name: 'A' });
    moveChange(db, 'edit-0001', 'queued', context.now(), { nextAttemptAt: context.now() + 5_000 });
    expect(heads()).toEqual([]);
    expect(nextDue(db, 'admin@example.org', context.now())).toBe(context.now() + 5_000);
    expect(runnableHeads(db, ['queued'], { ...query(), ignoreWaits: true, putOff: true })).toHaveLength(1);
  });

  it('wait for what they depend on', () => {
    edit('edit-0001', { first_name: 'A' });
    edit('edit-0002', { first_name: 'B' }, 'w2');
    db.statement("INSERT INTO change_deps VALUES ('edit-0001', 'edit-0002')").run();
    expect(heads().map(({ id }) => id)).toEqual(['edit-0002']);
    const waiting = readChange(db, 'edit-0001');
    expect(waiting && viewChange(context, waiting).waitsFor).toBe('edit-0002');
    // What it waited for will not happen: the person looks at it again.
    discardChange(context, 'edit-0002');
    expect(heads()).toEqual([]);
    expect(readChange(db, 'edit-0001')).toMatchObject({ state: 'rejected', reason: { code: 'wrong-state' } });
  });
});

describe('deciding', () => {
  it('discards: the row shows HQ’s values, a later edit is measured anew', () => {
    edit('edit-0001', { first_name: 'A', email: 'new@x.org' });
    moveChange(db, 'edit-0001', 'sending', context.now());
    edit('edit-0002', { first_name: 'B' });
    moveChange(db, 'edit-0001', 'rejected', context.now());
    discardChange(context, 'edit-0001');
    expect(readChange(db, 'edit-0002')).toMatchObject({ base: { first_name: 'Ana' }, patch: { first_name: 'B' } });
    expect(visibleValues(db, 'mobile-worker', 'w1')).toMatchObject({ first_name: 'B', email: 'a@x.org' });
    expect(db.statement("SELECT outcome FROM history WHERE change_id = 'edit-0001'").get()).toEqual({
      outcome: 'discarded',
    });
  });

  it('discards a new worker with everything behind it', () => {
    recordCreate(context, { changeId: 'create-0001', values: { username: 'one' }, password: 'x' });
    moveChange(db, 'create-0001', 'sending', context.now());
    edit('edit-0001', { first_name: 'B' }, 'new-create-0001');
    moveChange(db, 'create-0001', 'rejected', context.now());
    discardChange(context, 'create-0001');
    expect(changeTotals(db).all).toBe(0);
    expect(visibleValues(db, 'mobile-worker', 'new-create-0001')).toBeNull();
  });

  it('refuses to touch what is being sent', () => {
    edit('edit-0001', { first_name: 'A' });
    moveChange(db, 'edit-0001', 'sending', context.now());
    for (const decide of [
      () => discardChange(context, 'edit-0001'),
      () => retryChange(context, 'edit-0001'),
      () => editChange(context, { id: 'edit-0001', patch: {}, editId: 'edit-0002' }),
    ]) {
      expect(decide).toThrow('This change is being sent right now.');
    }
    expect(() => discardChange(context, 'none-0001')).toThrow('There is no such change any more');
  });

  it('offers no editing of what another account made, and says whose it is', () => {
    edit('edit-0001', { first_name: 'A' });
    const change = readChange(db, 'edit-0001');
    const other = { ...context, author: 'other@example.org' };
    expect(change && viewChange(context, change)).toMatchObject({ ofAnother: null, can: { edit: true } });
    expect(change && viewChange(other, change)).toMatchObject({
      ofAnother: 'admin@example.org',
      can: { edit: false, discard: true },
    });
    const refused = () => editChange(other, { id: 'edit-0001', patch: { first_name: 'B' }, editId: 'edit-0002' });
    expect(refused).toThrow('made with another account (admin@example.org)');
  });

  it('sends a refused one again, with the same values or others', () => {
    edit('edit-0001', { email: 'new@x.org' });
    moveChange(db, 'edit-0001', 'sending', context.now());
    const reason = {
      code: 'validation' as const,
      message: 'no',
      hqMessages: ['No.'],
      fields: { email: ['No.'] },
      status: 400,
      at: 1,
    };
    moveChange(db, 'edit-0001', 'rejected', context.now(), { reason });
    const refused = readChange(db, 'edit-0001');
    expect(refused && viewChange(context, refused)).toMatchObject({
      key: 'w1@p.commcarehq.org',
      fields: [{ field: 'email', was: 'a@x.org', yours: 'new@x.org', problems: ['No.'] }],
      can: { retry: true, edit: true, discard: true },
    });
    expect(editChange(context, { id: 'edit-0001', patch: { email: 'other@x.org' }, editId: 'edit-0002' })).toBe(
      'edit-0001',
    );
    expect(readChange(db, 'edit-0001')).toMatchObject({
      state: 'queued',
      reason: null,
      patch: { email: 'other@x.org' },
    });
    expect(editChange(context, { id: 'edit-0001', patch: { email: 'a@x.org' }, editId: 'edit-0003' })).toBeNull();
    expect(listChanges(db, null, 0, 10)).toEqual([]);
  });
});

describe('after a crash', () => {
  it('what was being sent is unknown', () => {
    edit('edit-0001', { first_name: 'A' });
    moveChange(db, 'edit-0001', 'sending', context.now());
    expect(sealInterrupted(db)).toBe(1);
    expect(changeTotals(db)).toMatchObject({ all: 1, unknown: 1, sending: 0 });
    expect(() => moveChange(db, 'edit-0001', 'sending', context.now())).toThrow('from unknown to sending');
  });
});
