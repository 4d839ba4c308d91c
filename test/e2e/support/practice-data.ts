/** What the practice HQ inside the app has, read from its own file: the other side of every sync. */
import Database from 'better-sqlite3';
import path from 'node:path';
import { z } from 'zod';

const workerSchema = z.looseObject({
  username: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  phone_numbers: z.array(z.string()),
});
export type PracticeWorker = z.infer<typeof workerSchema>;

/** The worker with this username (without the project's suffix) in the practice HQ's own data; undefined when there is none. */
export function practiceWorker(userData: string, username: string): PracticeWorker | undefined {
  const db = new Database(path.join(userData, 'practice', 'practice-hq.sqlite'), { readonly: true });
  try {
    const rows = db
      .prepare("SELECT doc FROM records WHERE entity = 'worker' AND gone = 0 AND name LIKE ?")
      .all(`${username}@%`) as { doc: string }[];
    if (rows.length > 1) throw new Error(`${username} is there ${rows.length} times`);
    const [row] = rows;
    return row === undefined ? undefined : workerSchema.parse(JSON.parse(row.doc));
  } finally {
    db.close();
  }
}
