/** What became of a change: who, when, before, after, HQ's answer. Written in the transaction that takes the change out of the outbox. */
import { fieldDefinition } from '#shared/domain/fields.ts';
import { withoutGuards } from '#shared/merge/guards.ts';
import type { FieldValues, Json } from '#shared/domain/entities.ts';
import type { historyOutcomes } from '#shared/domain/history.ts';
import type { EngineDatabase } from '../db/database.ts';
import type { ChangeRecord } from './change-record.ts';
import { actionEffect, withoutPresent } from './action-effect.ts';
import { historySearchText, indexLine } from './history-search.ts';
import { personLabel } from './person-label.ts';
import { forgetReplaced } from './replaced-changes.ts';
import { removeChange } from './transitions.ts';

/**
 * - `acked`: HQ has it, read back.
 * - `converged`: HQ had the same values already; nothing was sent.
 * - `merged`: became part of an earlier unsent change (`answer.into`).
 * - `discarded`: the person took it back.
 * - `decided`: no end of a change, but what the person decided about fields that clashed (`answer.decided`).
 */
export type HistoryOutcome = (typeof historyOutcomes)[number];

/** A decision about one field: what was chosen, ours, and what HQ had then. */
export type DecidedField = { use: 'mine' | 'theirs' | 'value'; mine: Json; theirs: Json };

/** HQ's status and words, or why there is none; read again by history-note.ts. Never a secret. */
export type HistoryAnswer = {
  status?: number | null;
  /** HQ's own words. */
  messages?: string[];
  /** Id of the change this one became part of. */
  into?: string;
  /** What it became part of had been asked about: this is the person's word to send that again. */
  again?: true;
  /** Ids of the changes that ended with it: the edit brought everything back to what HQ has. */
  undoes?: string[];
  /** Ids of the changes it had taken the place of, which wait again. */
  restored?: string[];
  /** The batch whose waiting change an edit of its own became part of. */
  overBatch?: string;
  /** Fields of a batch's change that were given another value before they were sent. */
  superseded?: string[];
  /** How an adopted create was recognised. */
  adopted?: string;
  /** Fields HQ dropped silently. */
  dropped?: string[];
  /** Fields HQ stored in another form than asked; `after` is what it shows. */
  altered?: string[];
  /** Of a line about a part of a change: the fields that left it with this line. What else the line tells of still waited. */
  part?: string[];
  /** Fields HQ took (`after`), and had other values of when it was read: somebody wrote over them in between. */
  overtaken?: string[];
  /** No answer came; HQ was read and has it. */
  read?: 'after-lost-answer';
  /** The invitation was deleted in the very moment; HQ made a new one of the edit and mailed it. */
  recreated?: string;
  /** HQ's own way back after a removed membership: which record it restores, and where. */
  undoRecord?: string;
  undoAddress?: string;
  /** Of a decision, by field. */
  decided?: Record<string, DecidedField>;
  /** Words of ours. */
  note?: string;
};

export type HistoryEntry = {
  outcome: HistoryOutcome;
  /** HQ's id of the person where known. */
  serverId: string | null;
  /** What people call the person, where there is no row of them to tell it. */
  person?: { key: string; name: string };
  /** Field values that came of it, when they differ from the change's own (a part of it was refused). */
  before?: FieldValues;
  after?: FieldValues;
  answer?: HistoryAnswer;
};

/** A change as far as its line of history needs it: a live one, or one that was never stored. */
export type FinishedChange = Pick<
  ChangeRecord,
  'id' | 'author' | 'entity' | 'localId' | 'kind' | 'action' | 'base' | 'patch' | 'createdAt'
> & { batchId?: string | null };

/**
 * Adds a line of history for a change, live or never stored. Call before the visible row changes: it gives the person's name.
 * @returns number of the line
 */
export function writeHistory(db: EngineDatabase, change: FinishedChange, entry: HistoryEntry, now: number): number {
  const { author, entity, localId } = change;
  const effect = actionEffect(change);
  const base = { ...withoutPresent(withoutGuards(change.base)), ...effect?.before };
  const before = withoutSecrets(change, entry.before ?? base);
  const after = withoutSecrets(change, entry.after ?? { ...change.patch, ...effect?.after });
  const answer = entry.answer ?? {};
  const { key, name } = entry.person ?? personLabel(db, entity, localId, { ...change.base, ...change.patch });
  const { kind, action } = change;
  const { messages = [], decided = {} } = answer;
  const search = historySearchText(db, { author, entity, key, name, kind, action, before, after, messages, decided });
  const { lastInsertRowid } = db
    .statement(
      `INSERT INTO history (change_id, batch_id, author, entity, local_id, server_id, person_key, person_name, kind, action, before, after,
         outcome, answer, created_at, finished_at, search)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      change.id,
      change.batchId ?? null,
      author,
      entity,
      localId,
      entry.serverId,
      key,
      name,
      change.kind,
      change.action,
      JSON.stringify(before),
      JSON.stringify(after),
      entry.outcome,
      JSON.stringify(answer),
      change.createdAt,
      now,
      search,
    );
  const seq = Number(lastInsertRowid);
  indexLine(db, seq, search);
  return seq;
}

/** Ends a live change: history, then out of the outbox. */
export function finishChange(db: EngineDatabase, change: ChangeRecord, entry: HistoryEntry, now: number): void {
  writeHistory(db, change, entry, now);
  removeChange(db, change);
  if (entry.outcome !== 'merged') forgetReplaced(db, change.id);
}

/** What HQ said when it refused a change that is given up now: the last place where it is kept. */
export function answerOf({ reason }: Pick<ChangeRecord, 'reason'>): HistoryAnswer {
  if (!reason) return {};
  return { status: reason.status, messages: reason.hqMessages, note: reason.message };
}

function withoutSecrets({ entity }: FinishedChange, values: FieldValues): FieldValues {
  return Object.fromEntries(
    Object.entries(values).filter(([field]) => fieldDefinition(entity, field)?.type !== 'secret'),
  );
}
