/**
 * Web users by both channels: whoever HQ's Web Users page shows is a member, whether or not REST lists them (some versions may leave
 * deactivated ones out of REST's list). Those that are not known here are read one by one; those that are known are not missed.
 */
import { localIdsOf } from '../mirror/identities.ts';
import { keepRecords, unseenRecords, upsertServerRecords } from '../mirror/server-records.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { isComplete, readCursor } from './cursors.ts';
import { readPerson } from './read-back.ts';
import { rebaseLanes } from './rebase.ts';
import type { SyncRun } from './sync-run.ts';

/** Read one by one in a pull; the rest have their turn in the next ones. Each is a call of HQ's budget. */
const readSingly = 20;

/** @param serverIds those a page of HQ's list showed, after REST's list of the same pull */
export async function crossCheckWebUsers(
  run: SyncRun,
  serverIds: readonly string[],
  generation: number,
): Promise<void> {
  const { db, deps } = run;
  if (!isComplete(readCursor(db, 'web-user'), generation)) return;
  const unseen = unseenRecords(db, 'web-user', serverIds, generation);
  if (unseen.known.length > 0) db.write('cross-check', () => keepRecords(db, 'web-user', unseen.known, generation));
  for (const serverId of unseen.unknown.slice(0, readSingly)) {
    if (run.signal.aborted) return;
    const found = await readPerson(run, 'web-user', serverId);
    // The page's index lags: somebody removed a moment ago is still in it.
    if (found.kind === 'gone') continue;
    // REST's own trouble is met and told by the next list.
    if (found.kind !== 'ok') return;
    const now = deps.now();
    db.write('cross-check', () => {
      upsertServerRecords(db, 'web-user', [{ serverId, snapshot: found.value, active: null }], generation, now);
      const localIds = localIdsOf(db, 'web-user', [serverId]);
      rebaseLanes(db, 'web-user', localIds, now);
      rebuildVisible(db, 'web-user', localIds);
    });
    run.changed('web-user');
  }
}
