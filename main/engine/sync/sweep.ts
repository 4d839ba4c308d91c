/**
 * What HQ's lists no longer show. In two steps: missed once, a record is only marked; it goes when the next complete listing misses it
 * too. A listing that is shorter than HQ said itself proves nothing, an empty or much shorter one is asked about. A record with waiting
 * changes never goes: its changes become a question.
 */
import { t } from '#shared/messages/translate.ts';
import { mirrorEntities } from '#shared/domain/entities.ts';
import type { MirrorEntity } from '#shared/domain/entities.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { countServerRecords, markMissing, missingRecords, removeServerRecord } from '../mirror/server-records.ts';
import type { MissingRecord } from '../mirror/server-records.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { readLane } from '../outbox/read-changes.ts';
import { isComplete, readCursor } from './cursors.ts';
import { readMeta, writeMeta } from './meta.ts';
import { isPerson } from './is-person.ts';
import { pullLists } from './pull-lists.ts';
import { raiseDeleted } from './rebase.ts';
import { writeLog } from './sync-log.ts';
import type { SyncRun } from './sync-run.ts';

/** Below this many nobody is asked: people leave. Above, it must also be more than `askShare` of all. */
export const askAbove = 20;
/** One in twenty at once is more likely a fault (a filter, a role, an index being rebuilt) than a change of staff. */
export const askShare = 0.05;

/** @returns what the person is asked; nothing else waits for the answer. */
export function sweep(run: SyncRun, generation: number): AppError | null {
  let asked: AppError | null = null;
  for (const entity of mirrorEntities) {
    const lists = pullLists.filter((list) => list.entity === entity);
    if (lists.length === 0) continue;
    if (!lists.every(({ name }) => isComplete(readCursor(run.db, name), generation))) continue;
    asked =
      sweepEntity(
        run,
        entity,
        generation,
        expected(
          run,
          lists.map(({ name }) => name),
        ),
      ) ?? asked;
  }
  if (asked || readMeta(run.db, 'removals')) writeMeta(run.db, 'removals', asked);
  return asked;
}

/** How many HQ said there are. */
function expected(run: SyncRun, lists: readonly string[]): number {
  return lists.reduce((sum, name) => sum + (readCursor(run.db, name)?.total ?? 0), 0);
}

function sweepEntity(run: SyncRun, entity: MirrorEntity, generation: number, total: number): AppError | null {
  const { db } = run;
  const now = run.deps.now();
  const missing = missingRecords(db, entity, generation);
  if (missing.length === 0) return null;
  const all = countServerRecords(db, entity);
  const seen = all - missing.length;
  if (seen < total) {
    writeLog(db, { at: now, entity, action: 'sweep', reason: `short listing: ${seen} of ${total}` });
    return null;
  }
  const twice = missing.filter(({ missingSince }) => missingSince !== null);
  const tooMany = twice.length > Math.max(askAbove, all * askShare);
  db.write('sweep', () => {
    markMissing(
      db,
      entity,
      missing.map(({ serverId }) => serverId),
      now,
    );
    if (!tooMany || run.acceptRemovals) for (const record of twice) removeMissing(run, entity, record, now);
  });
  if (twice.length > 0) run.changed(isPerson(entity) ? entity : 'lookups', 'changes');
  if (!tooMany || run.acceptRemovals) return null;
  const message = t('sync.removals', { count: twice.length, all, entities: t(`entities.${entity}`) });
  const details = { kind: 'removals', entity, count: twice.length, all };
  return { code: 'on-hold', message, details };
}

function removeMissing(run: SyncRun, entity: MirrorEntity, record: MissingRecord, now: number): void {
  const { db } = run;
  if (!isPerson(entity)) {
    removeServerRecord(db, entity, record.serverId);
    return;
  }
  if (record.hasChanges) {
    const head = readLane(db, entity, record.localId)[0];
    if (head?.state === 'queued' || head?.state === 'rejected') raiseDeleted(db, head, now);
  } else {
    removeServerRecord(db, entity, record.serverId);
  }
  rebuildVisible(db, entity, [record.localId]);
}
