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
import type { ChangeRecord } from './change-record.ts';
import { readDecisions } from './decisions.ts';
import type { Decision } from './decisions.ts';
import { endChange } from './end-change.ts';
import type { HistoryAnswer } from './history.ts';
import { historyRecordSchema } from './history-record.ts';
import { jsonColumn } from './json-column.ts';
import { readLane } from './read-changes.ts';
import type { RecordContext } from './record-change.ts';

const endedSchema = z
  .object({
    id: z.string(),
    history_seq: z.number().int(),
    ended_at: z.number(),
    gone: z.number().int(),
    needs: jsonColumn(z.array(z.string())),
    dependants: jsonColumn(z.array(z.string())),
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
    /** Ids of the changes it waited for, and of those that waited for it. */
    needs: row.needs,
    dependants: row.dependants,
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
 * Ends a change by the person's decision (`endChange`) and keeps it; call inside a write. A create is not kept: its password goes with it,
 * and so do the edits behind it.
 *
 * @param stands what HQ has instead of the change's values, by field and guard
 */
export function endDecided(
  context: RecordContext,
  change: ChangeRecord,
  { answer, gone, stands }: { answer: HistoryAnswer; gone: boolean; stands?: FieldValues },
): void {
  const { db, now } = context;
  const { patch, base } = beforeDecisions(change, readDecisions(db, change.id));
  const needs = linked(db, 'SELECT needs_change_id AS id FROM change_deps WHERE change_id = ?', change.id);
  const dependants = linked(db, 'SELECT change_id AS id FROM change_deps WHERE needs_change_id = ?', change.id);
  endChange(context, change, answer, stands);
  if (change.kind === 'create') return;
  db.statement(
    `INSERT OR REPLACE INTO ended_changes (id, history_seq, ended_at, gone, needs, dependants, batch_id, author, entity, local_id, kind,
       action, patch, base, attempts, sent_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    change.id,
    lastLine(db, change.id),
    now(),
    gone ? 1 : 0,
    JSON.stringify(needs),
    JSON.stringify(dependants),
    change.batchId,
    change.author,
    change.entity,
    change.localId,
    change.kind,
    change.action,
    JSON.stringify(patch),
    JSON.stringify(base),
    change.attempts,
    change.sentAt,
    change.createdAt,
    change.updatedAt,
  );
}

function linked(db: EngineDatabase, sql: string, id: string): string[] {
  const rows = db.statement(sql).all(id);
  return rows.map((row) => z.object({ id: z.string() }).parse(row).id);
}

function lastLine(db: EngineDatabase, changeId: string): number | null {
  const row = db.statement('SELECT max(seq) AS seq FROM history WHERE change_id = ?').get(changeId);
  return z.object({ seq: z.number().int().nullable() }).parse(row).seq;
}

/** A change that a decision ended and that was not taken back since; null for all others. Its person has the local id of now. */
export function readEnded(db: EngineDatabase, id: string): EndedChange | null {
  const row = db.statement('SELECT * FROM ended_changes WHERE id = ?').get(id);
  if (row === undefined) return null;
  const ended = endedSchema.parse(row);
  // A backup that was put back may hold a change that went on since.
  if (lastLine(db, id) !== ended.historySeq) return null;
  return { ...ended, localId: localIdOf(db, ended.entity, ended.localId) };
}

/** It is in the outbox again: what is kept of it goes, and its line of the history says so. */
export function forgetEnded(db: EngineDatabase, { id, historySeq }: EndedChange): void {
  db.statement('DELETE FROM ended_changes WHERE id = ?').run(id);
  db.statement('UPDATE history SET undone_by = ? WHERE seq = ?').run(id, historySeq);
}

/** Why an ended change cannot come back: a later one of the person is the newer word about the same. Null when it can. */
export function refusedReturn(db: EngineDatabase, ended: EndedChange): string | null {
  const mine = new Set([...touched(ended), ...Object.keys(guardsIn(ended.base))]);
  for (const rival of [...readLane(db, ended.entity, ended.localId), ...linesAfter(db, ended)]) {
    const bothAct = rival.kind !== 'update' && ended.kind !== 'update';
    if (bothAct || rival.kind === 'delete') return t('change.acted-since');
    const same = touched(rival).filter((key) => mine.has(key));
    if (same.length > 0) return t('change.edited-since', { labels: same.map(fieldLabel).join(', ') });
  }
  return null;
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
      `SELECT * FROM history WHERE local_id = ? AND entity = ? AND seq > ? AND outcome IN ('acked', 'converged') ORDER BY seq`,
    )
    .all(localId, entity, historySeq);
  return rows.map((row) => historyRecordSchema.parse(row)).map((line) => ({ ...line, patch: line.after }));
}
