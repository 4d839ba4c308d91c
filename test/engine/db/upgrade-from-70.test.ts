import { expect, it } from 'vitest';
import { migrations } from '#engine/db/migrations.ts';
import { openDatabase } from '#engine/db/open-database.ts';
import { readConflicts } from '#engine/outbox/conflicts.ts';
import { discardChange } from '#engine/outbox/decide-change.ts';
import { indexOldHistory } from '#engine/outbox/history-search.ts';
import { readChange, readLane } from '#engine/outbox/read-changes.ts';
import { listHistory } from '#engine/outbox/read-history.ts';
import { recordAction } from '#engine/outbox/record-action.ts';
import { undoChange } from '#engine/outbox/undo-change.ts';
import { unresolveChange } from '#engine/outbox/unresolve-change.ts';
import { historyFilterSchema } from '#shared/domain/history.ts';
import { secretKey } from '../../helpers/engine-harness.ts';
import { pullPeople, worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

it('a file of schema 70 with open, decided and ended changes loses nothing', () => {
  const deps = testDeps();
  const folder = tempFolder();
  const old = openDatabase(folder, deps, { migrations: migrations.filter(({ version }) => version <= 70) });
  pullPeople(old, 'mobile-worker', [
    worker('w1', { first_name: 'Theirs' }),
    worker('w2', { first_name: 'Theirs' }),
    worker('w3', { first_name: 'Theirs' }),
  ]);
  const insert = (id: string, localId: string, state: string, base: object) =>
    old
      .statement(
        `INSERT INTO changes (id, author, entity, local_id, kind, patch, base, state, created_at, updated_at)
      VALUES (?, 'me@example.org', 'mobile-worker', ?, 'update', ?, ?, ?, 1, 1)`,
      )
      .run(id, localId, JSON.stringify({ first_name: 'Mine' }), JSON.stringify(base), state);
  old.write('fill', () => {
    insert('edit-0001', 'w1', 'queued', { first_name: 'Theirs' });
    old
      .statement(
        "INSERT INTO decisions (change_id, field, base, mine, choice, decided_at) VALUES ('edit-0001', 'first_name', '\"First\"', '\"Mine\"', 'mine', 5)",
      )
      .run();
    insert('edit-0002', 'w2', 'conflict', { first_name: 'First' });
    old
      .statement(
        "INSERT INTO conflicts (change_id, field, base, mine, theirs) VALUES ('edit-0002', 'first_name', '\"First\"', '\"Mine\"', '\"Theirs\"')",
      )
      .run();
    const seq = old
      .statement(
        `INSERT INTO history (change_id, author, entity, local_id, server_id, kind, before, after, outcome, answer, created_at, finished_at, person_key, search)
      VALUES ('edit-0003', 'me@example.org', 'mobile-worker', 'w3', 'w3', 'update', '{"first_name":"First"}', '{"first_name":"Mine"}', 'discarded', '{"note":"x"}', 1, 2, 'w3', 'old text')`,
      )
      .run().lastInsertRowid;
    old.statement('INSERT INTO history_search (rowid, search) VALUES (?, ?)').run(seq, 'old text');
    old
      .statement(
        `INSERT INTO ended_changes (id, history_seq, ended_at, gone, needs, dependants, author, entity, local_id, kind, patch, base, attempts, created_at, updated_at)
      VALUES ('edit-0003', ?, 2, 0, '[]', '[]', 'me@example.org', 'mobile-worker', 'w3', 'update', '{"first_name":"Mine"}', '{"first_name":"First"}', 0, 1, 1)`,
      )
      .run(seq);
  });
  old.close();
  const db = openDatabase(folder, deps);
  indexOldHistory(db);
  const context = { db, author: 'me@example.org', project: 'p', secretKey, now: deps.now, usesPersonalId: () => null };
  expect(readLane(db, 'mobile-worker', 'w1')).toHaveLength(1);
  unresolveChange(context, 'edit-0001');
  expect([...readConflicts(db, 'edit-0001').keys()]).toEqual(['first_name']);
  recordAction(context, { changeId: 'remove-02', entity: 'mobile-worker', localId: 'w2', action: 'remove' });
  discardChange(context, 'remove-02');
  expect(readChange(db, 'edit-0002')).toMatchObject({ state: 'conflict' });
  const line = listHistory(db, historyFilterSchema.parse({ search: 'Mine' }), 0, 10).entries.find(
    ({ changeId }) => changeId === 'edit-0003',
  );
  expect(line).toMatchObject({ undo: { can: true, how: 'unresolve' } });
  undoChange(context, { changeId: 'undo-0001', id: line?.id ?? 0 });
  expect(readChange(db, 'edit-0003')).toMatchObject({ state: 'conflict', patch: { first_name: 'Mine' } });
  db.close();
});
