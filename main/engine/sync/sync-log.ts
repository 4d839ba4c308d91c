/** One line per thing sync did, with its reason: to find out later why something is as it is. */
import type { EngineDatabase } from '../db/database.ts';

/** About a month of a busy project; older lines go. */
const keptLines = 20_000;
/** Lines over the limit before they are cut, so that not every line deletes one. */
const slack = 1_000;

export type LogLine = { at: number; entity?: string; localId?: string; action: string; reason: string; ms?: number };

export function writeLog(db: EngineDatabase, line: LogLine): void {
  db.write('sync-log', () => {
    const { lastInsertRowid } = db
      .statement('INSERT INTO sync_log (at, entity, local_id, action, reason, ms) VALUES (?, ?, ?, ?, ?, ?)')
      .run(line.at, line.entity ?? null, line.localId ?? null, line.action, line.reason, line.ms ?? null);
    const last = Number(lastInsertRowid);
    if (last % slack === 0) db.statement('DELETE FROM sync_log WHERE seq <= ?').run(last - keptLines);
  });
}
