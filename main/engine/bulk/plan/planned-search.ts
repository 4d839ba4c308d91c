/** What a search of planned rows looks through: what is shown of each, folded once while it is planned. */
import type { EngineDatabase } from '../../db/database.ts';
import { valueTexts } from '../../mirror/value-names.ts';
import type { RowPlan } from './row-context.ts';

/** In one form and in small letters, of every alphabet: SQLite's own `lower` knows ASCII only. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** Between two texts, so that nothing is found that begins in one and ends in the other; nobody types it. */
const between = '\n';

/** Call it inside a write. */
export function putSearch(db: EngineDatabase, planId: string, plan: RowPlan): void {
  const { row, username, names, problems, changes, entity } = plan;
  const values = Object.entries(changes).flatMap(([field, { from, to }]) =>
    [from, to].flatMap((value) => [
      ...(Array.isArray(value) ? value.map(String) : []),
      ...valueTexts(db, entity ?? 'invitation', field, value),
    ]),
  );
  const text = [username, ...names, ...problems.map((problem) => problem.text), ...values].join(between);
  db.statement('INSERT OR REPLACE INTO bulk_plan_search (plan_id, row, text) VALUES (?, ?, ?)').run(
    planId,
    row,
    folded(text),
  );
}

/** A reason that came to light later; call it inside a write. */
export function addToSearch(db: EngineDatabase, planId: string, row: number, text: string): void {
  db.statement('UPDATE bulk_plan_search SET text = text || ? WHERE plan_id = ? AND row = ?').run(
    between + folded(text),
    planId,
    row,
  );
}
