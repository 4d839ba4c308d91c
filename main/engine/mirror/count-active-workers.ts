import { z } from 'zod';
import type { EngineDatabase } from '../db/database.ts';

const countSchema = z.object({ n: z.number().int() });

/** Active mobile workers as the list shows them, with what waits here. */
export function countActiveWorkers(db: EngineDatabase): number {
  const row = db.statement("SELECT count(*) AS n FROM mobile_workers WHERE status = 'active'").get();
  return countSchema.parse(row).n;
}
