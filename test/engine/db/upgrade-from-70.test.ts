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
import { worker } from '../../helpers/mirror-data.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

it('a file of schema 70 with open, decided and ended changes loses nothing', () => {
  const deps = testDeps();
  const folder = tempFolder();
  const old = openDatabase(folder, deps, { migrations: migrations.filter(({ version }) => version <= 70) });
  // As that version wrote it: today's code knows later tables.
  for (const { serverId, snapshot } of ['w1', 'w2', 'w3'].map((id) => worker(id, { first_name: 'Theirs' }))) {
    old
      .statement(
        "INSERT INTO server_records (entity, server_id, snapshot, hash, active) VALUES ('mobile-worker', ?, ?, '', 1)",
      )
      .run(serverId, JSON.stringify(snapshot));
    old
      .statement(
        "INSERT INTO record_marks (entity, server_id, generation, fetched_at) VALUES ('mobile-worker', ?, 1, 1)",
      )
      .run(serverId);
  }
  // The role was renamed at HQ: its id stands at both names.
  old
    .statement(
      "INSERT INTO roles (name, role_id, assignable) VALUES ('Old', 'r1', 1), ('New', 'r1', 1), ('Own', 'r2', 0)",
    )
    .run();
  old.statement(`INSERT INTO profiles (name, profile_id, fields) VALUES ('Lead', '11', '{"team":"north"}')`).run();
  old
    .statement("INSERT INTO user_fields (entity, name, defined, required) VALUES ('mobile-worker', 'team', 1, 1)")
    .run();
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
  const all = (sql: string) => db.statement(sql).all();
  expect(all('SELECT name, role_id AS id FROM roles ORDER BY name')).toEqual([
    { name: 'New', id: null },
    { name: 'Old', id: null },
    { name: 'Own', id: 'r2' },
  ]);
  expect(all('SELECT name, profile_id AS id, fields FROM profiles')).toEqual([
    { name: 'Lead', id: '11', fields: '{"team":"north"}' },
  ]);
  expect(all('SELECT name, required, regex FROM user_fields')).toEqual([{ name: 'team', required: 1, regex: null }]);
  db.close();
});
