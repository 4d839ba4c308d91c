/** The rows of a batch: what became of each person, and what they were before it. */
import { z } from 'zod';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import { fieldValuesSchema, personEntitySchema } from '#shared/domain/entities.ts';
import { manyWhatSchema } from '#shared/ipc/many.ts';
import type { EngineDatabase } from '../db/database.ts';
import { localIdOf } from '../mirror/identities.ts';
import { readBatchKind } from './batch-part.ts';
import { jsonColumn } from './json-column.ts';

export type Row = { localId: string; outcome: 'changed' | 'already' | 'cannot'; why: string; changeId: string | null };
/**
 * `before`: the values the batch is about, as they would have become without it: as wanted by what waits, also where that is not shown (a
 * conflict, a refusal), else as shown; of what HQ does not tell, only what waited to be sent.
 */
export type DoneRow = Row & { before: FieldValues };

/** `entity`, `what`: of its batch; of a workbook, its own. */
export type BatchRow = DoneRow & { number: number; entity: PersonEntity; what: RowWhat };

/** What only a workbook's row does: somebody made, invited or removed, a worker's password. It goes back as a whole. */
const wholeSchema = z.object({ kind: z.literal('whole') });
export const rowWhatSchema = z.union([manyWhatSchema, wholeSchema]);
export type RowWhat = z.output<typeof rowWhatSchema>;

const textsSchema = z.array(z.string());
const rowSchema = z.object({
  row_number: z.number().int(),
  raw: z.string(),
  outcome: z.enum(['changed', 'already', 'cannot']),
  messages: z.string(),
  local_id: z.string(),
  change_id: z.string().nullable(),
  entity: personEntitySchema.nullable(),
  what: jsonColumn(rowWhatSchema).nullable(),
});

/** Row numbers from `first` to before `end`. */
type Piece = { first: number; end: number };
const wholeBatch: Piece = { first: 0, end: Number.MAX_SAFE_INTEGER };
export type Batch = { rows(piece?: Piece): BatchRow[] };

/** Its rows are those that were done: who still waits is nobody of it yet. */
export function readBatch(db: EngineDatabase, id: string): Batch | null {
  const batch = readBatchKind(db, id);
  if (!batch) return null;
  const read = db.statement(
    "SELECT * FROM batch_rows WHERE batch_id = ? AND row_number >= ? AND row_number < ? AND outcome <> 'waiting' ORDER BY row_number",
  );
  const rows = ({ first, end }: Piece = wholeBatch) =>
    read.all(id, first, end).flatMap((row) => batchRow(db, batch, row));
  return { rows };
}

function batchRow(
  db: EngineDatabase,
  batch: NonNullable<ReturnType<typeof readBatchKind>>,
  stored: unknown,
): BatchRow[] {
  const row = rowSchema.parse(stored);
  const own = row.entity === null || row.what === null ? null : { entity: row.entity, what: row.what };
  const about = batch === 'by-row' ? own : batch;
  if (about === null) return [];
  return [
    {
      ...about,
      number: row.row_number,
      localId: localIdOf(db, about.entity, row.local_id),
      outcome: row.outcome,
      why: textsSchema.parse(JSON.parse(row.messages)).join(' '),
      changeId: row.change_id,
      before: fieldValuesSchema.parse(JSON.parse(row.raw)),
    },
  ];
}
