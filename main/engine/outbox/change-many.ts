/**
 * One edit or action for many people: a batch, recorded in one transaction (in pieces where there are more than one takes), each person checked
 * and folded into what waits as if done alone. What each was before is kept with the batch (`batch_rows`), so that it can be taken back as far as nothing was sent.
 */
import { z } from 'zod';
import type { ManyOutcome, ManyPeople, ManyWhat } from '#shared/ipc/many.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { emptyValue, fieldDefinition, groupKeys, sameFieldValue } from '#shared/domain/fields.ts';
import { withoutGuards } from '#shared/merge/guards.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { adminRole } from '#shared/domain/rules/access-rules.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import { visibleTables } from '../mirror/tables.ts';
import { visibleValues } from '../mirror/visible.ts';
import { discardReplacedPart, readBatchKind, withdrawFields } from './batch-part.ts';
import { readBatch } from './batch-rows.ts';
import type { BatchRow, DoneRow, Row, RowWhat } from './batch-rows.ts';
import { isSealed } from './change-record.ts';
import { readConflicts } from './conflicts.ts';
import type { ChangeRecord } from './change-record.ts';
import { fold } from './coalesce.ts';
import { presentKey, recordManyAction, undoManyAction } from './many-action.ts';
import { manyFields, manyPatch } from './many-patch.ts';
import {
  dropWaiting,
  inPieces,
  limitsOf,
  nextWaiting,
  peopleFrom,
  peopleOf,
  pieceFrom,
  waitingCount,
  writeWaiting,
} from './many-pieces.ts';
import { leaveToOthers, withdrawWords } from './other-word.ts';
import { personLabel } from './person-label.ts';
import { readTruth } from './person-truth.ts';
import { knownChange, readChange, readLane } from './read-changes.ts';
import { carrier } from './carrier.ts';
import { clashingPart } from './clashing-part.ts';
import { discardChange } from './decide-change.ts';
import { discardJoinedPart, joinedPart, keptJoined } from './joined-part.ts';
import { recordEdit } from './record-change.ts';
import type { RecordContext } from './record-context.ts';
import { withFacts } from './record-facts.ts';
import { sentPart, tookBack, wasSent } from './sent-part.ts';

export type Many = { entity: PersonEntity; who: ManyPeople; what: ManyWhat };

/** Most of those who cannot be changed that are told one by one: more than anybody reads, little enough for the bridge. */
const toldCannot = 500;

class Preview extends Error {}

/**
 * Does it all and takes it back: what is told is exactly what would happen.
 * @param from of a list that is done in pieces, how many of it have been looked at
 * @throws AppFailure as `changeMany`
 */
export function previewMany(context: RecordContext, many: Many, from = 0): ManyOutcome {
  let rows: DoneRow[] = [];
  const { ids, left } = peopleFrom(context.db, many.entity, many.who, { from, limits: limitsOf(context) });
  try {
    context.db.write('preview-many', () => {
      rows = recordMany(withFacts(context), many, ids, 'preview');
      throw new Preview();
    });
  } catch (error) {
    if (!(error instanceof Preview)) throw error;
  }
  return { ...outcomeOf(context.db, many.entity, rows), left };
}

/**
 * @param many `batchId` is made by the caller: the same batch sent twice is one. Of a list that is done in pieces each call does the next
 * @throws AppFailure `invalid-input` for a field or an action such people do not have
 */
export function changeMany(context: RecordContext, many: Many & { batchId: string }): ManyOutcome {
  const { db, now } = context;
  return db.write('change-many', () => {
    const known = readBatch(db, many.batchId);
    if (known) {
      const isThrough = waitingCount(db, many.batchId) === 0;
      if (isThrough) return outcomeOf(db, many.entity, known.rows());
      const begun = readBatchKind(db, many.batchId);
      return nextPiece(context, begun === null || begun === 'by-row' ? many : begun, many.batchId);
    }
    const kind = JSON.stringify({ entity: many.entity, what: many.what });
    db.statement("INSERT INTO batches (id, kind, source_name, state, created_at) VALUES (?, ?, NULL, 'done', ?)").run(
      many.batchId,
      kind,
      now(),
    );
    const ids = peopleOf(db, many.entity, many.who, limitsOf(context));
    if (!inPieces(ids.length, limitsOf(context)))
      return outcomeOf(db, many.entity, recordMany(context, many, ids, many.batchId));
    writeWaiting(db, many.batchId, ids);
    return nextPiece(context, many, many.batchId);
  });
}

/** Of a batch that is done in pieces nobody else is changed. @returns how many that leaves out; @throws AppFailure `not-found` */
export function stopMany({ db }: RecordContext, batchId: string): number {
  return db.write('stop-many', () => {
    if (!readBatchKind(db, batchId)) throw new AppFailure('not-found', t('many.not-found'));
    return dropWaiting(db, batchId);
  });
}

