/**
 * What this process does with uploads right now: which workbooks it is handing to HQ's importer (of those, no answer yet is no answer lost), and
 * whose result it asks for.
 */
import type { EngineDatabase } from '../../db/database.ts';

/** How far HQ's importer is, 0 to 100; null: HQ does not say. */
type Progress = { percent: number | null };

type UnderWay = { handing: Set<string>; followed: Map<string, Progress> };

/** Kept in memory alone: whatever was under way when Roster ended is so no more. */
const ofFile = new WeakMap<EngineDatabase, UnderWay>();

function underWay(db: EngineDatabase): UnderWay {
  const known = ofFile.get(db) ?? { handing: new Set(), followed: new Map() };
  ofFile.set(db, known);
  return known;
}

export function isUnderWay(db: EngineDatabase, batchId: string): boolean {
  return underWay(db).handing.has(batchId);
}

/** @returns what `upload` does */
export async function whileUnderWay<Value>(
  db: EngineDatabase,
  batchId: string,
  upload: () => Promise<Value>,
): Promise<Value> {
  const { handing } = underWay(db);
  handing.add(batchId);
  try {
    return await upload();
  } finally {
    handing.delete(batchId);
  }
}

/** null: nobody asks for its result now. */
export function followedNow(db: EngineDatabase, batchId: string): Progress | null {
  return underWay(db).followed.get(batchId) ?? null;
}

/** @param ask is given where to tell how far HQ is, which says whether that is news */
export async function whileFollowed(
  db: EngineDatabase,
  batchId: string,
  ask: (tell: (percent: number | null) => boolean) => Promise<void>,
): Promise<void> {
  const { followed } = underWay(db);
  followed.set(batchId, { percent: null });
  try {
    await ask((percent) => {
      const isNews = followed.get(batchId)?.percent !== percent;
      followed.set(batchId, { percent });
      return isNews;
    });
  } finally {
    followed.delete(batchId);
  }
}
