/**
 * What is kept with each row of a plan for what is told of all of them: so the plan of one row that is changed needs none of the others'
 * cells. Keys and traps come with the cells, notes and facts with the plan.
 */
import { z } from 'zod';
import type { EngineDatabase } from '../../db/database.ts';
import { jsonColumn } from '../../outbox/json-column.ts';
import { trapCodes } from '../workbook/sheet-trap.ts';
import type { CellTrap } from '../workbook/cell-traps.ts';
import { duplicateFields } from './duplicate-keys.ts';
import type { DuplicateField, DuplicateKeys } from './duplicate-keys.ts';
import { noteCodes } from './row-context.ts';
import type { Duplicates, RowNote } from './row-context.ts';
import { setFactsSchema } from './set-rules.ts';
import type { SetFacts } from './set-rules.ts';

/** Rows whose marks are read before others have a turn: a few milliseconds. */
const sliceRows = 2000;
/** HQ reads all rows where there is no blank one: the last that a sheet can have. */
const noGap = Number.MAX_SAFE_INTEGER;

/** Of a row whose cells were read or changed: what its plan said goes. Call it inside a write. */
export function putMarks(
  db: EngineDatabase,
  { planId, row }: { planId: string; row: number },
  { keys, traps }: { keys: DuplicateKeys; traps: readonly CellTrap[] },
): void {
  db.statement(
    'INSERT OR REPLACE INTO bulk_plan_marks (plan_id, row, username, email, user_id, traps) VALUES (?, ?, ?, ?, ?, ?)',
  ).run(planId, row, keys.username, keys.email, keys.user_id, traps.length === 0 ? null : JSON.stringify(traps));
}

/** Of a row that was planned; call it inside a write. Most say nothing, before and after: those are not written. */
export function markPlanned(
  db: EngineDatabase,
  { planId, row }: { planId: string; row: number },
  { notes, facts }: { notes: readonly RowNote[]; facts: SetFacts | null },
): void {
  const told = notes.length === 0 ? null : JSON.stringify(notes);
  const gone = facts === null ? null : JSON.stringify(facts);
  db.statement(
    `UPDATE bulk_plan_marks SET notes = ?, facts = ?, broken = 0
     WHERE plan_id = ? AND row = ? AND (notes IS NOT ? OR facts IS NOT ? OR broken = 1)`,
  ).run(told, gone, planId, row, told, gone);
}

/** A rule over several rows forbids it; call it inside a write. */
export function markBroken(db: EngineDatabase, planId: string, row: number): void {
  db.statement('UPDATE bulk_plan_marks SET broken = 1 WHERE plan_id = ? AND row = ?').run(planId, row);
}

export function brokenRows(db: EngineDatabase, planId: string): number[] {
  return rowsOf(db.statement('SELECT row FROM bulk_plan_marks WHERE plan_id = ? AND broken = 1').all(planId));
}

const keysSchema = z.object({
  username: z.string().nullable(),
  email: z.string().nullable(),
  user_id: z.string().nullable(),
});

/** By field, what these rows say there. */
export function keysOfRows(
  db: EngineDatabase,
  planId: string,
  rows: readonly number[],
): Record<DuplicateField, Set<string>> {
  const stored = db
    .statement(
      `SELECT m.username, m.email, m.user_id FROM json_each(?) j CROSS JOIN bulk_plan_marks m ON m.row = j.value
       WHERE m.plan_id = ?`,
    )
    .all(JSON.stringify(rows), planId);
  return keySets(stored.map((row) => keysSchema.parse(row)));
}

export function keySets(all: readonly DuplicateKeys[]): Record<DuplicateField, Set<string>> {
  const of = (field: DuplicateField) => new Set(all.flatMap((keys) => keys[field] ?? []));
  return { username: of('username'), email: of('email'), user_id: of('user_id') };
}

