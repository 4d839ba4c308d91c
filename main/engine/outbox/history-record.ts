/** A row of `history` as the engine handles it, read through zod: what is on disk is a boundary too. */
import { z } from 'zod';
import { changeKindSchema } from '#shared/domain/change.ts';
import { fieldValuesSchema, personEntitySchema } from '#shared/domain/entities.ts';
import { decidedFieldSchema, historyOutcomeSchema } from '#shared/domain/history.ts';
import type { EngineDatabase } from '../db/database.ts';
import { localIdOf } from '../mirror/identities.ts';

function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

/** Written by history.ts; a part of another form (of a newer Roster) is left out rather than making the line unreadable. */
const answerSchema = z.object({
  status: z.number().int().nullable().catch(null),
  messages: z.array(z.string()).catch([]),
  into: z.string().nullable().catch(null),
  undoes: z.array(z.string()).catch([]),
  adopted: z.string().nullable().catch(null),
  dropped: z.array(z.string()).catch([]),
  altered: z.array(z.string()).catch([]),
  part: z.array(z.string()).nullable().catch(null),
  overtaken: z.array(z.string()).catch([]),
  undoAddress: z.string().nullable().catch(null),
  recreated: z.string().nullable().catch(null),
  read: z.string().nullable().catch(null),
  overBatch: z.string().nullable().catch(null),
  superseded: z.array(z.string()).catch([]),
  restored: z.array(z.string()).catch([]),
  decided: z.record(z.string(), decidedFieldSchema).catch({}),
  note: z.string().catch(''),
});

export const historyRecordSchema = z
  .object({
    seq: z.number().int(),
    change_id: z.string(),
    batch_id: z.string().nullable(),
    author: z.string(),
    entity: personEntitySchema,
    local_id: z.string(),
    server_id: z.string().nullable(),
    person_key: z.string(),
    person_name: z.string(),
    kind: changeKindSchema,
    action: z.string().nullable(),
    before: json(fieldValuesSchema),
    after: json(fieldValuesSchema),
    outcome: historyOutcomeSchema,
    answer: json(answerSchema),
    created_at: z.number(),
    finished_at: z.number(),
    undone_by: z.string().nullable(),
  })
  .transform((row) => ({
    seq: row.seq,
    changeId: row.change_id,
    batchId: row.batch_id,
    author: row.author,
    entity: row.entity,
    localId: row.local_id,
    serverId: row.server_id,
    key: row.person_key,
    name: row.person_name,
    kind: row.kind,
    action: row.action,
    before: row.before,
    /** What HQ has after it, for exactly these fields. */
    after: row.after,
    outcome: row.outcome,
    answer: row.answer,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    /** The change that takes this one back, if one was ever recorded; itself where the decision that ended it was taken back. */
    undoneBy: row.undone_by,
  }));
export type HistoryRecord = z.output<typeof historyRecordSchema>;

/**
 * SQL: lines about the person of this local id (bound twice). One made here whose create was adopted late may have been edited under HQ's
 * id before: those lines keep that id, and are the person's all the same.
 */
export const ofPerson = 'local_id IN (SELECT ? UNION SELECT server_id FROM identities WHERE local_id = ?)';

// Made once: making a schema takes longer than reading with it.
const newestSchema = z.object({ seq: z.number().int().nullable() });

/** Seq of the newest line of a change, null when it has none. */
export function lastLine(db: EngineDatabase, changeId: string): number | null {
  const row = db.statement('SELECT max(seq) AS seq FROM history WHERE change_id = ?').get(changeId);
  return newestSchema.parse(row).seq;
}

/** One line; its person has the local id of now. */
export function readHistoryLine(db: EngineDatabase, seq: number): HistoryRecord | null {
  const row = db.statement('SELECT * FROM history WHERE seq = ?').get(seq);
  if (row === undefined) return null;
  const line = historyRecordSchema.parse(row);
  return { ...line, localId: localIdOf(db, line.entity, line.localId) };
}
