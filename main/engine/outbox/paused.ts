/**
 * Changes of a workbook that a person holds back (`bulk.pauseBatch`). Told from the rows each time, as all that keeps a change from going
 * (lanes.ts). What is on its way already is finished.
 */
import { z } from 'zod';
import type { EngineDatabase } from '../db/database.ts';
import { carrier } from './carrier.ts';
import type { ChangeRecord } from './change-record.ts';
import { readLane } from './read-changes.ts';

const pausedSchema = z.object({ batchId: z.string(), file: z.string(), at: z.number() });
const allPausedSchema = z.array(pausedSchema);
export type PausedWorkbook = z.infer<typeof pausedSchema>;
type Waiting = Pick<ChangeRecord, 'id' | 'entity' | 'localId' | 'state' | 'batchId'>;

/** The workbook with which a person holds the change back: it is of it, or a part of it joined the change. Null: nobody does. */
export function pausedWith(db: EngineDatabase, change: Waiting): PausedWorkbook | null {
  if (change.state !== 'queued') return null;
  const rows = db
    .statement(
      `SELECT s.batch_id AS batchId, b.source_name AS file, s.paused_at AS at FROM sheet_batches s JOIN batches b ON b.id = s.batch_id
       WHERE s.paused_at IS NOT NULL ORDER BY s.paused_at, s.batch_id`,
    )
    .all();
  const paused = allPausedSchema.parse(rows);
  return paused.find(({ batchId }) => batchId === change.batchId || carriesPart(db, batchId, change)) ?? null;
}

/** A row of the workbook became part of a change that had waited before it. */
function carriesPart(db: EngineDatabase, batchId: string, { id, entity, localId }: Waiting): boolean {
  const own = db
    .statement(
      'SELECT change_id FROM batch_rows INDEXED BY batch_rows_person WHERE batch_id = ? AND local_id = ? AND entity = ? AND change_id IS NOT NULL',
    )
    .pluck()
    .all(batchId, localId, entity);
  return z
    .array(z.string())
    .parse(own)
    .some((part) => carrier(db, part) === id);
}

/** The workbook that an earlier change of the same person is held back with; null where none is. */
export function pausedBefore(
  db: EngineDatabase,
  { entity, localId, seq, state }: Pick<ChangeRecord, 'entity' | 'localId' | 'seq' | 'state'>,
): PausedWorkbook | null {
  const isAny = db.statement('SELECT 1 FROM sheet_batches WHERE paused_at IS NOT NULL LIMIT 1').get() !== undefined;
  if (!isAny || state !== 'queued') return null;
  for (const earlier of readLane(db, entity, localId)) {
    const paused = earlier.seq < seq ? pausedWith(db, earlier) : null;
    if (paused) return paused;
  }
  return null;
}