/** Of all keys of the plan (`among` null), or of these, those that several rows have. Who is left out says nothing. */
export function repeatedKeys(
  db: EngineDatabase,
  { planId, gap }: { planId: string; gap: number | null },
  among: Record<DuplicateField, ReadonlySet<string>> | null,
): Duplicates {
  const of = (field: DuplicateField) => {
    const keys = among === null ? severalOf(db, planId, field) : [...among[field]];
    if (keys.length === 0) return new Set<string>();
    const found = db
      .statement(
        `SELECT m.${field} FROM json_each(?) j
         CROSS JOIN bulk_plan_marks m ON m.plan_id = ? AND m.${field} = j.value AND m.row < ?
         CROSS JOIN bulk_plan_rows r ON r.plan_id = m.plan_id AND r.row = m.row AND r.excluded = 0
         GROUP BY m.${field} HAVING count(*) > 1`,
      )
      .pluck()
      .all(JSON.stringify(keys), planId, gap ?? noGap);
    return new Set(z.array(z.string()).parse(found));
  };
  return { username: of('username'), email: of('email'), user_id: of('user_id') };
}

/** Rows that are left out, and those HQ does not read, are counted: the index alone is read for it. */
function severalOf(db: EngineDatabase, planId: string, field: DuplicateField): string[] {
  const found = db
    .statement(
      `SELECT ${field} FROM bulk_plan_marks WHERE plan_id = ? AND ${field} IS NOT NULL GROUP BY ${field} HAVING count(*) > 1`,
    )
    .pluck()
    .all(planId);
  return z.array(z.string()).parse(found);
}

/** All rows that say one of these. */
export function rowsWithKeys(db: EngineDatabase, planId: string, keys: Duplicates): number[] {
  return duplicateFields.flatMap((field) =>
    rowsOf(
      db
        .statement(
          `SELECT m.row FROM json_each(?) j CROSS JOIN bulk_plan_marks m ON m.plan_id = ? AND m.${field} = j.value`,
        )
        .all(JSON.stringify([...keys[field]]), planId),
    ),
  );
}

const rowSchema = z.object({ row: z.number().int() });

function rowsOf(stored: readonly unknown[]): number[] {
  return stored.map((row) => rowSchema.parse(row).row);
}

const trapsSchema = z.array(
  z.object({ code: z.enum(trapCodes), column: z.number().int().nullable(), repairable: z.boolean() }),
);
const notesSchema = z.array(z.object({ code: z.enum(noteCodes), field: z.string().optional() }));
const markSchema = z.object({
  row: z.number().int(),
  traps: jsonColumn(trapsSchema).nullable(),
  notes: jsonColumn(notesSchema).nullable(),
  /** Null too for a row that is left out: it takes nobody's access. */
  facts: jsonColumn(setFactsSchema).nullable(),
});
export type RowMarks = z.output<typeof markSchema>;

/** Marks of rows behind `after`, of those HQ reads and that have some; `next` null at the end. */
export function nextMarks(
  db: EngineDatabase,
  { planId, gap }: { planId: string; gap: number | null },
  after: number,
): { marks: RowMarks[]; next: number | null } {
  const stored = db
    .statement(
      `SELECT m.row, m.traps, m.notes, CASE WHEN m.facts IS NULL OR (SELECT r.excluded FROM bulk_plan_rows r
           WHERE r.plan_id = m.plan_id AND r.row = m.row) THEN NULL ELSE m.facts END AS facts
       FROM bulk_plan_marks m
       WHERE m.plan_id = ? AND m.row > ? AND m.row < ? AND (m.traps IS NOT NULL OR m.notes IS NOT NULL OR m.facts IS NOT NULL)
       ORDER BY m.row LIMIT ?`,
    )
    .all(planId, after, gap ?? noGap, sliceRows);
  const marks = stored.map((row) => markSchema.parse(row));
  return { marks, next: marks.length < sliceRows ? null : (marks.at(-1)?.row ?? null) };
}
