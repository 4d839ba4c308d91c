/** The rows of a batch: what became of each person, and what they were before it. */
import { z } from 'zod';
import { fieldValuesSchema } from '#shared/domain/entities.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';
import type { ManyWhat } from '#shared/ipc/many.ts';
import type { EngineDatabase } from '../db/database.ts';
import { localIdOf } from '../mirror/identities.ts';
import { readBatchKind } from './batch-part.ts';

export type Row = { localId: string; outcome: 'changed' | 'already' | 'cannot'; why: string; changeId: string | null };
/**
 * `before`: the values the batch is about, as they would have become without it: as wanted by what waits, also where that is not shown (a
 * conflict, a refusal), else as shown; of what HQ does not tell, only what waited to be sent.
 */
export type DoneRow = Row & { before: FieldValues };

export type BatchRow = DoneRow & { number: number };

const rowSchema = z.object({
  row_number: z.number().int(),
  raw: z.string(),
  outcome: z.enum(['changed', 'already', 'cannot']),
  messages: z.string(),
  local_id: z.string(),
  change_id: z.string().nullable(),
});

/** Row numbers from `first` to before `end`. */
type Piece = { first: number; end: number };
const wholeBatch: Piece = { first: 0, end: Number.MAX_SAFE_INTEGER };
export type Batch = { entity: PersonEntity; what: ManyWhat } & { rows(piece?: Piece): BatchRow[] };

/** Its rows are those that were done: who still waits is nobody of it yet. */
export function readBatch(db: EngineDatabase, id: string): Batch | null {
  const batch = readBatchKind(db, id);
  if (!batch) return null;
  const read = db.statement(
    "SELECT * FROM batch_rows WHERE batch_id = ? AND row_number >= ? AND row_number < ? AND outcome <> 'waiting' ORDER BY row_number",
  );
  const rows = ({ first, end }: Piece = wholeBatch) =>
    z
      .array(rowSchema)
      .parse(read.all(id, first, end))
      .map((row) => ({
        number: row.row_number,
        localId: localIdOf(db, batch.entity, row.local_id),
        outcome: row.outcome,
        why: z.array(z.string()).parse(JSON.parse(row.messages)).join(' '),
        changeId: row.change_id,
        before: fieldValuesSchema.parse(JSON.parse(row.raw)),
      }));
  return { ...batch, rows };
}
