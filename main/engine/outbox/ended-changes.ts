/** Changes that a decision of the person ended, kept as they were so that it can be taken back; and why it cannot be any more. */
import { z } from 'zod';
import { changeKindSchema } from '#shared/domain/change.ts';
import { fieldValuesSchema, personEntitySchema } from '#shared/domain/entities.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { groupKeys } from '#shared/domain/fields.ts';
import { fieldLabel } from '#shared/domain/rules.ts';
import { guardsIn, roleGuard, statusAfter, statusGuard } from '#shared/merge/guards.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../db/database.ts';
import { localIdOf } from '../mirror/identities.ts';
import { changeColumns, changeRecordSchema, columnsOf, isSealed } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';
import { markTakenBack } from './decision-line.ts';
import { decisionLines, readDecisions } from './decisions.ts';
import type { Decision } from './decisions.ts';
import { readDependants, readNeeds } from './dependencies.ts';
import { endChange } from './end-change.ts';
import type { HistoryAnswer } from './history.ts';
import { historyRecordSchema, lastLine, ofPerson, readHistoryLine } from './history-record.ts';
import { jsonColumn } from './json-column.ts';
import { readLane } from './read-changes.ts';
import type { RecordContext } from './record-context.ts';
import { wipedSecret } from './secrets.ts';
import { endAndGiveBack } from './take-place.ts';
import { isRenamed } from './transitions.ts';

const endedSchema = z
  .object({
    id: z.string(),
    history_seq: z.number().int(),
    ended_at: z.number(),
    gone: z.number().int(),
    had_password: z.number().int(),
    needs: jsonColumn(z.array(z.string())),
    dependants: jsonColumn(z.array(z.string())),
    lines: jsonColumn(z.array(z.number().int())),
    batch_id: z.string().nullable(),
    author: z.string(),
    entity: personEntitySchema,
    local_id: z.string(),
    kind: changeKindSchema,
    action: z.string().nullable(),
    patch: jsonColumn(fieldValuesSchema),
    base: jsonColumn(fieldValuesSchema),
    attempts: z.number().int(),
    sent_at: z.number().nullable(),
    created_at: z.number(),
    updated_at: z.number(),
  })
  .transform((row) => ({
    id: row.id,
    historySeq: row.history_seq,
    endedAt: row.ended_at,
    /** HQ had no such person any more. */
    gone: row.gone === 1,
    /** A password that was typed was wiped with its end: what is there of it opens with no key. */
    secret: row.had_password === 1 ? wipedSecret : null,
    /** Ids of the changes it waited for, and of those that waited for it. */
    needs: row.needs,
    dependants: row.dependants,
    /** Lines of the history about the decisions that led to its end. */
    lines: row.lines,
    batchId: row.batch_id,
    author: row.author,
    entity: row.entity,
    localId: row.local_id,
    kind: row.kind,
    action: row.action,
    patch: row.patch,
    base: row.base,
    attempts: row.attempts,
    sentAt: row.sent_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }));
export type EndedChange = z.output<typeof endedSchema>;

/** Patch and base as they were before these decisions, and what is wanted again. */
export function beforeDecisions(
  change: Pick<ChangeRecord, 'patch' | 'base'>,
  decisions: readonly Decision[],
): { patch: FieldValues; base: FieldValues; wanted: FieldValues } {
  const unmeasured = new Set(decisions.filter(({ base }) => base === undefined).map(({ field }) => field));
  const base = Object.fromEntries(Object.entries(change.base).filter(([field]) => !unmeasured.has(field)));
  const wanted: FieldValues = {};
  for (const { field, base: measured, mine } of decisions) {
    if (measured !== undefined) base[field] = measured;
    if (mine !== undefined) wanted[field] = mine;
  }
  return { patch: { ...change.patch, ...wanted }, base, wanted };
}

/**
 * Ends a change by the person's decision (`endChange`) and keeps it, a create with the changes that end with it; call inside a write. A
 * password is not kept, only that there was one: who brings its change back types another one.
 *
 * @param end `stands`: what HQ has instead of the change's values, by field and guard; `line`: of the history, about this decision
 */
export function endDecided(
  context: RecordContext,
  change: ChangeRecord,
  { answer, gone, stands, line }: { answer: HistoryAnswer; gone: boolean; stands?: FieldValues; line: number },
): void {
  const { db, now } = context;
  const { patch, base } = beforeDecisions(change, readDecisions(db, change.id));
  const lines = [...decisionLines(db, change.id), line];
  const kept = [{ ...stored(db, { ...change, patch, base }), gone, lines, endedWith: null as string | null }];
  // Nobody is there for what stands behind a create: it ends in the same moment, and by the same word.
  const behind = readLane(db, change.entity, change.localId).filter(({ seq }) => seq > change.seq);
  if (change.kind === 'create')
    for (const later of behind) kept.push({ ...stored(db, later), gone: false, lines: [], endedWith: change.id });
  // A removal that is let go brings back the edits it was in the place of; an action's opposite was about the same question.
  if (change.kind === 'delete') endAndGiveBack(context, change, answer, stands);
  else endChange(context, change, answer, stands);
  for (const each of kept) keepEnded(db, each, now());
}

type Kept = ReturnType<typeof stored> & { gone: boolean; lines: number[]; endedWith: string | null };

/** What has to be read before the change ends. */
function stored(db: EngineDatabase, change: ChangeRecord) {
  return { change, needs: readNeeds(db, change.id), dependants: readDependants(db, change.id) };
}

