/** What of a batch's change must not be set back, because HQ has moved on. */
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { BatchRow } from './batch-rows.ts';
import type { ChangeRecord } from './change-record.ts';
import { readConflicts } from './conflicts.ts';

/**
 * Fields in which somebody at HQ has changed what the batch was measured from: they go back by leaving the change. What was before the batch,
 * sent now, would be a decision against that value which nobody has made.
 *
 * @param row `wanted`: what the batch made of its person
 */
export function clashingPart(
  db: EngineDatabase,
  batchId: string,
  row: Pick<BatchRow, 'entity' | 'before'> & { wanted: FieldValues },
  change: ChangeRecord,
): string[] {
  const { entity, before, wanted } = row;
  if (change.state !== 'conflict') return [];
  // In a change of somebody's own that the batch joined, a value other than the batch's is the newer word.
  const isOfBatch = (field: string) =>
    change.batchId === batchId ||
    (field in wanted && sameFieldValue(entity, field, change.patch[field], wanted[field]));
  return [...readConflicts(db, change.id).values()].flatMap(({ field, base }) =>
    field in before && isOfBatch(field) && sameFieldValue(entity, field, before[field], base) ? [field] : [],
  );
}
