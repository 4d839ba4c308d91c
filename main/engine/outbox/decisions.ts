/**
 * What the person decided about clashing fields, kept until it may have reached HQ (transitions.ts wipes it then), so that a decision can
 * be taken back. A row holds how the field stood before: what it was measured from and what was wanted.
 */
import { z } from 'zod';
import { jsonSchema } from '#shared/domain/entities.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import { guardKeys, isGuarded, isGuardKey } from '#shared/merge/guards.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';

export type Use = 'mine' | 'theirs' | 'value';

/** How a field stood before it was decided; undefined: the change had no such base (an older Roster), or no such field (a guard). */
export type Decision = {
  field: string;
  base: Json | undefined;
  mine: Json | undefined;
  /** Its line of the history; null: of an older Roster. */
  line: number | null;
};

/**
 * Notes how these fields of a change stand, and the guards with a guarded one; call it before the change takes what was decided.
 * @param said `line`: of the history (decision-line.ts); `at`: ms
 */
export function keepDecisions(
  db: EngineDatabase,
  change: Pick<ChangeRecord, 'id' | 'patch' | 'base'>,
  uses: ReadonlyMap<string, Use>,
  said: { line: number; at: number },
): void {
  const insert = db.statement(
    `INSERT OR REPLACE INTO decisions (change_id, field, base, mine, choice, decided_at, line) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const [decided, use] of uses) {
    for (const field of withGuards(decided)) {
      insert.run(change.id, field, stored(change.base, field), stored(change.patch, field), use, said.at, said.line);
    }
  }
}

/** A later edit of the field is the newest word: what was decided about it before is nothing to go back to. */
export function forgetDecisions(db: EngineDatabase, changeId: string, fields: readonly string[]): void {
  for (const field of fields.flatMap(withGuards)) {
    db.statement('DELETE FROM decisions WHERE change_id = ? AND field = ?').run(changeId, field);
  }
}

function withGuards(field: string): string[] {
  if (isGuarded(field)) return [field, ...guardKeys];
  return isGuardKey(field) ? [...guardKeys] : [field];
}

function stored(values: FieldValues, key: string): string | null {
  return key in values ? JSON.stringify(values[key]) : null;
}

const decisionSchema = z.object({
  field: z.string(),
  base: z.string().nullable(),
  mine: z.string().nullable(),
  line: z.number().int().nullable(),
});

export function readDecisions(db: EngineDatabase, changeId: string): Decision[] {
  const rows = db
    .statement('SELECT field, base, mine, line FROM decisions WHERE change_id = ? ORDER BY field')
    .all(changeId);
  return rows.map((row) => {
    const { field, base, mine, line } = decisionSchema.parse(row);
    return { field, base: valueOf(base), mine: valueOf(mine), line };
  });
}

/** Lines of the history about what can still be taken back. */
export function decisionLines(db: EngineDatabase, changeId: string): number[] {
  return [...new Set(readDecisions(db, changeId).flatMap(({ line }) => line ?? []))];
}

function valueOf(text: string | null): Json | undefined {
  return text === null ? undefined : jsonSchema.parse(JSON.parse(text));
}

const decidedSchema = z.object({ at: z.number().nullable() });

/** When the person last decided something that can still be taken back, ms; null when there is nothing. */
export function readDecidedAt(db: EngineDatabase, changeId: string): number | null {
  const row = db.statement('SELECT max(decided_at) AS at FROM decisions WHERE change_id = ?').get(changeId);
  return decidedSchema.parse(row).at;
}
