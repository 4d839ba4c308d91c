/** Files that HQ was asked for, as the account's file keeps them. */
import { z } from 'zod';
import { peopleFilterSchema } from '#shared/domain/people-export.ts';
import type { PeopleFilter } from '#shared/domain/people-export.ts';
import type { EngineDatabase } from '../../db/database.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));
const outcomeSchema = z.union([
  z.object({ savedAs: z.string(), rows: z.number().int() }),
  z.object({ why: z.string() }),
]);
const rowSchema = z
  .object({
    id: z.string(),
    wanted: json.pipe(peopleFilterSchema),
    path: z.string(),
    there: z.string().nullable(),
    job: z.string().nullable(),
    asked_at: z.number().int(),
    state: z.enum(['running', 'saved', 'failed']),
    outcome: json.pipe(outcomeSchema).nullable(),
  })
  .transform(({ asked_at: askedAt, outcome, ...row }) => ({
    ...row,
    askedAt,
    saved: outcome !== null && 'savedAs' in outcome ? outcome : null,
    why: outcome !== null && 'why' in outcome ? outcome.why : null,
  }));

/** `there`: what lay at `path` when the person chose it. `job`: HQ's number, null where HQ has not named one. */
export type Download = z.output<typeof rowSchema>;
/** What a person asked for. */
export type AskedDownload = { id: string; wanted: PeopleFilter; path: string; there: string | null; askedAt: number };

/** The oldest first. */
export function listDownloads(db: EngineDatabase): Download[] {
  return z.array(rowSchema).parse(db.statement('SELECT * FROM hq_downloads ORDER BY asked_at, id').all());
}

export function findDownload(db: EngineDatabase, id: string): Download | null {
  const row = db.statement('SELECT * FROM hq_downloads WHERE id = ?').get(id);
  return row === undefined ? null : rowSchema.parse(row);
}

/** In place of an older one of this id. @param job one that HQ has begun already */
export function keepAsked(
  db: EngineDatabase,
  { id, wanted, path, there, askedAt }: AskedDownload,
  job: string | null,
): void {
  db.write('download-asked', () =>
    db
      .statement("INSERT OR REPLACE INTO hq_downloads VALUES (?, ?, ?, ?, ?, ?, 'running', NULL)")
      .run(id, JSON.stringify(wanted), path, there, job, askedAt),
  );
}

export function keepJob(db: EngineDatabase, id: string, job: string): void {
  db.write('download-begun', () => db.statement('UPDATE hq_downloads SET job = ? WHERE id = ?').run(job, id));
}

/** @returns false where it was called off meanwhile */
export function keepSaved(db: EngineDatabase, id: string, saved: { savedAs: string; rows: number }): boolean {
  const sql = "UPDATE hq_downloads SET state = 'saved', outcome = ? WHERE id = ?";
  return db.statement(sql).run(JSON.stringify(saved), id).changes > 0;
}

/** @param hasJob HQ may still have the file: asked again, it is that one */
export function keepFailed(db: EngineDatabase, id: string, why: string, { hasJob }: { hasJob: boolean }): void {
  const sql = `UPDATE hq_downloads SET state = 'failed', outcome = ?, job = ${hasJob ? 'job' : 'NULL'} WHERE id = ?`;
  db.write('download-failed', () => db.statement(sql).run(JSON.stringify({ why }), id));
}

/** @returns whether there was one */
export function forgetDownload(db: EngineDatabase, id: string): boolean {
  return db.write(
    'download-forgotten',
    () => db.statement('DELETE FROM hq_downloads WHERE id = ?').run(id).changes > 0,
  );
}
