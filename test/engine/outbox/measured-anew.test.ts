/** What waits behind a change is measured from what that change has become, also while it has given way to another one. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineDatabase } from '#engine/db/database.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { getServerRecord } from '#engine/mirror/server-records.ts';
import { discardBatch } from '#engine/outbox/decide-batch.ts';
import { discardChange } from '#engine/outbox/decide-change.ts';
import { finishChange } from '#engine/outbox/history.ts';
import { readChange, readLane } from '#engine/outbox/read-changes.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { recordEdit } from '#engine/outbox/record-change.ts';
import { moveChange } from '#engine/outbox/transitions.ts';
import type { RecordContext } from '#engine/outbox/record-context.ts';
import { rebaseLanes } from '#engine/sync/rebase.ts';
import type { PersonAction } from '#shared/domain/action.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, webUser, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

let db: EngineDatabase;
let context: RecordContext;
const deps = testDeps();
beforeEach(() => {
  db = openDatabase(tempFolder(), deps);
  context = { db, author: 'me@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'web-user', [
    webUser('u1', {}),
    webUser('e', { role: 'Editor' }),
    webUser('a', { role: 'Admin', is_admin: true }),
  ]);
  pullPeople(db, 'mobile-worker', [worker('w1', { first_name: 'Ana' })]);
});
afterEach(() => db.close());

function edit(
  changeId: string,
  patch: FieldValues,
  localId = 'u1',
  entity: PersonEntity = 'web-user',
  batchId?: string,
) {
  return recordEdit(context, { changeId, entity, localId, patch, ...(batchId ? { batchId } : {}) });
}
function act(
  changeId: string,
  action: PersonAction,
  localId = 'u1',
  entity: PersonEntity = 'web-user',
  batchId?: string,
) {
  return recordAction(context, { changeId, entity, localId, action, ...(batchId ? { batchId } : {}) });
}
function atHq(localId: string, more: Record<string, Json>): void {
  const before = getServerRecord(db, 'web-user', localId)?.snapshot ?? {};
  pullPeople(db, 'web-user', [webUser(localId, { ...before, ...more })]);
  db.write('rebase', () => rebaseLanes(db, 'web-user', [localId], context.now()));
}
/** HQ has taken it. */
function done(id: string, more: Record<string, Json>) {
  const change = readChange(db, id);
  db.write('done', () => change && finishChange(db, change, { outcome: 'acked', serverId: 'u1' }, 9));
  atHq('u1', more);
}

it('a deactivation behind an edit of the role is measured from what that edit becomes', () => {
  edit('edit-0001', { role: 'Editor' });
  act('deact-001', 'deactivate');
  edit('edit-0002', { role: 'Admin' });
  expect(readLane(db, 'web-user', 'u1').map(({ id, patch }) => [id, patch])).toEqual([
    ['edit-0001', { role: 'Admin' }],
    ['deact-001', {}],
  ]);
  done('edit-0001', { role: 'Admin' });
  expect(readChange(db, 'deact-001')).toMatchObject({ state: 'queued' });
});

it('a deactivation behind an edit of the role that is typed back is measured from HQ', () => {
  edit('edit-0001', { role: 'Editor' });
  act('deact-001', 'deactivate');
  edit('edit-0002', { role: 'Reader' });
  expect(readLane(db, 'web-user', 'u1').map(({ id }) => id)).toEqual(['deact-001']);
  atHq('u1', { first_name: 'Other' });
  expect(readChange(db, 'deact-001')).toMatchObject({ state: 'queued' });
});

it('a deactivation behind two edits that are both typed back is measured from HQ', () => {
  edit('edit-0001', { role: 'Editor' });
  moveChange(db, 'edit-0001', 'sending', context.now());
  edit('edit-0002', { role: 'Admin' });
  act('deact-001', 'deactivate');
  moveChange(db, 'edit-0001', 'rejected', context.now());
  edit('edit-0003', { role: 'Reader' });
  expect(readLane(db, 'web-user', 'u1').map(({ id }) => id)).toEqual(['deact-001']);
  expect(readChange(db, 'deact-001')?.base).toMatchObject({ '*role*': 'Reader' });
});

it('what gave way together comes back measured as it was', () => {
  act('deact-001', 'deactivate');
  edit('edit-0001', { role: 'Editor' });
  const before = readChange(db, 'edit-0001');
  expect(before?.base).toMatchObject({ '*status*': 'deactivated' });
  act('remove-01', 'remove');
  discardChange(context, 'remove-01');
  expect(readChange(db, 'edit-0001')).toEqual(before);
});

it('a role edit behind a deactivation that gave way together is no clash with that deactivation', () => {
  act('deact-001', 'deactivate');
  edit('edit-0001', { role: 'Editor' });
  act('remove-01', 'remove');
  discardChange(context, 'remove-01');
  done('deact-001', { is_active_in_domain: false });
  expect(readChange(db, 'edit-0001')).toMatchObject({ state: 'queued' });
});

it('a batch that is taken back under a removal leaves what comes back measured from HQ', () => {
  act('deact-001', 'deactivate', 'u1', 'web-user', 'batch-01');
  edit('edit-0001', { role: 'Editor' });
  act('remove-01', 'remove');
  discardBatch(context, 'batch-01');
  discardChange(context, 'remove-01');
  expect(readChange(db, 'edit-0001')).toMatchObject({ state: 'queued', base: { '*status*': 'active' } });
});
