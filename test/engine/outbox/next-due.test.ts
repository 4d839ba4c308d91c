import { expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { nextDue } from '#engine/outbox/lanes.ts';
import { readTwins } from '#engine/outbox/twins.ts';
import { addChange, pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

it('a create that was put off is due at its time, also while an edit of its twin waits for it', () => {
  const db = openDatabase(tempFolder(), testDeps());
  pullPeople(db, 'mobile-worker', [worker('w1', { username: 'nia@p.commcarehq.org' })]);
  const values = { username: 'nia@p.commcarehq.org' };
  addChange(db, { id: 'create-0001', localId: 'new-1', kind: 'create', state: 'queued', patch: values, base: {} });
  db.statement("UPDATE changes SET attempts = 1, next_attempt_at = 10000 WHERE id = 'create-0001'").run();
  addChange(db, {
    id: 'edit-0001',
    localId: 'w1',
    kind: 'update',
    state: 'queued',
    patch: { first_name: 'Mine' },
    base: { first_name: 'First' },
  });
  expect(readTwins(db, 'admin')).toHaveLength(1);
  expect(nextDue(db, 'admin', 0)).toBe(10000);
  db.close();
});
