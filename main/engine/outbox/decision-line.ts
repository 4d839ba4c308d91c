/** A decision about clashing fields as a line of the history: who, when, which field, what it was, HQ's value, ours, and what was chosen. */
import type { Json } from '#shared/domain/entities.ts';
import { isGuardKey } from '#shared/merge/guards.ts';
import type { FieldConflict } from '#shared/merge/three-way.ts';
import { serverIdOf } from '../mirror/identities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import type { Use } from './decisions.ts';
import { writeHistory } from './history.ts';
import type { DecidedField } from './history.ts';

/** What was chosen for each clashing field; `value` counts where `use` says so. */
export type DecidedFields = ReadonlyMap<string, { use: Use; value: Json }>;

/**
 * Writes the line; call it inside the write, before the change takes what was decided.
 * @param by who decides
 * @returns number of the line
 */
export function writeDecision(
  db: EngineDatabase,
  change: ChangeRecord,
  {
    by,
    conflicts,
    decided,
    now,
  }: {
    by: string;
    conflicts: ReadonlyMap<string, FieldConflict>;
    decided: DecidedFields;
    now: number;
  },
): number {
  const before: Record<string, Json> = {};
  const after: Record<string, Json> = {};
  const said: Record<string, DecidedField> = {};
  for (const [field, { use, value }] of decided) {
    const { base = null, mine = null, theirs = null } = conflicts.get(field) ?? {};
    before[field] = base;
    // What happened to the person stands whatever is decided about it: only then is ours sent, or not.
    const chosen = use === 'mine' && !isGuardKey(field) ? mine : theirs;
    after[field] = use === 'value' ? value : chosen;
    said[field] = { use, mine, theirs };
  }
  const serverId = serverIdOf(db, change.entity, change.localId);
  const entry = { outcome: 'decided', serverId, before, after, answer: { decided: said } } as const;
  return writeHistory(db, { ...change, author: by }, entry, now);
}

/** The decisions were taken back: their lines say so, as those of changes that came back do (unresolve-change.ts). */
export function markTakenBack(db: EngineDatabase, changeId: string, lines: readonly number[]): void {
  for (const line of lines) db.statement('UPDATE history SET undone_by = ? WHERE seq = ?').run(changeId, line);
}
