/** What each row of a batch is by now, as far as SQL alone can tell it: a hundred thousand rows are counted so, and none is read. */
import { z } from 'zod';
import type { EngineDatabase } from '../../db/database.ts';
import { rowFates } from './sheet-batch.ts';
import { sameWord } from './row-word.ts';
import { wayBackKnown } from './undo-at-hq.ts';

/** Of several changes of a row: what a person has to see comes first, then what is still to come. */
export const gravest = ['conflict', 'failed', 'held', 'sent', 'waiting', 'cancelled', 'undone', 'done'] as const;

/** SQL: whose username has the text in it. */
export const named = 'instr(lower(r.username), lower(?)) > 0';

/** Before all of `gravest`: its changes have to be looked at one by one (they became part of others, others of them, or gave way). */
const look = -1;
const place = (outcome: (typeof gravest)[number]) => gravest.indexOf(outcome);

/** By place in `gravest`; the same as `partNow` of row-progress.ts tells, of what is simple. */
const partNow = `CASE
  WHEN p.change_id IS NULL THEN ${place('done')}
  WHEN c.batch_id = p.batch_id AND ${sameWord('c.patch')} THEN CASE c.state
    WHEN 'queued' THEN ${place('waiting')} WHEN 'sending' THEN ${place('sent')} WHEN 'unknown' THEN ${place('sent')}
    WHEN 'conflict' THEN ${place('conflict')} WHEN 'rejected' THEN ${place('failed')} WHEN 'ask' THEN ${place('held')}
    ELSE ${look} END
  WHEN c.id IS NOT NULL OR EXISTS (SELECT 1 FROM replaced_changes k WHERE k.id = p.change_id) THEN ${look}
  WHEN h.outcome IN ('acked', 'converged') AND NOT ${sameWord('h.after')} THEN ${look}
  WHEN h.outcome IN ('acked', 'converged')
    THEN CASE WHEN (h.undone_by IS NULL OR h.undone_by = p.change_id) AND NOT EXISTS (SELECT 1 FROM history t WHERE t.change_id = p.change_id AND ${wayBackKnown('p.batch_id', 't.seq')}) THEN ${place('done')} ELSE ${place('undone')} END
  WHEN h.outcome = 'discarded'
    THEN CASE WHEN coalesce(json_array_length(h.answer, '$.undoes'), 0) > 0 THEN ${place('done')} ELSE ${place('cancelled')} END
  ELSE ${look} END`;

/** NULL: no change was made of the row. */
const rowNow = `(SELECT min(${partNow})
  FROM batch_rows p INDEXED BY batch_rows_sheet LEFT JOIN changes c ON c.id = p.change_id
  LEFT JOIN history h ON c.id IS NULL AND h.seq = (SELECT max(seq) FROM history l WHERE l.change_id = p.change_id)
  WHERE p.batch_id = r.batch_id AND p.sheet_row = r.row)`;

const fate = z.enum(rowFates);
/** null: look at its changes. */
const now = z
  .number()
  .int()
  .nullable()
  .transform((at) => gravest[at ?? look] ?? null);
const outcomesSchema = z.array(z.object({ row: z.number().int(), fate, now }));
const countsSchema = z.array(z.object({ rows: z.number().int(), fate, now }));

/** Rows by their number in the file; `now` null: of one that has changes, these have to be looked at. */
export function readOutcomes(db: EngineDatabase, batchId: string, search: string): z.infer<typeof outcomesSchema> {
  const rows = db
    .statement(
      `SELECT r.row, r.fate, CASE WHEN r.fate = 'recorded' THEN ${rowNow} END AS now
       FROM sheet_rows r WHERE r.batch_id = ? AND ${named} ORDER BY r.row`,
    )
    .all(batchId, search);
  return outcomesSchema.parse(rows);
}

/** How many rows of each kind there are. */
export function countOutcomes(db: EngineDatabase, batchId: string): z.infer<typeof countsSchema> {
  const rows = db
    .statement(
      `SELECT count(*) AS rows, fate, now FROM (
         SELECT r.fate, CASE WHEN r.fate = 'recorded' THEN ${rowNow} END AS now FROM sheet_rows r WHERE r.batch_id = ?
       ) GROUP BY fate, now`,
    )
    .all(batchId);
  return countsSchema.parse(rows);
}

/** Numbers of the rows whose changes have to be looked at. */
export function rowsToLookAt(db: EngineDatabase, batchId: string): number[] {
  const rows = db
    .statement(
      `SELECT r.row FROM sheet_rows r WHERE r.batch_id = ? AND r.fate = 'recorded' AND coalesce(${rowNow}, ${look}) = ${look}`,
    )
    .pluck()
    .all(batchId);
  return z.array(z.number().int()).parse(rows);
}
