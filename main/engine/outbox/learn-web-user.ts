/** Keeps what HQ's answer about one web user told beyond its lists. */
import { isDeepStrictEqual } from 'node:util';
import { flattenRecord, unlistedKeys } from '#shared/domain/fields.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { HqRecord } from '../hq/gateway.ts';
import type { ServerRecord } from '../mirror/server-records.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { isSealed } from './change-record.ts';
import { recordOf, takeRecord } from './person-truth.ts';
import { readLane } from './read-changes.ts';
import { moveChange } from './transitions.ts';

const entity = 'web-user';

type Told = {
  localId: string;
  record: HqRecord;
  /** The record as it was when HQ was asked: an answer older than what was settled meanwhile must not come back over it. */
  asBefore: ServerRecord | null;
  now: number;
};

/**
 * Takes only what lists do not tell: the other fields are the pull's, which compares what waits with them.
 * @returns whether something was learned
 */
export function learnWebUser(db: EngineDatabase, { localId, record: answer, asBefore, now }: Told): boolean {
  const told = Object.fromEntries(
    unlistedKeys(entity).flatMap((key) => (key in answer ? [[key, answer[key] ?? null]] : [])),
  );
  return db.write('learn-web-user', () => {
    const record = recordOf(db, entity, localId);
    const lane = readLane(db, entity, localId);
    if (!record || !isDeepStrictEqual(record.snapshot, asBefore?.snapshot) || lane.some(isSealed)) return false;
    const snapshot = { ...record.snapshot, ...told, id: record.serverId };
    if (isDeepStrictEqual(snapshot, record.snapshot)) return false;
    takeRecord(db, entity, snapshot, {
      active: null,
      written: {},
      generation: record.generation,
      now: record.fetchedAt || now,
    });
    const values = flattenRecord(entity, snapshot);
    for (const change of lane.filter(({ kind, state }) => kind === 'update' && state === 'queued')) {
      // What nobody had read when the edit was made had no base; from here on another admin's edit of it is seen.
      const learned = Object.keys(told).filter((key) => key in change.patch && (change.base[key] ?? null) === null);
      if (learned.length === 0) continue;
      const base = { ...change.base, ...Object.fromEntries(learned.map((key) => [key, values[key] ?? null])) };
      moveChange(db, change.id, 'queued', now, { base });
    }
    rebuildVisible(db, entity, [localId]);
    return true;
  });
}
