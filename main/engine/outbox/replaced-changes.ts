/**
 * Changes that another one took the place of before they were sent (a removal, an opposite action), kept whole until that one is done, so
 * that taking it back brings them back as they were.
 */
import { z } from 'zod';
import type { FieldValues } from '#shared/domain/entities.ts';
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { EngineDatabase } from '../db/database.ts';
import { localIdOf } from '../mirror/identities.ts';
import { changeColumns, changeRecordSchema } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';
import { readDependants, readNeeds } from './dependencies.ts';
import { lastLine } from './history-record.ts';
import { jsonColumn } from './json-column.ts';

/**
 * The columns of `changes` that are kept. A create is never replaced, but a new password for a worker is: its secret stays encrypted and
 * bound to the change's id, opens again when that is back, and goes with the row when nothing can come back.
 */
const columns = `seq, id, ${changeColumns}, secret, state, attempts, next_attempt_at, sent_at,
  last_error, created_at, updated_at`;

const conflictRows = jsonColumn(
  z.array(
    z.object({ field: z.string(), base: z.string(), mine: z.string(), theirs: z.string(), clash: z.string() }).strict(),
  ),
);
const decisionRows = jsonColumn(
  z.array(
    z
      .object({
        field: z.string(),
        base: z.string().nullable(),
        mine: z.string().nullable(),
        choice: z.string(),
        decided_at: z.number(),
        line: z.number().int().nullable().default(null),
      })
      .strict(),
  ),
);

const keptSchema = z.object({
  needs: jsonColumn(z.array(z.string())),
  dependants: jsonColumn(z.array(z.string())),
  conflicts: conflictRows,
  decisions: decisionRows,
});

export type ReplacedChange = {
  change: ChangeRecord;
  /** Ids of the changes it waited for, and of those that waited for it. */
  needs: string[];
  dependants: string[];
  conflicts: z.output<typeof conflictRows>;
  decisions: z.output<typeof decisionRows>;
};

/** Keeps a live change as it is; call it before `finishChange`, and `noteLine` after it. */
export function keepReplaced(db: EngineDatabase, { id }: Pick<ChangeRecord, 'id'>, by: string): void {
  const all = (sql: string) => JSON.stringify(db.statement(sql).all(id));
  db.statement(
    `INSERT OR REPLACE INTO replaced_changes (replaced_by, history_seq, needs, dependants, conflicts, decisions, ${columns})
     SELECT ?, 0, ?, ?, ?, ?, ${columns} FROM changes WHERE id = ?`,
  ).run(
    by,
    JSON.stringify(readNeeds(db, id)),
    JSON.stringify(readDependants(db, id)),
    all('SELECT field, base, mine, theirs, clash FROM conflicts WHERE change_id = ?'),
    all('SELECT field, base, mine, choice, decided_at, line FROM decisions WHERE change_id = ?'),
    id,
  );
}

/** Its line of the history is written: what happens to it later shows by another one. */
export function noteLine(db: EngineDatabase, { id }: Pick<ChangeRecord, 'id'>): void {
  db.statement('UPDATE replaced_changes SET history_seq = ? WHERE id = ?').run(lastLine(db, id), id);
}

/** What this change took the place of, in order; it is not kept any more. Its person has the local id of now. */
export function takeReplaced(db: EngineDatabase, by: string): ReplacedChange[] {
  const rows = db.statement('SELECT * FROM replaced_changes WHERE replaced_by = ? ORDER BY seq').all(by);
  db.statement('DELETE FROM replaced_changes WHERE replaced_by = ?').run(by);
  return rows.map((row): ReplacedChange => {
    const change = changeRecordSchema.parse(row);
    return { ...keptSchema.parse(row), change: { ...change, localId: localIdOf(db, change.entity, change.localId) } };
  });
}

/** What this change took the place of, and what that had taken the place of. */
const under = `WITH RECURSIVE under (id) AS (
  SELECT id FROM replaced_changes WHERE replaced_by = ?
  UNION SELECT r.id FROM replaced_changes r JOIN under u ON r.replaced_by = u.id)`;

