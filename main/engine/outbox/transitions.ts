/**
 * The only place that moves a change's state. Every move is legal by the table or throws: a state reached by accident is how
 * edits get lost.
 *
 * - `queued`: saved here, waits for its turn. Leaves by a request (`sending`), by the rebase (`conflict`), by a fault found before
 *   anything is sent (`rejected`: a password that no longer opens), by a sign that an earlier try did reach HQ (`unknown`), or out of the
 *   outbox (HQ has it already, or the person discards it).
 * - `sending`: committed *before* the request, so that no crash can hide one. At start every `sending` becomes `unknown`.
 * - `unknown`: HQ may have it. Only reading HQ moves it on.
 * - `conflict`: HQ's value moved; waits for a person. A later pull that shows HQ back at our base (or at our value) ends it too.
 * - `rejected`: HQ said no; waits for a person.
 * - `ask`: may have happened and must not be repeated, or has no way back and was not confirmed with HQ in reach; waits for a person. A
 *   create that the person calls done goes to `unknown` where something stands behind it: that needs HQ's id, which only HQ tells.
 */
import type { PersonAction } from '#shared/domain/action.ts';
import type { ChangeReason, ChangeState } from '#shared/domain/change.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { EngineDatabase } from '../db/database.ts';
import { changeColumns, columnsOf, withSentAgain } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';
import { readChange } from './read-changes.ts';
import type { ReplacedChange } from './replaced-changes.ts';

/** `gone`: the row leaves the outbox for the history. */
type Target = ChangeState | 'gone';

const legal: Record<ChangeState, readonly Target[]> = {
  queued: ['queued', 'sending', 'unknown', 'conflict', 'rejected', 'ask', 'gone'],
  sending: ['queued', 'unknown', 'conflict', 'rejected', 'gone'],
  unknown: ['queued', 'unknown', 'conflict', 'rejected', 'ask', 'gone'],
  conflict: ['queued', 'conflict', 'gone'],
  rejected: ['queued', 'rejected', 'conflict', 'gone'],
  ask: ['queued', 'unknown', 'gone'],
};

/** Throws when the table has no such move. */
export function assertLegal(from: ChangeState, to: Target): void {
  if (!legal[from].includes(to)) throw new Error(`a change cannot go from ${from} to ${to}`);
}

/** What may change together with the state; what is left out stays. */
export type Move = {
  patch?: FieldValues;
  base?: FieldValues;
  reason?: ChangeReason | null;
  attempts?: number;
  nextAttemptAt?: number | null;
  sentAt?: number | null;
  secret?: Uint8Array | null;
  /** A person gave the change other values: only this moves `updatedAt`, which the screen calls "Last edited". */
  edited?: true;
};

/**
 * Moves a live change; call inside a write. Returns it as it is afterwards. With `conflict` its open questions go, and once it may have
 * reached HQ its decisions too: they cannot be taken back any more.
 */
export function moveChange(
  db: EngineDatabase,
  id: string,
  to: ChangeState,
  now: number,
  move: Move = {},
): ChangeRecord {
  const before = readChange(db, id);
  if (!before) throw new Error(`no live change ${id}`);
  assertLegal(before.state, to);
  const { edited, ...values } = move;
  // Under another name a create was never tried: whoever has that name at HQ cannot be its doing.
  const renamed = before.kind === 'create' && values.patch !== undefined && isRenamed(before, values.patch);
  const untried = renamed ? { attempts: 0, sentAt: null } : {};
  const settled = before.kind === 'create' && (renamed || to === 'rejected' || to === 'conflict');
  const after: ChangeRecord = {
    ...before,
    ...values,
    ...untried,
    ...(settled ? { base: withSentAgain(values.base ?? before.base, false) } : {}),
    state: to,
    updatedAt: edited ? now : before.updatedAt,
  };
  db.statement(
    `UPDATE changes SET state = ?, patch = ?, base = ?, last_error = ?, attempts = ?, next_attempt_at = ?, sent_at = ?,
       secret = ?, updated_at = ? WHERE id = ?`,
  ).run(
    to,
    JSON.stringify(after.patch),
    JSON.stringify(after.base),
    after.reason ? JSON.stringify(after.reason) : null,
    after.attempts,
    after.nextAttemptAt,
    after.sentAt,
    after.secret,
    after.updatedAt,
    id,
  );
  if (to !== 'conflict') db.statement('DELETE FROM conflicts WHERE change_id = ?').run(id);
  // On its way a decision is kept: where nothing left this computer the change is `queued` again, as it was.
  const sent = before.state === 'sending' ? to !== 'queued' : to !== 'queued' && to !== 'sending' && to !== 'conflict';
  if (sent) db.statement('DELETE FROM decisions WHERE change_id = ?').run(id);
  return after;
}

