/**
 * The changes that only a backup has: what the newer history says is over leaves them, the rest is settled by reading HQ. A line may be
 * about a part of a change; then that part is over, and nothing else.
 */
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { fieldValuesSchema } from '#shared/domain/entities.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { touchesGuard, withoutGuards } from '#shared/merge/guards.ts';

/**
 * What waited when the backup was made may be at HQ by now. Which changes and which lines of the history only the backup has is noted before
 * and while the newer are copied.
 */
export function prepareBackup(sql: Database.Database): void {
  sql.exec(`
    UPDATE changes SET state = 'unknown' WHERE state IN ('queued', 'sending');
    DELETE FROM decisions WHERE change_id IN (SELECT id FROM changes WHERE state = 'unknown');
    CREATE TEMP TABLE backup_only AS SELECT id FROM changes;
    CREATE TEMP TRIGGER newer_change AFTER INSERT ON changes BEGIN DELETE FROM backup_only WHERE id = NEW.id; END;
    CREATE TEMP TABLE backup_lines (seq INTEGER PRIMARY KEY, change_id TEXT, finished_at);
    INSERT INTO backup_lines SELECT seq, change_id, finished_at FROM history;`);
}

/** Lines written since the backup about changes that only it has; one that names itself as what took it back counts for nothing. */
const since = `SELECT c.id AS id, h.outcome AS outcome, h.after AS after, h.answer AS answer
  FROM changes c JOIN backup_only b ON b.id = c.id JOIN history h ON h.change_id = c.id
  WHERE h.undone_by IS NOT h.change_id
    AND NOT EXISTS (SELECT 1 FROM backup_lines l
      WHERE l.seq = h.seq AND l.change_id = h.change_id AND l.finished_at = h.finished_at)`;

/**
 * Changes that only the backup has and that the newer history says are over: taken back, joined to another, or at HQ. Settling them by
 * reading would send them again where HQ shows their base, as it does after a discard. One of which a part is over stays without that part,
 * and so does one that came back since (its line names itself as what took it back), one that another edit only took values over from, and
 * one joined to a change that nothing is left of. What is live again is kept in no other change's place.
 */
export function dropFinished(sql: Database.Database): void {
  trimFinished(sql);
  const finished = `SELECT id FROM (${since}) WHERE (outcome IN ('discarded', 'converged') AND json_extract(answer, '$.part') IS NULL)
      OR (outcome = 'merged' AND json_extract(answer, '$.superseded') IS NULL
        AND (json_extract(answer, '$.into') IN (SELECT id FROM changes)
          OR json_extract(answer, '$.into') IN (SELECT change_id FROM history)))
      OR (outcome = 'acked' AND id IN (SELECT id FROM changes WHERE kind <> 'update'))
    UNION SELECT c.id FROM changes c JOIN backup_only b ON b.id = c.id WHERE c.kind = 'update' AND c.patch = '{}'`;
  sql.exec(`
    CREATE TEMP TABLE finished AS ${finished};
    DELETE FROM change_deps WHERE change_id IN (SELECT id FROM finished) OR needs_change_id IN (SELECT id FROM finished);
    DELETE FROM conflicts WHERE change_id IN (SELECT id FROM finished);
    DELETE FROM decisions WHERE change_id IN (SELECT id FROM finished);
    DELETE FROM changes WHERE id IN (SELECT id FROM finished);
    DELETE FROM replaced_changes WHERE id IN (SELECT id FROM changes);`);
}

const json = z.string().transform((text): unknown => JSON.parse(text));
/** `part`: the fields that left with the line; a line of an older Roster does not say, and what HQ changed in it still waited. */
const lineSchema = z.object({
  id: z.string(),
  after: json.pipe(fieldValuesSchema),
  answer: json.pipe(
    z.object({
      part: z.array(z.string()).nullable().catch(null),
      altered: z.array(z.string()).catch([]),
    }),
  ),
});

/** Of an edit HQ took (`acked`), or of which the line says what left it, these fields are over. */
function trimFinished(sql: Database.Database): void {
  const over = new Map<string, Set<string>>();
  const rows = sql.prepare(
    `SELECT * FROM (${since}) WHERE (outcome = 'acked' OR json_extract(answer, '$.part') IS NOT NULL)
       AND id IN (SELECT id FROM changes WHERE kind = 'update')`,
  );
  for (const row of rows.all()) {
    const { id, after, answer } = lineSchema.parse(row);
    const gone = answer.part ?? Object.keys(after).filter((field) => !answer.altered.includes(field));
    over.set(id, new Set([...(over.get(id) ?? []), ...gone]));
  }
  for (const [id, fields] of over) trim(sql, id, fields);
}

const changeSchema = z.object({ patch: json.pipe(fieldValuesSchema), base: json.pipe(fieldValuesSchema) });

function trim(sql: Database.Database, id: string, gone: ReadonlySet<string>): void {
  const { patch, base } = changeSchema.parse(sql.prepare('SELECT patch, base FROM changes WHERE id = ?').get(id));
  const left = (values: FieldValues) =>
    Object.fromEntries(Object.entries(values).filter(([field]) => !gone.has(field)));
  const rest = left(patch);
  const measured = touchesGuard(rest) ? left(base) : withoutGuards(left(base));
  sql
    .prepare('UPDATE changes SET patch = ?, base = ? WHERE id = ?')
    .run(JSON.stringify(rest), JSON.stringify(measured), id);
  for (const field of gone)
    for (const table of ['conflicts', 'decisions'])
      sql.prepare(`DELETE FROM ${table} WHERE change_id = ? AND field = ?`).run(id, field);
  // Nothing is left to be asked: what became of the rest is HQ's to say.
  sql
    .prepare(
      `UPDATE changes SET state = 'unknown' WHERE id = ? AND state = 'conflict'
         AND NOT EXISTS (SELECT 1 FROM conflicts WHERE change_id = changes.id)`,
    )
    .run(id);
}
