/**
 * A batch's part in a change that was there before it, where that change gave way to another one (a removal): it is not to come back with it.
 */
import type { FieldValues } from '#shared/domain/entities.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { ManyWhat } from '#shared/ipc/many.ts';
import { serverIdOf } from '../mirror/identities.ts';
import type { BatchRow } from './batch-rows.ts';
import { keptCarrier } from './carrier.ts';
import type { ChangeRecord } from './change-record.ts';
import { coalesce } from './coalesce.ts';
import { writeHistory } from './history.ts';
import { manyPatch } from './many-patch.ts';
import { readLane } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
import { readTruth } from './person-truth.ts';
import { remeasureKept, standsWithout } from './remeasure-behind.ts';
import { dropReplaced, trimReplaced } from './replaced-changes.ts';

/** What a batch did to one person. */
export type JoinedPart = {
  batchId: string;
  /** Id of the batch's own change, which became part of another. */
  changeId: string;
  /** What the batch wanted, and what was shown before it. */
  wanted: FieldValues;
  before: FieldValues;
};

/** @param row of somebody the batch edits, or acts on */
export function joinedPart(batchId: string, row: BatchRow & { what: ManyWhat }): JoinedPart {
  const { changeId, before, what } = row;
  return { batchId, changeId: changeId ?? '', wanted: manyPatch(what, before) ?? {}, before };
}

/**
 * Takes the part back for good; call inside a write. Fields a person has set to something else since are left.
 * @returns whether there was any of it
 */
export function discardJoinedPart(context: RecordContext, part: JoinedPart): boolean {
  const { db, now } = context;
  const kept = keptJoined(context, part);
  if (!kept) return false;
  const { change, fields } = kept;
  const { entity, localId, seq } = change;
  const under = readLane(db, entity, localId).filter((earlier) => earlier.seq < seq);
  const truth = readTruth(db, entity, localId) ?? {};
  const left = coalesce(entity, [...under, change], pick(part.before, fields), truth, change.author);
  if (left.kind !== 'merge' && left.kind !== 'remove') return false;
  const serverId = serverIdOf(db, entity, localId);
  const values = { before: pick(change.base, fields), after: pick(change.patch, fields) };
  const line = { ...change, id: part.changeId, batchId: part.batchId };
  writeHistory(db, line, { outcome: 'discarded', serverId, ...values }, now());
  if (left.kind === 'remove') {
    writeHistory(db, change, { outcome: 'discarded', serverId }, now());
    remeasureKept(context, change, standsWithout(change, change.base));
    dropReplaced(db, change.id);
    return true;
  }
  remeasureKept(context, change, { ...standsWithout(change, change.base), ...left.patch });
  trimReplaced(db, change, { patch: left.patch, base: left.base, batchId: change.batchId });
  return true;
}

/** The kept change the part is in, and the fields that still have the batch's values; null where there are none. */
export function keptJoined(
  { db }: RecordContext,
  { batchId, changeId, wanted, before }: JoinedPart,
): { change: ChangeRecord; fields: string[] } | null {
  const change = keptCarrier(db, changeId);
  if (change?.kind !== 'update' || change.batchId === batchId) return null;
  const fields = Object.keys(before).filter(
    (field) => field in change.patch && sameFieldValue(change.entity, field, change.patch[field], wanted[field]),
  );
  return fields.length === 0 ? null : { change, fields };
}

function pick(values: FieldValues, fields: readonly string[]): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field)));
}
