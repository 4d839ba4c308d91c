/** Keeps what an invitation's form told beyond HQ's list, for the time offline. */
import { isDeepStrictEqual } from 'node:util';
import { nestUserData } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ServerRecord } from '../mirror/server-records.ts';
import { rebuildVisible } from '../mirror/visible.ts';
import { unlistedValues } from './invitation-form-values.ts';
import { isSealed } from './change-record.ts';
import { recordOf, takeRecord } from './person-truth.ts';
import { readLane } from './read-changes.ts';
import { moveChange } from './transitions.ts';

const entity = 'invitation';

type Told = {
  localId: string;
  values: FieldValues;
  /** The record as it was when HQ was asked: an answer older than what was settled meanwhile must not come back over it. */
  asBefore: ServerRecord | null;
  now: number;
};

/** @returns whether it was taken */
export function learnInvitationForm(db: EngineDatabase, { localId, values, asBefore, now }: Told): boolean {
  return db.write('learn-invitation-form', () => {
    const record = recordOf(db, entity, localId);
    const lane = readLane(db, entity, localId);
    if (!record || !isDeepStrictEqual(known(record), known(asBefore)) || lane.some(isSealed)) return false;
    const told = unlistedValues(values);
    const snapshot = { ...record.snapshot, ...nestUserData(told), id: record.serverId };
    takeRecord(db, entity, snapshot, { active: null, written: told, generation: record.generation, now });
    for (const change of lane.filter(({ kind, state }) => kind === 'update' && state === 'queued')) {
      // What nobody had read when the edit was made had no base; from here on another admin's edit of it is seen.
      const learned = Object.keys(change.base).filter((key) => change.base[key] === null && key in told);
      if (learned.length === 0) continue;
      const base = { ...change.base, ...Object.fromEntries(learned.map((key) => [key, told[key] ?? null])) };
      moveChange(db, change.id, 'queued', now, { base });
    }
    rebuildVisible(db, entity, [localId]);
    return true;
  });
}

function known(record: ServerRecord | null): unknown {
  return record && { snapshot: record.snapshot, written: record.written };
}
