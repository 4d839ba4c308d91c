/** A row of `changes` as the engine handles it, read through zod: what is on disk is a boundary too. */
import { z } from 'zod';
import { changeKindSchema, changeReasonSchema, changeStateSchema } from '#shared/domain/change.ts';
import { fieldValuesSchema, personEntitySchema } from '#shared/domain/entities.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { jsonColumn } from './json-column.ts';

const rowSchema = z.object({
  seq: z.number().int(),
  id: z.string(),
  batch_id: z.string().nullable(),
  author: z.string(),
  entity: personEntitySchema,
  local_id: z.string(),
  kind: changeKindSchema,
  action: z.string().nullable(),
  patch: jsonColumn(fieldValuesSchema),
  base: jsonColumn(fieldValuesSchema),
  secret: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
  state: changeStateSchema,
  attempts: z.number().int(),
  next_attempt_at: z.number().nullable(),
  sent_at: z.number().nullable(),
  last_error: jsonColumn(changeReasonSchema).nullable(),
  created_at: z.number(),
  updated_at: z.number(),
});

export const changeRecordSchema = rowSchema.transform((row) => ({
  seq: row.seq,
  id: row.id,
  batchId: row.batch_id,
  author: row.author,
  entity: row.entity,
  localId: row.local_id,
  kind: row.kind,
  action: row.action,
  /** Flat field values wanted. */
  patch: row.patch,
  /**
   * What the author saw, for exactly the fields of `patch`; where the change touches the role or the active state also the guards
   * (`*role*`, `*status*`, `*permissions*`: shared/merge/guards.ts).
   */
  base: row.base,
  /** Encrypted password of a create or a `set-password` (secrets.ts); null when there is none or HQ has taken it. */
  secret: row.secret,
  state: row.state,
  /** Requests that left and may have reached HQ. */
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  sentAt: row.sent_at,
  reason: row.last_error,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
}));
export type ChangeRecord = z.output<typeof changeRecordSchema>;

/** What a change is, in the order of `columnsOf`; the tables that keep changes have these side by side. */
export const changeColumns = 'batch_id, author, entity, local_id, kind, action, patch, base';

export function columnsOf(
  change: Pick<ChangeRecord, 'author' | 'entity' | 'localId' | 'kind' | 'patch' | 'base'> & {
    batchId?: string | null;
    action?: string | null;
  },
): (string | null)[] {
  const { batchId = null, author, entity, localId, kind, action = null, patch, base } = change;
  return [batchId, author, entity, localId, kind, action, JSON.stringify(patch), JSON.stringify(base)];
}

/** Made by another account: it is never sent, edited or replaced as if it were this one's. `author` null: of whoever made it. */
export function isForeign(change: Partial<Pick<ChangeRecord, 'author'>>, author: string | null): boolean {
  return author !== null && change.author !== undefined && change.author.toLowerCase() !== author.toLowerCase();
}

/** A request of ours was, or may have been, on its way with exactly these values: they are never edited, later edits go behind. */
export function isSealed(change: Pick<ChangeRecord, 'state'> & Partial<Pick<ChangeRecord, 'base'>>): boolean {
  if (change.state === 'queued') return change.base?.[againMark] === true;
  return change.state === 'sending' || change.state === 'unknown' || change.state === 'ask';
}

/** In a create's `base`: the person had it sent again, and HQ may have it from before. Gone once HQ has refused it, or under another name. */
const againMark = 'again';

/** The base of a create, with whether it is sent again in doubt. */
export function withSentAgain(base: FieldValues, isInDoubt: boolean): FieldValues {
  const { [againMark]: _was, ...rest } = base;
  return isInDoubt ? { ...rest, [againMark]: true } : rest;
}
