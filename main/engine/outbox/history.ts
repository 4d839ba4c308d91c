/** What became of a change: who, when, before, after, HQ's answer. Written in the transaction that takes the change out of the outbox. */
import { withoutGuards } from '#shared/merge/guards.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { removeChange } from './transitions.ts';

/**
 * - `acked`: HQ has it, read back.
 * - `converged`: HQ had the same values already; nothing was sent.
 * - `merged`: became part of an earlier unsent change (`answer.into`).
 * - `discarded`: the person took it back.
 */
export type HistoryOutcome = 'acked' | 'converged' | 'merged' | 'discarded';

export type HistoryEntry = {
  outcome: HistoryOutcome;
  /** HQ's id of the person where known. */
  serverId: string | null;
  /** Field values that came of it, when they differ from the change's own (a part of it was refused). */
  before?: FieldValues;
  after?: FieldValues;
  /** HQ's status and words, or why there is none. Never a secret. */
  answer?: Record<string, string | number | string[] | null>;
};

/** Adds a line of history for a change, live or never stored. */
export function writeHistory(
  db: EngineDatabase,
  change: Pick<
    ChangeRecord,
    'id' | 'author' | 'entity' | 'localId' | 'kind' | 'action' | 'base' | 'patch' | 'createdAt'
  >,
  entry: HistoryEntry,
  now: number,
): void {
  db.statement(
    `INSERT INTO history (change_id, author, entity, local_id, server_id, kind, action, before, after, outcome, answer, created_at, finished_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    change.id,
    change.author,
    change.entity,
    change.localId,
    entry.serverId,
    change.kind,
    change.action,
    JSON.stringify(entry.before ?? withoutGuards(change.base)),
    JSON.stringify(entry.after ?? change.patch),
    entry.outcome,
    JSON.stringify(entry.answer ?? {}),
    change.createdAt,
    now,
  );
}

/** Ends a live change: history, then out of the outbox. */
export function finishChange(db: EngineDatabase, change: ChangeRecord, entry: HistoryEntry, now: number): void {
  writeHistory(db, change, entry, now);
  removeChange(db, change);
}
