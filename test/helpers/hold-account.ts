/** A second Roster for tests, in a process of its own: opens the folder in argv, says 'open' and keeps it until it is killed. */
import { openDatabase } from '#engine/db/open-database.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('which folder?');
const db = openDatabase(folder, {
  now: () => Date.now(),
  random: () => 0,
  uuid: () => crypto.randomUUID(),
  setTimer: () => ({ cancel: () => undefined }),
  log: () => undefined,
  version: 'other',
});
db.write('leave-open', () => {
  db.sql.exec(`INSERT OR REPLACE INTO meta (key, value) VALUES ('written-by-other', 'yes')`);
});
process.stdout.write('open\n');
setInterval(() => undefined, 1_000);
