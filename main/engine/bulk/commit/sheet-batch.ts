/** Where a committed workbook is kept: its batch, its rows as they were read, and what was made of each. */
import { z } from 'zod';
import { batchWaySchema } from '#shared/domain/bulk-batch.ts';
import type { BatchWay } from '#shared/domain/bulk-batch.ts';
import { doingOutcomes, planKindSchema } from '#shared/domain/bulk-plan.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { EngineDatabase } from '../../db/database.ts';
import { foldText } from '../../mirror/fold-text.ts';
import type { RowWhat } from '../../outbox/batch-rows.ts';
import { jsonColumn } from '../../outbox/json-column.ts';
import { storedSheetSchema } from '../plan/plan-store.ts';
import type { StoredPlan } from '../plan/plan-store.ts';

/**
 * - `recorded`: changes were made of it. - `handed`: it is in a workbook for HQ. - `nothing`: there was nothing to do. - `left`: the
 *   person took it out, or HQ does not read it. - `refused`: it cannot be carried out. - `done`, `failed`: HQ's importer said so. - `lost`:
 * HQ may have done it, and its result cannot be had. - `undone`: HQ's importer had done it, and a change that takes it back was made here.
 */
export const rowFates = [
  'recorded',
  'handed',
  'nothing',
  'left',
  'refused',
  'done',
  'failed',
  'lost',
  'undone',
] as const;
export type RowFate = (typeof rowFates)[number];

/** Rows that are planned once more: HQ's importer refused them, or they could not be carried out. What became changes is sent again as those. */
export const againFates: readonly RowFate[] = ['failed', 'refused'];

/** One change of a row, or what was so already. `before`: see outbox/batch-rows.ts. */
export type RowPart = {
  changeId: string | null;
  entity: PersonEntity;
  localId: string;
  what: RowWhat;
  before: FieldValues;
  outcome: 'changed' | 'already';
};

/**
 * - `starting`: the request with the workbook is under way, or Roster ended in it. - `running`: HQ has said which job it is. - `over`: its
 *   result is with the rows; `messages`: what HQ said besides.
 */
export const uploadJobSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('starting') }),
  z.object({ state: z.literal('running'), job: z.string() }),
  z.object({ state: z.literal('over'), messages: z.array(z.string()) }),
]);
export type UploadJob = z.infer<typeof uploadJobSchema>;

const batchSchema = z
  .object({
    id: z.string(),
    plan_id: z.string(),
    kind: planKindSchema,
    way: batchWaySchema,
    file: z.string(),
    created_at: z.number(),
    sheet: jsonColumn(storedSheetSchema),
    job: jsonColumn(uploadJobSchema).nullable(),
    author: z.string().nullable(),
    paused_at: z.number().nullable(),
  })
  .transform(({ id: batchId, plan_id: planId, created_at: createdAt, paused_at: pausedAt, ...batch }) => ({
    ...batch,
    batchId,
    planId,
    createdAt,
    pausedAt,
  }));
export type SheetBatch = z.output<typeof batchSchema>;

const select = `SELECT b.id, s.plan_id, s.kind, s.way, b.source_name AS file, b.created_at, s.sheet, s.job, s.author, s.paused_at
  FROM sheet_batches s JOIN batches b ON b.id = s.batch_id`;

/** @throws AppFailure `not-found` */
export function readSheetBatch(db: EngineDatabase, batchId: string): SheetBatch {
  const row = db.statement(`${select} WHERE s.batch_id = ?`).get(batchId);
  if (row === undefined) throw new AppFailure('not-found', t('batch.not-found'));
  return batchSchema.parse(row);
}

/** Name of the workbook that a batch was committed from; null: it is a bulk change of another kind. */
export function workbookOf(db: EngineDatabase, batchId: string): string | null {
  const read = db.statement(
    'SELECT b.source_name FROM sheet_batches s JOIN batches b ON b.id = s.batch_id WHERE s.batch_id = ?',
  );
  return z.string().optional().parse(read.pluck().get(batchId)) ?? null;
}

/** `search`: text in the file's name or the author's, in any case, with or without accents. */
export type BatchListFilter = { idBegins?: string; search?: string; offset?: number; limit: number };

const namedSchema = z.array(z.object({ id: z.string(), file: z.string(), author: z.string().nullable() }));

/** A page of them, the newest first, and how many fit on all pages. They are hundreds at most, so the few words of each are compared here: SQLite folds ASCII only. */
export function listSheetBatches(
  db: EngineDatabase,
  { idBegins = '', search = '', offset = 0, limit }: BatchListFilter,
): { batches: SheetBatch[]; total: number } {
  const rows = db
    .statement(
      `SELECT b.id, b.source_name AS file, s.author FROM sheet_batches s JOIN batches b ON b.id = s.batch_id
       WHERE substr(b.id, 1, length(?)) = ? ORDER BY b.created_at DESC, b.rowid DESC`,
    )
    .all(idBegins, idBegins);
  const wanted = foldText(search.trim());
  const found = namedSchema
    .parse(rows)
    .filter(({ file, author }) => [file, author ?? ''].some((text) => foldText(text).includes(wanted)));
  const page = found.slice(offset, offset + limit);
  return { batches: page.map(({ id }) => readSheetBatch(db, id)), total: found.length };
}

/** What a plan became, or what has this id already: the same command sent twice is one batch. Null where it is news. */
export function knownBatch(
  db: EngineDatabase,
  { planId, batchId }: { planId: string; batchId: string },
): string | null {
  const id = db
    .statement('SELECT batch_id FROM sheet_batches WHERE batch_id = ? OR plan_id = ? ORDER BY batch_id = ? DESC')
    .pluck()
    .get(batchId, planId, batchId);
  return z.string().optional().parse(id) ?? null;
}

