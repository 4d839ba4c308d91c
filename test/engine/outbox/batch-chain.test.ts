import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { removeServerRecord } from '#engine/mirror/server-records.ts';
import { rebuildVisible } from '#engine/mirror/visible.ts';
import { changeMany, undoMany } from '#engine/outbox/change-many.ts';
import { finishChange } from '#engine/outbox/history.ts';
import { readChange, readLane } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let context: RecordContext;
const deps = testDeps();
beforeEach(() => {
  db = openDatabase(tempFolder(), deps);
  context = { db, author: 'me@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'mobile-worker', [worker('w1', { first_name: 'Ana' }), worker('w2', { first_name: 'Bo' })]);
});
afterEach(() => db.close());
const entity = 'mobile-worker';
const edit = (changeId: string, patch: Record<string, string>, localId = 'w1') =>
  recordEdit(context, { changeId, entity, localId, patch });
const batch = () =>
  changeMany(context, {
    batchId: 'batch-01',
    entity,
    who: { ids: ['w1', 'w2'] },
    what: { kind: 'edit', patch: { last_name: 'Many' } },
  });

it('a batch whose change joined one that gave way to a removal is taken back for the others once the person is removed', () => {
  edit('edit-0001', { first_name: 'Anna' });
  batch();
  recordAction(context, { changeId: 'remove-01', entity, localId: 'w1', action: 'remove' });
  const removal = readChange(db, 'remove-01');
  db.write('done', () => {
    if (removal) finishChange(db, removal, { outcome: 'acked', serverId: 'w1' }, 9);
    removeServerRecord(db, entity, 'w1');
    rebuildVisible(db, entity, ['w1']);
  });
  expect(undoMany(context, 'batch-01')).toEqual({ undone: 1, sent: 1 });
  expect(readLane(db, entity, 'w2')).toEqual([]);
});

it('what a batch sent through two changes that became one counts as sent, and nothing is sent against it', () => {
  edit('edit-0001', { first_name: 'Anna' });
  moveChange(db, 'edit-0001', 'sending', context.now());
  edit('edit-0002', { first_name: 'Anne' });
  batch();
  expect(readLane(db, entity, 'w1').map(({ id }) => id)).toEqual(['edit-0001', 'edit-0002']);
  moveChange(db, 'edit-0001', 'rejected', context.now());
  expect(edit('edit-0003', { first_name: 'Annie' })).toBe('edit-0001');
  const sent = readChange(db, 'edit-0001');
  expect(sent?.patch).toMatchObject({ last_name: 'Many' });
  db.write('done', () => sent && finishChange(db, sent, { outcome: 'acked', serverId: 'w1' }, 9));
  pullPeople(db, entity, [worker('w1', { first_name: 'Annie', last_name: 'Many' })]);
  expect(undoMany(context, 'batch-01')).toEqual({ undone: 1, sent: 1 });
  expect(readLane(db, entity, 'w1')).toEqual([]);
});