/** The next of those who wait; at the end of all of them the whole batch is told. Call inside a write. */
function nextPiece(
  single: RecordContext,
  { entity, what }: Pick<One, 'entity' | 'what'>,
  batchId: string,
): ManyOutcome {
  const context = withFacts(single);
  const { db } = context;
  const { rows: waiting, left } = nextWaiting(db, batchId, limitsOf(context));
  const write = db.statement(
    'UPDATE batch_rows SET raw = ?, outcome = ?, messages = ?, change_id = ? WHERE batch_id = ? AND row_number = ?',
  );
  const done = waiting.map(({ number, localId }) => {
    const before = beforeOf(db, entity, localId, what);
    const row = recordOne(context, { entity, what, localId, changeId: `${batchId}.${number}`, batchId, before });
    const messages = JSON.stringify(row.why === '' ? [] : [row.why]);
    write.run(JSON.stringify(before), row.outcome, messages, row.changeId, batchId, number);
    return { ...row, before };
  });
  return { ...outcomeOf(db, entity, left > 0 ? done : (readBatch(db, batchId)?.rows() ?? done)), left };
}

/**
 * Everybody of the batch is as before it, except where it was (or may have been) sent, or where something newer holds. One that is still being
 * done in pieces goes no further; it is taken back in pieces, too.
 * @param from the `next` of the piece before
 * @returns how many were taken back, and of how many it was sent; who is `left` counts as neither
 * @throws AppFailure `not-found`
 */
export function undoMany(
  context: RecordContext,
  batchId: string,
  from = 0,
): { undone: number; sent: number; next?: number } {
  const { db } = context;
  return db.write('undo-many', () => {
    const batch = readBatch(db, batchId);
    if (!batch) throw new AppFailure('not-found', t('many.not-found'));
    const counts = { undone: 0, sent: 0, left: 0 };
    dropWaiting(db, batchId);
    const { next, ...piece } = pieceFrom(db, batchId, { from, limits: limitsOf(context) });
    const at = withFacts(context);
    for (const row of batch.rows(piece)) counts[undoRow(at, batchId, row).outcome] += 1;
    const { undone, sent } = counts;
    if (next !== null) return { undone, sent, next };
    withdrawWords(db, batchId);
    return { undone, sent };
  });
}

/**
 * Takes the batch's values back where they became part of a change that is not the batch's; call inside a write. Where a person has set
 * something else since, or it was taken back before, nothing is done.
 * @param from the `next` of the piece before
 * @returns of how many people
 */
export function undoJoined(context: RecordContext, batchId: string, from: number): { undone: number; next?: number } {
  const { db } = context;
  const { next, ...piece } = pieceFrom(db, batchId, { from, limits: limitsOf(context) });
  const edits = (readBatch(db, batchId)?.rows(piece) ?? []).flatMap((row) => {
    const { what } = row;
    return isEdit(what) ? [{ ...row, what }] : [];
  });
  const joined = edits.filter((row) => {
    const live = row.changeId === null ? null : carrier(db, row.changeId);
    const change = live === null ? null : readChange(db, live);
    if (change?.kind === 'delete') return keptJoined(context, joinedPart(batchId, row)) !== null;
    if (!change || change.batchId === batchId || isSealed(change)) return false;
    if (knownChange(db, undoId(batchId, row))) return false;
    return Object.keys(stillOfBatch(db, row)).length > 0 || toWithdraw(row, change).length > 0;
  });
  const undone = joined.filter((row) => undoOne(context, batchId, row).outcome === 'undone').length;
  return next === null ? { undone } : { undone, next };
}

function isEdit(what: RowWhat): what is Exclude<ManyWhat, { kind: 'act' }> {
  return what.kind === 'edit' || what.kind === 'groups';
}