/** A batch of the plan's rows, all of them left out as yet; call it inside a write. */
export function beginBatch(
  db: EngineDatabase,
  plan: StoredPlan,
  { batchId, way, author, now }: { batchId: string; way: BatchWay; author: string; now: number },
): void {
  db.statement("INSERT INTO batches (id, kind, source_name, state, created_at) VALUES (?, ?, ?, 'done', ?)").run(
    batchId,
    JSON.stringify({ sheet: plan.kind }),
    plan.file,
    now,
  );
  db.statement('INSERT INTO sheet_batches (batch_id, plan_id, kind, way, sheet, author) VALUES (?, ?, ?, ?, ?, ?)').run(
    batchId,
    plan.id,
    plan.kind,
    way,
    JSON.stringify(plan.sheet),
    author,
  );
  db.statement(
    `INSERT INTO sheet_rows (batch_id, row, cells, username, outcome, fate, messages, at, changes, entity, local_id, had_password)
     SELECT ?, row, cells, username, outcome, 'left', '[]', ?,
       CASE WHEN outcome IN (SELECT value FROM json_each(?)) THEN changes END, entity, local_id, secret IS NOT NULL
     FROM bulk_plan_rows WHERE plan_id = ?`,
  ).run(batchId, now, JSON.stringify([...doingOutcomes]), plan.id);
  keepBases(db, batchId, plan.id);
}

/**
 * What the file was made from, of rows that may be planned once more: those that do nothing are in no need of it. Row by row, each found by its key:
 * left to itself SQLite walks all rows for each.
 */
function keepBases(db: EngineDatabase, batchId: string, planId: string): void {
  const into =
    'INSERT OR IGNORE INTO sheet_bases (batch_id, key, row, record, absent) SELECT ?, b.key, b.row, b.record';
  const open = "r.plan_id = ? AND r.outcome <> 'no-change'";
  db.statement(
    `${into}, 0 FROM bulk_plan_rows r CROSS JOIN bulk_plan_bases b ON b.plan_id = r.plan_id AND b.key = r.base_key WHERE ${open}`,
  ).run(batchId, planId);
  // Whom the file has in no row any more, in whose row somebody else is.
  db.statement(
    `${into}, 1 FROM bulk_plan_rows r CROSS JOIN bulk_plan_bases b INDEXED BY bulk_plan_bases_row ON b.plan_id = r.plan_id AND b.row = r.row
     WHERE ${open} AND NOT EXISTS (
       SELECT 1 FROM bulk_plan_rows o INDEXED BY bulk_plan_rows_base WHERE o.plan_id = b.plan_id AND o.base_key = b.key)`,
  ).run(batchId, planId);
}

/** As if it had never been; for one that made no changes. Call it inside a write. */
export function forgetBatch(db: EngineDatabase, batchId: string): void {
  for (const table of ['sheet_rows', 'sheet_bases', 'sheet_batches', 'batches'])
    db.statement(`DELETE FROM ${table} WHERE ${table === 'batches' ? 'id' : 'batch_id'} = ?`).run(batchId);
}

/** What waits of it is not sent until a person goes on. Said twice it is as said once. Call it inside a write. */
export function pauseBatch(
  db: EngineDatabase,
  batchId: string,
  { paused, now }: { paused: boolean; now: number },
): void {
  if (paused)
    db.statement('UPDATE sheet_batches SET paused_at = coalesce(paused_at, ?) WHERE batch_id = ?').run(now, batchId);
  else db.statement('UPDATE sheet_batches SET paused_at = NULL WHERE batch_id = ?').run(batchId);
}

/** Call it inside a write. */
export function writeJob(db: EngineDatabase, batchId: string, job: UploadJob): void {
  db.statement('UPDATE sheet_batches SET job = ? WHERE batch_id = ?').run(JSON.stringify(job), batchId);
}

const handedSchema = z.array(z.object({ row: z.number().int(), username: z.string() }));

/** Rows of which HQ's importer has not told the result. */
export function handedRows(db: EngineDatabase, batchId: string): z.infer<typeof handedSchema> {
  const rows = db
    .statement("SELECT row, username FROM sheet_rows WHERE batch_id = ? AND fate = 'handed' ORDER BY row")
    .all(batchId);
  return handedSchema.parse(rows);
}

/** Call it inside a write. */
export function setFate(
  db: EngineDatabase,
  batchId: string,
  row: number,
  { fate, messages = [], at }: { fate: RowFate; messages?: readonly string[]; at: number },
): void {
  db.statement('UPDATE sheet_rows SET fate = ?, messages = ?, at = ? WHERE batch_id = ? AND row = ?').run(
    fate,
    JSON.stringify(messages),
    at,
    batchId,
    row,
  );
}

/** @param first number of the first of them within the batch; call it inside a write */
export function writeParts(
  db: EngineDatabase,
  batchId: string,
  { row, first }: { row: number; first: number },
  parts: readonly RowPart[],
): void {
  const write = db.statement(
    `INSERT INTO batch_rows (batch_id, row_number, raw, outcome, messages, local_id, change_id, entity, what, sheet_row)
     VALUES (?, ?, ?, ?, '[]', ?, ?, ?, ?, ?)`,
  );
  for (const [index, { changeId, entity, localId, what, before, outcome }] of parts.entries())
    write.run(
      batchId,
      first + index,
      JSON.stringify(before),
      outcome,
      localId,
      changeId,
      entity,
      JSON.stringify(what),
      row,
    );
}
