import { expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

/** Bulk edits of thousands give way one by one: a look through all of them for each would take minutes. */
it.each([
  'id = ? AND batch_id = ?',
  'batch_id = ? ORDER BY seq',
  'replaced_by = ? ORDER BY seq',
  'entity = ? AND local_id = ? AND seq > ? AND replaced_by IS NOT ? ORDER BY seq',
])('what gave way is found by an index: %s', (where) => {
  const db = openDatabase(tempFolder(), testDeps());
  const sql = `EXPLAIN QUERY PLAN SELECT * FROM replaced_changes WHERE ${where}`;
  const plan = JSON.stringify(db.sql.prepare(sql).all(...[...where].filter((sign) => sign === '?')));
  expect(plan).toContain('SEARCH');
  expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  db.close();
});