/** A create that waits has other values, and waits to be sent; a name that somebody has at HQ stays a question until there is another one. */
export function moveEdited(
  db: EngineDatabase,
  create: Pick<ChangeRecord, 'id' | 'state' | 'patch'>,
  patch: FieldValues,
  now: number,
  move: Pick<Move, 'secret'> = {},
): void {
  if (create.state === 'conflict' && !isRenamed(create, patch))
    moveChange(db, create.id, 'conflict', now, { ...move, patch, edited: true });
  else moveChange(db, create.id, 'queued', now, { ...move, patch, reason: null, nextAttemptAt: null, edited: true });
}

/** Whether other values of a create give it another name. */
export function isRenamed(create: Pick<ChangeRecord, 'patch'>, patch: FieldValues): boolean {
  return nameOf(create.patch) !== nameOf(patch);
}

/** What HQ takes only once: a worker's username, the address of an invitation. */
function nameOf({ username, email }: FieldValues): string {
  const name = username ?? email;
  return typeof name === 'string' ? name.trim().toLowerCase() : '';
}

/** A new change enters the outbox. */
export type NewChange = Pick<ChangeRecord, 'id' | 'author' | 'entity' | 'localId' | 'kind' | 'patch' | 'base'> & {
  action?: PersonAction | null;
  secret?: Uint8Array | null;
  /** The bulk change it is part of. */
  batchId?: string | null;
};

export function insertChange(db: EngineDatabase, change: NewChange, now: number): void {
  db.statement(
    `INSERT INTO changes (id, ${changeColumns}, secret, state, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)`,
  ).run(change.id, ...columnsOf(change), change.secret ?? null, now, now);
}

/** A change that had ended is back under its old id, queued at the end of its lane; `ended-changes.ts` knows which may. */
export function reviveChange(
  db: EngineDatabase,
  change: Omit<NewChange, 'action' | 'secret'> &
    Pick<ChangeRecord, 'batchId' | 'action' | 'secret' | 'attempts' | 'sentAt' | 'createdAt' | 'updatedAt'>,
): ChangeRecord {
  db.statement(
    `INSERT INTO changes (id, ${changeColumns}, secret, state, attempts, sent_at, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?)`,
  ).run(
    change.id,
    ...columnsOf(change),
    change.secret,
    change.attempts,
    change.sentAt,
    change.createdAt,
    change.updatedAt,
  );
  const revived = readChange(db, change.id);
  if (!revived) throw new Error(`no live change ${change.id}`);
  return revived;
}

/** A change that another one had taken the place of is back as it was, in the place `seq`; `replaced-changes.ts` knows which may. */
export function putBack(db: EngineDatabase, { change, conflicts, decisions }: ReplacedChange, seq: number): void {
  db.statement(
    `INSERT INTO changes (seq, id, ${changeColumns}, secret, state, attempts, next_attempt_at, sent_at, last_error, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    seq,
    change.id,
    ...columnsOf(change),
    change.secret,
    change.state,
    change.attempts,
    change.nextAttemptAt,
    change.sentAt,
    change.reason ? JSON.stringify(change.reason) : null,
    change.createdAt,
    change.updatedAt,
  );
  for (const { field, base, mine, theirs, clash } of conflicts)
    db.statement('INSERT INTO conflicts (change_id, field, base, mine, theirs, clash) VALUES (?, ?, ?, ?, ?, ?)').run(
      change.id,
      field,
      base,
      mine,
      theirs,
      clash,
    );
  for (const { field, base, mine, choice, decided_at: at, line } of decisions)
    db.statement(
      'INSERT INTO decisions (change_id, field, base, mine, choice, decided_at, line) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ).run(change.id, field, base, mine, choice, at, line);
}

/** What is left of a change is not the batch's any more. */
export function leaveBatch(db: EngineDatabase, id: string): void {
  db.statement('UPDATE changes SET batch_id = NULL WHERE id = ?').run(id);
}

/** It waits for somebody else's word than its batch's; null: for a person's alone. */
export function moveToBatch(db: EngineDatabase, id: string, batchId: string | null): void {
  db.statement('UPDATE changes SET batch_id = ? WHERE id = ?').run(batchId, id);
}

/** Takes a change out of the outbox (history.ts writes what became of it first). */
export function removeChange(db: EngineDatabase, change: Pick<ChangeRecord, 'id' | 'state'>): void {
  assertLegal(change.state, 'gone');
  db.statement('DELETE FROM conflicts WHERE change_id = ?').run(change.id);
  db.statement('DELETE FROM decisions WHERE change_id = ?').run(change.id);
  db.statement('DELETE FROM change_deps WHERE change_id = ? OR needs_change_id = ?').run(change.id, change.id);
  db.statement('DELETE FROM changes WHERE id = ?').run(change.id);
}

/** First thing at start: what was on its way when the engine ended may have reached HQ. Returns how many. */
export function sealInterrupted(db: EngineDatabase): number {
  db.statement(`DELETE FROM decisions WHERE change_id IN (SELECT id FROM changes WHERE state = 'sending')`).run();
  return db.statement(`UPDATE changes SET state = 'unknown' WHERE state = 'sending'`).run().changes;
}
