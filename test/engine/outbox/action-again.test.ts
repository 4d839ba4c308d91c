import { expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { readChange } from '#engine/outbox/read-changes.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { rebaseLanes } from '#engine/sync/rebase.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, webUser } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

it('an action that clashes and is pressed again goes, instead of asking the same for ever', () => {
  const deps = testDeps();
  const db = openDatabase(tempFolder(), deps);
  const context = { db, author: 'me@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  pullPeople(db, 'web-user', [webUser('u1', {}), webUser('a', { role: 'Admin', is_admin: true })]);
  const act = (changeId: string) =>
    recordAction(context, { changeId, entity: 'web-user', localId: 'u1', action: 'deactivate' });
  act('deact-001');
  pullPeople(db, 'web-user', [webUser('u1', { role: 'Editor' })]);
  db.write('rebase', () => rebaseLanes(db, 'web-user', ['u1'], 1));
  expect(readChange(db, 'deact-001')?.state).toBe('conflict');
  expect(act('deact-002')).toBe('deact-001');
  expect(readChange(db, 'deact-001')?.state).toBe('queued');
  db.write('rebase', () => rebaseLanes(db, 'web-user', ['u1'], 1));
  expect(readChange(db, 'deact-001')?.state).toBe('queued');
  const { entries } = listHistory(db, historyFilterSchema.parse({}), 0, 10);
  expect(entries).toContainEqual(expect.objectContaining({ changeId: 'deact-001', outcome: 'decided' }));
  db.close();
});
