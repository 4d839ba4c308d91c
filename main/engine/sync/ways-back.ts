/**
 * HQ's own ways back after removals that are on their way: written down before the request, so that one whose answer is lost (a kill, the
 * network) is settled by reading whether HQ has the member again. None is ever sent again by itself.
 *
 * - `sending`: a request is under way in this process.
 * - `unknown`: no answer came; HQ may have done it. The next run reads the person.
 */
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

/** Committed before the request leaves. */
export function beginWayBack(db: EngineDatabase, way: Omit<WayBack, 'state'>): void {
  const others = readMeta(db, 'waysBack').filter(({ changeId }) => changeId !== way.changeId);
  writeMeta(db, 'waysBack', [...others, { ...way, state: 'sending' }]);
}

/** HQ did nothing. */
export function dropWayBack(db: EngineDatabase, changeId: string): void {
  keep(db, (way) => way.changeId !== changeId);
}

/** No answer came. */
export function leaveWayBack(db: EngineDatabase, changeId: string): void {
  const ways = readMeta(db, 'waysBack');
  writeMeta(
    db,
    'waysBack',
    ways.map((way) => (way.changeId === changeId ? { ...way, state: 'unknown' } : way)),
  );
}

/** First thing when an account is opened: nothing is under way, whatever was has no answer. */
export function sealWaysBack(db: EngineDatabase): void {
  const ways = readMeta(db, 'waysBack');
  if (ways.some(({ state }) => state === 'sending'))
    writeMeta(
      db,
      'waysBack',
      ways.map((way) => ({ ...way, state: 'unknown' })),
    );
}

/** HQ has the member again: the line about it, and the one of the removal names it. */
export function finishWayBack(
  db: EngineDatabase,
  line: HistoryRecord,
  way: Omit<WayBack, 'state' | 'line'>,
  answer: HistoryAnswer,
  now: number,
): void {
  db.write('undo-removal', () => {
    keep(db, (each) => each.line !== line.seq);
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
  for (const way of readMeta(db, 'waysBack').filter(({ state }) => state === 'unknown')) {
    const line = readHistoryLine(db, way.line);
    const serverId = line?.serverId ?? null;
    // The line is lost with a damaged file: there is nobody to ask about.
    if (!line || serverId === null || line.undoneBy !== null) {
      dropWayBack(db, way.changeId);
      continue;
    }
    const found = await readPerson(run, 'web-user', serverId);
    if (found.kind === 'gone') dropWayBack(db, way.changeId);
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

function keep(db: EngineDatabase, stays: (way: WayBack) => boolean): void {
  const ways = readMeta(db, 'waysBack');
  const left = ways.filter(stays);
  if (left.length < ways.length) writeMeta(db, 'waysBack', left);
}
