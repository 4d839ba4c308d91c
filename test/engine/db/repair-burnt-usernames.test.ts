import { expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { salvage } from '#engine/db/repair.ts';
import { burntBy, burnUsername } from '#engine/mirror/burnt-usernames.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';

it('a salvaged file keeps the usernames that nobody can have any more: no list of HQ tells them', () => {
  const folder = tempFolder();
  const db = openDatabase(folder, testDeps());
  db.write('burnt', () => burnUsername(db, 'nia@p.commcarehq.org', 'half-made', 5));
  db.close();
  salvage(folder, testDeps());
  const after = openDatabase(folder, testDeps());
  expect(burntBy(after, 'nia@p.commcarehq.org')).toBe('half-made');
  after.close();
});
