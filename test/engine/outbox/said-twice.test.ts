import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { adoptServerId } from '#engine/mirror/identities.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { changeMany, undoMany } from '#engine/outbox/change-many.ts';
import { discardBatch } from '#engine/outbox/decide-batch.ts';
import { discardChange } from '#engine/outbox/decide-change.ts';
import { readLane } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let context: RecordContext;

beforeEach(() => {
  const deps = testDeps();
  db = openDatabase(tempFolder(), deps);
  context = { db, author: 'admin@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'mobile-worker', [worker('a', {}), worker('b', {}), worker('c', {})]);
});
afterEach(() => db.close());

const what = { kind: 'act', action: 'deactivate' } as const;
const many = (batchId: string, ids: string[]) =>
  changeMany(context, { batchId, entity: 'mobile-worker', who: { ids }, what });
const alone = (changeId: string, action: PersonAction) =>
  recordAction(context, { changeId, entity: 'mobile-worker', localId: 'b', action });
const waiting = (localId: string) => readLane(db, 'mobile-worker', localId).map(({ action }) => action);
const adopt = () =>
  db.write('adopt', () => {
    adoptServerId(db, 'mobile-worker', 'new-b', 'b');
    rebuildVisible(db, 'mobile-worker', ['new-b', 'b']);
  });
const ends = { undo: undoMany, discard: discardBatch };

describe.each(['undo', 'discard'] as const)('a batch that ends (%s) leaves an action to who else said it', (how) => {
  const end = (batchId: string) => ends[how](context, batchId);

  it('a person, while it waited', () => {
    many('batch-1', ['a', 'b']);
    alone('alone-01', 'deactivate');
    end('batch-1');
    expect([waiting('a'), waiting('b')]).toEqual([[], ['deactivate']]);
  });

  it('another batch, of whom it was so already, until that ends, too', () => {
    many('batch-1', ['a', 'b']);
    expect(many('batch-2', ['b', 'c'])).toMatchObject({ changed: 1, already: 1 });
    end('batch-1');
    expect([waiting('a'), waiting('b'), waiting('c')]).toEqual([[], ['deactivate'], ['deactivate']]);
    end('batch-2');
    expect([waiting('b'), waiting('c')]).toEqual([[], []]);
  });

  it('not another batch that has ended before', () => {
    many('batch-1', ['a', 'b']);
    many('batch-2', ['b', 'c']);
    end('batch-2');
    expect([waiting('a'), waiting('b'), waiting('c')]).toEqual([['deactivate'], ['deactivate'], []]);
    end('batch-1');
    expect([waiting('a'), waiting('b')]).toEqual([[], []]);
  });

  it('a person, also where it gave way to a removal that is taken back', () => {
    many('batch-1', ['a', 'b']);
    alone('alone-01', 'deactivate');
    alone('remove-01', 'remove');
    end('batch-1');
    discardChange(context, 'remove-01');
    expect(waiting('b')).toEqual(['deactivate']);
  });

  it('a person, also where it was said under HQ’s id of somebody who turned out to be created here', () => {
    many('batch-1', ['a', 'b']);
    alone('alone-01', 'deactivate');
    adopt();
    end('batch-1');
    expect([waiting('a'), waiting('new-b'), waiting('b')]).toEqual([[], ['deactivate'], []]);
  });

  it('and to nobody where nobody did, also of somebody who turned out to be created here', () => {
    many('batch-1', ['a', 'b']);
    adopt();
    end('batch-1');
    expect([waiting('a'), waiting('new-b'), waiting('b')]).toEqual([[], [], []]);
  });
});

it('a batch that is taken back leaves what a person has said anew since', () => {
  many('batch-1', ['a', 'b']);
  alone('alone-01', 'reactivate');
  expect(waiting('b')).toEqual([]);
  alone('alone-02', 'deactivate');
  undoMany(context, 'batch-1');
  expect([waiting('a'), waiting('b')]).toEqual([[], ['deactivate']]);
});

it('a batch says it, too, where only another account’s change, which this one never sends, says so already', () => {
  const other = { ...context, author: 'other@example.org' };
  recordAction(other, { changeId: 'other-01', entity: 'mobile-worker', localId: 'b', action: 'deactivate' });
  expect(many('batch-1', ['b'])).toMatchObject({ changed: 1, already: 0 });
  expect(readLane(db, 'mobile-worker', 'b')).toMatchObject([
    { id: 'other-01', author: 'other@example.org' },
    { id: 'batch-1.0', author: context.author, batchId: 'batch-1' },
  ]);
  expect(undoMany(context, 'batch-1')).toEqual({ undone: 1, sent: 0 });
  expect(readLane(db, 'mobile-worker', 'b')).toMatchObject([{ id: 'other-01' }]);
});
