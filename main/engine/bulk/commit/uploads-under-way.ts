/** Which batches this process is handing to HQ's importer right now: of those, no answer yet is no answer lost. */
import type { EngineDatabase } from '../../db/database.ts';

/** Kept in memory alone: whatever was under way when Roster ended is so no more. */
const batches = new WeakMap<EngineDatabase, Set<string>>();

export function isUnderWay(db: EngineDatabase, batchId: string): boolean {
  return batches.get(db)?.has(batchId) ?? false;
}

/** @returns what `upload` does */
export async function whileUnderWay<Value>(
  db: EngineDatabase,
  batchId: string,
  upload: () => Promise<Value>,
): Promise<Value> {
  const known = batches.get(db) ?? new Set<string>();
  batches.set(db, known.add(batchId));
  try {
    return await upload();
  } finally {
    known.delete(batchId);
  }
}
