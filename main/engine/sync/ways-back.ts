/** HQ's own ways back after removals: see unqueued-requests.ts. One without an answer is settled in the next run, by reading the person. */
import { undoRemovalAction } from '#shared/domain/history.ts';
import type { EngineDatabase } from '../db/database.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { writeHistory } from '../outbox/history.ts';
import type { HistoryAnswer } from '../outbox/history.ts';
import { readHistoryLine } from '../outbox/history-record.ts';
import type { HistoryRecord } from '../outbox/history-record.ts';
import { takeRecord } from '../outbox/person-truth.ts';
import { readMeta, writeMeta } from './meta.ts';
import type { WayBack } from './meta.ts';
import { readPerson } from './read-back.ts';
import { generationOf } from './settle.ts';
import type { SyncRun } from './sync-run.ts';
import { unqueuedRequests } from './unqueued-requests.ts';

export const waysBack = unqueuedRequests<WayBack>(
  (db) => readMeta(db, 'waysBack'),
  (db, ways) => writeMeta(db, 'waysBack', ways),
  (way, state) => ({ ...way, state }),
);

/** HQ has the member again: the line about it, and the one of the removal names it. */
export function finishWayBack(
  db: EngineDatabase,
  line: HistoryRecord,
  way: Omit<WayBack, 'state' | 'line'>,
  answer: HistoryAnswer,
  now: number,
): void {
  db.write('undo-removal', () => {
    waysBack.forget(db, (each) => each.line === line.seq);
    db.statement('UPDATE history SET undone_by = ? WHERE seq = ?').run(way.changeId, line.seq);
    const { entity, localId, serverId, key, name } = line;
    const { changeId: id, author, createdAt } = way;
    const change = { id, author, entity, localId, kind: 'action', action: undoRemovalAction } as const;
    const entry = { outcome: 'acked', serverId, person: { key, name }, answer } as const;
    writeHistory(db, { ...change, base: {}, patch: {}, createdAt }, entry, now);
  });
}

/** Reads, of each way back without an answer, whether HQ has the member again. What cannot be read is asked about in the next run. */
export async function settleWaysBack(run: SyncRun): Promise<void> {
  const { db, deps } = run;
  // One that is under way again for the same command is another request.
  const drop = ({ changeId }: WayBack) =>
    waysBack.forget(db, (each) => each.changeId === changeId && each.state === 'unknown');
  for (const way of waysBack.unknown(db)) {
    const line = readHistoryLine(db, way.line);
    const serverId = line?.serverId ?? null;
    // The line is lost with a damaged file: there is nobody to ask about.
    if (!line || serverId === null || line.undoneBy !== null) {
      drop(way);
      continue;
    }
    const found = await readPerson(run, 'web-user', serverId);
    if (found.kind === 'gone') drop(way);
    if (found.kind !== 'ok') continue;
    const now = deps.now();
    db.write('way-back', () => {
      finishWayBack(db, line, way, { status: null, read: 'after-lost-answer' }, now);
      takeRecord(db, 'web-user', found.value, { active: null, written: {}, generation: generationOf(run), now });
      rebuildVisible(db, 'web-user', [line.localId]);
    });
    run.changedLately.delete(serverId);
    run.changed('web-user', 'history');
  }
}
