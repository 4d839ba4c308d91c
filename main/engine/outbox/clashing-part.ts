/** What of a batch's change must not be set back, because HQ has moved on. */
import { sameFieldValue } from '#shared/domain/fields.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { BatchRow } from './batch-rows.ts';
import type { ChangeRecord } from './change-record.ts';
import { readConflicts } from './conflicts.ts';

/**
 * Fields in which somebody at HQ has changed what the batch was measured from: they go back by leaving the change. What was before the batch,
 * sent now, would be a decision against that value which nobody has made.
 */
export function clashingPart(
  db: EngineDatabase,
  batchId: string,
  { entity, before }: Pick<BatchRow, 'entity' | 'before'>,
  change: ChangeRecord,
): string[] {
  if (change.state !== 'conflict' || change.batchId !== batchId) return [];
  return [...readConflicts(db, change.id).values()].flatMap(({ field, base }) =>
    field in before && sameFieldValue(entity, field, before[field], base) ? [field] : [],
  );
}