/** The change is done: nothing it (or what it took the place of) replaced can come back. */
export function forgetReplaced(db: EngineDatabase, by: string): void {
  db.statement(`${under} DELETE FROM replaced_changes WHERE id IN (SELECT id FROM under)`).run(by);
}

/** What `forgetReplaced` would forget, in order. */
export function readReplacedUnder(db: EngineDatabase, by: string): ChangeRecord[] {
  const rows = db
    .statement(`${under} SELECT * FROM replaced_changes WHERE id IN (SELECT id FROM under) ORDER BY seq`)
    .all(by);
  return rows.map((row) => changeRecordSchema.parse(row));
}

/** What is kept of the changes of a batch. @param id only this change; null: all of them */
export function readReplacedOfBatch(db: EngineDatabase, batchId: string, id: string | null): ChangeRecord[] {
  const kept = 'SELECT * FROM replaced_changes WHERE';
  const rows =
    id === null
      ? db.statement(`${kept} batch_id = ? ORDER BY seq`).all(batchId)
      : db.statement(`${kept} id = ? AND batch_id = ?`).all(id, batchId);
  return rows.map((row) => changeRecordSchema.parse(row));
}

/** It does not come back. What it had replaced itself is gone with it. */
export function dropReplaced(db: EngineDatabase, id: string): void {
  forgetReplaced(db, id);
  db.statement('DELETE FROM replaced_changes WHERE id = ?').run(id);
}

/**
 * It comes back with these values alone, and what was asked or decided about others is over. Its line of the history is the newest again.
 * @param batchId the batch it is still part of
 */
export function trimReplaced(
  db: EngineDatabase,
  kept: ChangeRecord,
  { patch, base, batchId }: Pick<ChangeRecord, 'patch' | 'base' | 'batchId'>,
): void {
  const { id, entity } = kept;
  const rows = keptSchema.parse(
    db.statement('SELECT needs, dependants, conflicts, decisions FROM replaced_changes WHERE id = ?').get(id),
  );
  const same = (field: string) => field in patch && sameFieldValue(entity, field, patch[field], kept.patch[field]);
  // Facts of the person (guards, somebody gone) are no values of the change.
  const stays = ({ field }: { field: string }) => !(field in kept.patch) || same(field);
  const conflicts = rows.conflicts.filter(stays);
  const isAnswered = kept.state === 'conflict' && conflicts.length === 0;
  db.statement(
    'UPDATE replaced_changes SET patch = ?, base = ?, batch_id = ?, state = ?, last_error = ?, conflicts = ?, decisions = ? WHERE id = ?',
  ).run(
    JSON.stringify(patch),
    JSON.stringify(base),
    batchId,
    isAnswered ? 'queued' : kept.state,
    isAnswered || !kept.reason ? null : JSON.stringify(kept.reason),
    JSON.stringify(conflicts),
    JSON.stringify(rows.decisions.filter(stays)),
    id,
  );
  noteLine(db, { id });
}

/** What is kept of this change; null where nothing is. */
export function readReplaced(db: EngineDatabase, id: string): ChangeRecord | null {
  const row = db.statement('SELECT * FROM replaced_changes WHERE id = ?').get(id);
  return row === undefined ? null : changeRecordSchema.parse(row);
}

/** What is kept behind a change of the same person, in order. @param by without what gave way to this change */
export function readReplacedOf(
  db: EngineDatabase,
  { entity, localId, seq }: Pick<ChangeRecord, 'entity' | 'localId' | 'seq'>,
  by: string | null = null,
): ChangeRecord[] {
  const rows = db
    .statement(
      'SELECT * FROM replaced_changes WHERE entity = ? AND local_id = ? AND seq > ? AND replaced_by IS NOT ? ORDER BY seq',
    )
    .all(entity, localId, seq, by);
  return rows.map((row) => changeRecordSchema.parse(row));
}

/** What it was measured from will not be there. */
export function remeasureReplaced(db: EngineDatabase, id: string, base: FieldValues): void {
  db.statement('UPDATE replaced_changes SET base = ? WHERE id = ?').run(JSON.stringify(base), id);
}
