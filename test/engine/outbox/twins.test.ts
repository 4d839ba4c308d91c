import { expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { addDependency } from '#engine/outbox/dependencies.ts';
import { readTwins } from '#engine/outbox/twins.ts';
import { addChange, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

it('a create that waits for the removal of one row holds up every other row of its name', () => {
  const db = openDatabase(tempFolder(), testDeps());
  const username = 'nia@p.commcarehq.org';
  pullPeople(db, 'mobile-worker', [worker('w1', { username }), worker('w2', { username })]);
  const create = { localId: 'new-1', kind: 'create', state: 'queued', patch: { username }, base: {} } as const;
  addChange(db, { ...create, id: 'create-0001' });
  db.statement('UPDATE changes SET attempts = 1').run();
  addChange(db, { id: 'remove-01', localId: 'w1', kind: 'delete', state: 'queued', patch: {}, base: {} });
  addDependency(db, 'create-0001', 'remove-01');
  // The removal itself goes first: both would wait for each other.
  expect(readTwins(db, 'admin').map(({ localId }) => localId)).toEqual(['w2']);
  db.close();
});