function recordMany(
  context: RecordContext,
  { entity, what }: Pick<One, 'entity' | 'what'>,
  ids: readonly string[],
  batchId: string,
): DoneRow[] {
  const write = context.db.statement(
    `INSERT INTO batch_rows (batch_id, row_number, raw, outcome, messages, local_id, change_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  return ids.map((localId, index) => {
    const before = beforeOf(context.db, entity, localId, what);
    const row = recordOne(context, { entity, what, localId, changeId: `${batchId}.${index}`, batchId, before });
    const messages = JSON.stringify(row.why === '' ? [] : [row.why]);
    write.run(batchId, index, JSON.stringify(before), row.outcome, messages, localId, row.changeId);
    return { ...row, before };
  });
}

type One = { entity: PersonEntity; what: ManyWhat; localId: string; changeId: string; batchId: string };

/** Whoever cannot be changed stands with the reason, and the others go on. */
function recordOne(context: RecordContext, one: One & { before: FieldValues }): Row {
  const { entity, what, localId, changeId, batchId, before } = one;
  try {
    const patch = manyPatch(what, before);
    if (patch) {
      const shown = visibleValues(context.db, entity, localId);
      const same = Object.entries(patch).every(
        ([key, value]) =>
          isTold(entity, key) &&
          [before[key], shown?.[key] ?? emptyOf(entity, key)].every((one) => sameFieldValue(entity, key, value, one)),
      );
      if (same && shown) return { localId, outcome: 'already', why: '', changeId: null };
      refuseOpenConflict(context.db, entity, localId, patch);
      recordEdit(context, { changeId, entity, localId, patch, batchId });
    } else if (what.kind === 'act') {
      const { action } = what;
      return { localId, why: '', ...recordManyAction(context, { entity, localId, changeId, batchId, action }, before) };
    }
    return { localId, outcome: 'changed', why: '', changeId };
  } catch (error) {
    if (!(error instanceof AppFailure) || !ofThePerson.has(error.error.code)) throw error;
    return { localId, outcome: 'cannot', why: error.error.message, changeId: null };
  }
}

/**
 * What is in conflict is for a person to decide, one by one or for all similar: a batch over it would be a decision in passing, and taking
 * the batch back would send the old wish over HQ's value unasked.
 * @throws AppFailure `wrong-state`
 */
function refuseOpenConflict(db: EngineDatabase, entity: PersonEntity, localId: string, patch: FieldValues): void {
  const wanted = new Set(Object.keys(patch).flatMap((field) => groupKeys(entity, field)));
  for (const { id, state } of readLane(db, entity, localId)) {
    if (state !== 'conflict') continue;
    const field = [...readConflicts(db, id).keys()].find((key) => wanted.has(key));
    if (field !== undefined) throw new AppFailure('wrong-state', t('many.in-conflict', { field: fieldLabel(field) }));
  }
}

/** Failures that are about one person; anything else (a full disk) ends the whole batch. */
const ofThePerson: ReadonlySet<string> = new Set(['validation', 'wrong-state', 'not-found']);

const stateSchema = z.object({ state: z.string() });

/** What the batch would change, as it would become without the batch. */
export function beforeOf(db: EngineDatabase, entity: PersonEntity, localId: string, what: ManyWhat): FieldValues {
  if (what.kind === 'act') {
    const key = presentKey(what.action);
    if (key === '*personal-id*' && entity !== 'mobile-worker') return {};
    const column = key === '*status*' ? 'status' : 'personal_id';
    const row = db.statement(`SELECT ${column} AS state FROM ${visibleTables[entity]} WHERE local_id = ?`).get(localId);
    return row === undefined ? {} : { [key]: stateSchema.parse(row).state };
  }
  const seen = visibleValues(db, entity, localId) ?? {};
  const lane = readLane(db, entity, localId);
  const waiting = new Set(lane.flatMap(({ patch }) => Object.keys(patch)));
  const wanted = fold(withoutGuards(readTruth(db, entity, localId) ?? {}), lane);
  return Object.fromEntries(
    manyFields(what)
      .filter((key) => isTold(entity, key) || waiting.has(key))
      .map((key) => [key, (waiting.has(key) ? wanted[key] : seen[key]) ?? emptyOf(entity, key)]),
  );
}

function emptyOf(entity: PersonEntity, key: string): FieldValues[string] {
  return emptyValue(fieldDefinition(entity, key)?.type ?? 'custom');
}

/** Whether HQ tells the value back. */
function isTold(entity: PersonEntity, key: string): boolean {
  return fieldDefinition(entity, key)?.readable !== false;
}

/** `left`: neither taken back nor at HQ: others said the same, somebody has decided since, or the person cannot be changed now. */
type Undone = 'undone' | 'sent' | 'left';

type UndoneRow = { outcome: Undone; why: string | null };
/** One row of a batch as it was before; call it inside a write. `why`: it cannot be changed now. */
export function undoRow(context: RecordContext, batchId: string, row: BatchRow): UndoneRow {
  const live = row.changeId === null ? null : readChange(context.db, carrier(context.db, row.changeId) ?? '');
  // Of somebody for whom the same waited already there is only something to take back where it waits for this batch alone by now.
  const isOurs = row.outcome === 'changed' || live?.batchId === batchId;
  return isOurs ? undoOne(context, batchId, row) : { outcome: 'left', why: null };
}

/** Whoever cannot be changed now (a removal waits, HQ has nobody like that) holds up none of the others. */
function undoOne(context: RecordContext, batchId: string, row: BatchRow): UndoneRow {
  const { what } = row;
  const undo = () =>
    what.kind === 'whole' ? takeBackWhole(context, batchId, row) : takeBack(context, batchId, { ...row, what });
  try {
    return { outcome: undo(), why: null };
  } catch (error) {
    if (!(error instanceof AppFailure) || !ofThePerson.has(error.error.code)) throw error;
    return { outcome: 'left', why: error.error.message };
  }
}

/** A create, an invitation, a removal or a password goes back while it waits; what stands behind a create goes with it. */
function takeBackWhole(context: RecordContext, batchId: string, { changeId }: BatchRow): Undone {
  const { db } = context;
  const change = readChange(db, carrier(db, changeId ?? '') ?? '');
  if (!change) return wasSent(db, changeId) ? 'sent' : 'left';
  // A removal that asks again was not begun.
  if (isSealed(change) && !(change.kind === 'delete' && change.state === 'ask')) return 'sent';
  // Somebody said the same before the batch did: that stays.
  if (change.batchId !== batchId) return 'left';
  discardChange(context, change.id);
  return 'undone';
}

/** A row that edits, or acts on, somebody who is there. */
type PartRow = BatchRow & { what: ManyWhat };

function takeBack(context: RecordContext, batchId: string, row: PartRow): Undone {
  const { db } = context;
  const { entity, what, localId, changeId } = row;
  const id = undoId(batchId, row);
  const wanted = manyPatch(what, row.before) ?? {};
  const sent = sentPart(db, { entity, changeId, wanted });
  const change = readChange(db, carrier(db, changeId ?? '') ?? '');
  if (!change) {
    // What HQ has is past taking back here, and where HQ is like that without the batch it is somebody else's word.
    if (wasSent(db, changeId)) return 'sent';
    if (knownChange(db, id)) return 'undone';
    if (!tookBack(db, changeId)) return sent.size > 0 ? 'sent' : 'left';
  } else {
    // Somebody who is to be removed is not edited first: the batch's part does not come back with them, that is all.
    if (change.kind === 'delete') {
      const replaced = discardReplacedPart(context, batchId, changeId) > 0;
      return replaced || discardJoinedPart(context, joinedPart(batchId, row)) ? 'undone' : 'left';
    }
    if (isSealed(change)) return 'sent';
    if (change.batchId === batchId && leaveToOthers(db, change)) return 'left';
    const gone = [...toWithdraw(row, change), ...clashingPart(db, batchId, { ...row, wanted }, change)];
    withdrawFields(context, change, gone);
  }
  if (what.kind !== 'act') {
    const still = Object.entries(stillOfBatch(db, row));
    const patch = Object.fromEntries(still.filter(([field]) => !sent.has(field)));
    if (Object.keys(patch).length > 0)
      recordEdit(context, { changeId: id, entity, localId, patch, batchId, asGiven: true, back: true });
    // What HQ took a part of and nothing is left of has gone as far as it went.
    return Object.keys(patch).length > 0 || still.length === 0 ? 'undone' : 'sent';
  }
  return undoManyAction(context, { changeId: id, entity, localId, batchId, action: what.action }) ? 'undone' : 'left';
}

function undoId(batchId: string, row: Pick<BatchRow, 'number'>): string {
  return `${batchId}.u${row.number}`;
}

/** What was before the batch, of the fields that still have its values: what a person has set to something else since is the newer word. */
function stillOfBatch(db: EngineDatabase, { entity, what, localId, before }: PartRow): FieldValues {
  const wanted = manyPatch(what, before);
  if (!wanted) return {};
  const seen = fold(withoutGuards(readTruth(db, entity, localId) ?? {}), readLane(db, entity, localId));
  return Object.fromEntries(
    Object.entries(before).filter(([key]) => sameFieldValue(entity, key, seen[key], wanted[key])),
  );
}

/**
 * Fields of the batch that HQ does not tell, and that nobody had set before it: what HQ has of them is not known, so they go back by not being
 * sent. (Set to nothing they would be sent, and empty what HQ has.)
 */
function toWithdraw({ entity, what, before }: PartRow, { patch }: Pick<ChangeRecord, 'patch'>): string[] {
  return Object.entries(manyPatch(what, before) ?? {}).flatMap(([key, value]) =>
    !(key in before) && key in patch && sameFieldValue(entity, key, patch[key], value) ? [key] : [],
  );
}

function outcomeOf(db: EngineDatabase, entity: PersonEntity, rows: readonly DoneRow[]): ManyOutcome {
  const changed = rows.filter(({ outcome }) => outcome === 'changed');
  const cannot = rows.filter(({ outcome }) => outcome === 'cannot');
  return {
    total: rows.length,
    changed: changed.length,
    admins: changed.filter(({ before }) => before['role'] === adminRole).length,
    already: rows.filter(({ outcome }) => outcome === 'already').length,
    cannot: cannot.slice(0, toldCannot).map(({ localId, why }) => {
      const { key, name } = personLabel(db, entity, localId, {});
      return { localId, key, name, why };
    }),
    cannotTotal: cannot.length,
    left: 0,
  };
}
