import { migrations } from '#engine/db/migrations.ts';
import type { Migration } from '#engine/db/migrations.ts';

/** What a Roster two versions on might do to the file: much in one step, so that a half done one would show. */
export const coming: readonly Migration[] = [
  ...migrations,
  {
    version: 9020,
    name: 'coming',
    sql: `CREATE TABLE coming (id TEXT PRIMARY KEY); INSERT INTO coming SELECT id FROM changes;
      ALTER TABLE changes ADD COLUMN coming TEXT;`,
  },
  { version: 9030, name: 'later', sql: 'CREATE TABLE later (x); DROP TABLE coming;' },
];