function keepEnded(db: EngineDatabase, { change, needs, dependants, gone, lines, endedWith }: Kept, now: number): void {
  db.statement(
    `INSERT OR REPLACE INTO ended_changes (id, history_seq, ended_at, gone, needs, dependants, lines, ${changeColumns}, attempts,
       sent_at, created_at, updated_at, ended_with, had_password)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    change.id,
    lastLine(db, change.id),
    now,
    gone ? 1 : 0,
    JSON.stringify(needs),
    JSON.stringify(dependants),
    JSON.stringify(lines),
    ...columnsOf(change),
    change.attempts,
    change.sentAt,
    change.createdAt,
    change.updatedAt,
    endedWith,
    change.secret === null ? 0 : 1,
  );
}

/** A change that a decision ended and that was not taken back since; null for all others. Its person has the local id of now. */
export function readEnded(db: EngineDatabase, id: string): EndedChange | null {
  // What ended with a create comes back with it only.
  const row = db.statement('SELECT * FROM ended_changes WHERE id = ? AND ended_with IS NULL').get(id);
  return row === undefined ? null : asOfNow(db, endedSchema.parse(row));
}

/** What ended with a create and was not taken back since, in the order of its lane. */
export function readEndedWith(db: EngineDatabase, createId: string): EndedChange[] {
  const rows = db.statement('SELECT * FROM ended_changes WHERE ended_with = ? ORDER BY history_seq').all(createId);
  return rows.map((row) => asOfNow(db, endedSchema.parse(row))).filter((ended) => ended !== null);
}

/** A backup that was put back may hold a change that went on since: then null. */
function asOfNow(db: EngineDatabase, ended: EndedChange): EndedChange | null {
  if (lastLine(db, ended.id) !== ended.historySeq) return null;
  return { ...ended, localId: localIdOf(db, ended.entity, ended.localId) };
}

/** It is in the outbox again: what is kept of it goes, and its line of the history says so. */
export function forgetEnded(db: EngineDatabase, { id, historySeq, lines }: EndedChange): void {
  db.statement('DELETE FROM ended_changes WHERE id = ?').run(id);
  markTakenBack(db, id, [historySeq, ...lines]);
}

/** Why an ended change cannot come back: a later one of the person (of a create: of the name) is the newer word. Null when it can. */
export function refusedReturn(db: EngineDatabase, ended: EndedChange): string | null {
  if (ended.kind === 'create' && isNameWaiting(db, ended)) return t('change.name-waits');
  const mine = new Set([...touched(ended), ...Object.keys(guardsIn(ended.base))]);
  const gaveWay = new Set(restoredBy(db, ended).map(({ id }) => id));
  const waiting = readLane(db, ended.entity, ended.localId).filter(({ id }) => !gaveWay.has(id));
  for (const rival of [...waiting, ...linesAfter(db, ended)]) {
    const bothAct = rival.kind !== 'update' && ended.kind !== 'update';
    if (bothAct || rival.kind === 'delete') return t('change.acted-since');
    const same = touched(rival).filter((key) => mine.has(key));
    if (same.length > 0) return t('change.edited-since', { labels: same.map(fieldLabel).join(', ') });
  }
  return null;
}

/** Whether another create of the name waits: two of one name would be one wish made twice. */
function isNameWaiting(db: EngineDatabase, { entity, patch }: EndedChange): boolean {
  const rows = db.statement(`SELECT * FROM changes WHERE kind = 'create' AND entity = ?`).all(entity);
  return z
    .array(changeRecordSchema)
    .parse(rows)
    .some((change) => !isRenamed(change, patch));
}

/** What a removal had taken the place of, brought back when it ended and neither sent nor edited since. */
export function restoredBy(db: EngineDatabase, ended: EndedChange): ChangeRecord[] {
  if (ended.kind !== 'delete') return [];
  const lane = readLane(db, ended.entity, ended.localId);
  return lane.slice(lane.findLastIndex((change) => isSealed(change)) + 1).filter(({ id }) => {
    const seq = lastLine(db, id);
    const line = seq === null ? null : readHistoryLine(db, seq);
    return line?.outcome === 'merged' && line.answer.into === ended.id && !isJoinedSince(db, ended, id);
  });
}

/** Whether something the person said after the end became part of the change. By lines of the history: a clock can be set back. */
function isJoinedSince(db: EngineDatabase, { entity, localId, historySeq }: EndedChange, id: string): boolean {
  return (
    db
      .statement(
        `SELECT 1 FROM history WHERE ${ofPerson} AND entity = ? AND seq > ? AND outcome = 'merged' AND json_extract(answer, '$.into') = ?`,
      )
      .get(localId, localId, entity, historySeq, id) !== undefined
  );
}

type Touching = Pick<ChangeRecord, 'entity' | 'kind' | 'action' | 'patch'>;

/** Fields of a change with those HQ keeps together with them, and the guards it moves. */
function touched({ entity, action, patch }: Touching): string[] {
  const keys = new Set(Object.keys(patch).flatMap((field) => groupKeys(entity, field)));
  if ('role' in patch) keys.add(roleGuard);
  if (statusAfter(action) !== null) keys.add(statusGuard);
  return [...keys];
}

/** What became of the person's other changes since, at HQ. */
function linesAfter(db: EngineDatabase, { entity, localId, historySeq }: EndedChange): Touching[] {
  const rows = db
    .statement(
      `SELECT * FROM history WHERE ${ofPerson} AND entity = ? AND seq > ? AND outcome IN ('acked', 'converged') ORDER BY seq`,
    )
    .all(localId, localId, entity, historySeq);
  return rows.map((row) => historyRecordSchema.parse(row)).map((line) => ({ ...line, patch: line.after }));
}
