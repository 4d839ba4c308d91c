/** Counts changes of the visible rows of an open database, so that lists worked out once can be used until something moves. */
import type { EngineDatabase } from '../db/database.ts';

const versions = new WeakMap<EngineDatabase, number>();

export function bumpVisibleVersion(db: EngineDatabase): void {
  versions.set(db, (versions.get(db) ?? 0) + 1);
}

/** Another connection's commits count too: the reader of a file that Roster has open sees its pulls. */
export function visibleVersion(db: EngineDatabase): string {
  const { data_version: others } = db.statement('PRAGMA data_version').get() as { data_version: number };
  return `${versions.get(db) ?? 0}.${others}`;
}
