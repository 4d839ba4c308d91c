/** A change: one coalesced patch to one person, or one create, delete or action, on its way from here to HQ. */
import { z } from 'zod';
import { fieldValuesSchema, jsonSchema, personEntitySchema } from './entities.ts';
import { errorCodes, fieldProblemsSchema } from '../ipc/result.ts';

export const changeKinds = ['create', 'update', 'delete', 'action'] as const;
export const changeKindSchema = z.enum(changeKinds);
export type ChangeKind = (typeof changeKinds)[number];

/**
 * - `queued`: saved on this computer, waits to be sent.
 * - `sending`: committed as "about to be sent"; the request is under way.
 * - `unknown`: sent, but no answer came (or Roster ended in between); HQ is read to find out, never asked twice blindly.
 * - `conflict`: HQ's value changed since ours was written; a person decides.
 * - `rejected`: HQ said no, in its words; wait for edit or discard.
 * - `ask`: may have happened and must not be repeated (it sends e-mail); a person says.
 * Acked changes leave the outbox and live on in the history.
 */
export const changeStates = ['queued', 'sending', 'unknown', 'conflict', 'rejected', 'ask'] as const;
export const changeStateSchema = z.enum(changeStates);
export type ChangeState = (typeof changeStates)[number];

/** Why a change is where it is. `hqMessages` are HQ's own words, shown unchanged. */
export const changeReasonSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  hqMessages: z.array(z.string()).default([]),
  fields: fieldProblemsSchema.default({}),
  status: z.number().int().nullable().default(null),
  at: z.number(),
});
export type ChangeReason = z.infer<typeof changeReasonSchema>;

/**
 * HQ's value of a clashing field as it was shown to whoever decides, with the kind of clash (`ChangeField.clash`) where that was shown, too.
 * Given along with a decision, nothing is decided once HQ has moved on.
 */
export const seenSchema = z.object({ theirs: jsonSchema, clash: z.string().max(200).optional() }).strict();
export type Seen = z.infer<typeof seenSchema>;
/** By field. */
export const seenFieldsSchema = z.record(z.string().max(300), seenSchema);

/** One field of a change as the Changes screen shows it: was → yours (and HQ's, where they differ). */
export const changeFieldSchema = z.object({
  field: z.string(),
  was: jsonSchema,
  yours: jsonSchema,
  theirs: jsonSchema.optional(),
  /** The person decides about this field (state `conflict`). A guarded field can clash though HQ's value of it did not move. */
  clashes: z.boolean().default(false),
  /** Of one that clashes: what kind of clash; another one is another question (shared/merge/three-way.ts). */
  clash: z.string().optional(),
  /** Other changes with the same clash (same field, same HQ value rule) that one choice can settle too: of the same batch, or all single edits. */
  similar: z.number().int().default(0),
  problems: z.array(z.string()).default([]),
});
export type ChangeField = z.infer<typeof changeFieldSchema>;

export const changeViewSchema = z.object({
  id: z.string(),
  seq: z.number().int(),
  batchId: z.string().nullable(),
  entity: personEntitySchema,
  localId: z.string(),
  serverId: z.string().nullable(),
  /** The person's username (or e-mail for an invitation): what people call the record. */
  key: z.string(),
  /** The person's name, '' when none. */
  name: z.string(),
  kind: changeKindSchema,
  /** The new invitation approves an access request: HQ may make the person a member at once. */
  approves: z.boolean().default(false),
  action: z.string().nullable(),
  state: changeStateSchema,
  fields: z.array(changeFieldSchema),
  createdAt: z.number(),
  /** When a person last gave it values; being sent, refused or retried does not move it. */
  updatedAt: z.number(),
  sentAt: z.number().nullable(),
  attempts: z.number().int(),
  nextAttemptAt: z.number().nullable(),
  reason: changeReasonSchema.nullable(),
  /** Id of the earlier change this one waits for, if any (computed, never stored). */
  waitsFor: z.string().nullable(),
  /** What it waits for is a create whose answer was lost and that may have made this very person: that is found out first. */
  waitsForTwin: z.boolean().default(false),
  /** Account that made it, where that is another one than this: its values are changed and sent by that account only. */
  ofAnother: z.string().nullable().default(null),
  /** The conflict was decided by the person and nothing was sent since: the decision can be taken back. */
  resolvedAt: z.number().nullable().default(null),
  can: z.object({
    retry: z.boolean(),
    edit: z.boolean(),
    discard: z.boolean(),
    /** `changes.resolve`: state `conflict`, field by field. */
    resolve: z.boolean(),
    /** `changes.unresolve`: take the decision back. */
    unresolve: z.boolean(),
    /** `changes.answer`: state `ask`. */
    answer: z.boolean(),
  }),
});
export type ChangeView = z.infer<typeof changeViewSchema>;

export const changeTotalsSchema = z.object({
  all: z.number().int(),
  queued: z.number().int(),
  sending: z.number().int(),
  unknown: z.number().int(),
  conflict: z.number().int(),
  rejected: z.number().int(),
  ask: z.number().int(),
});
export type ChangeTotals = z.infer<typeof changeTotalsSchema>;

/** What the screens need to show one person. */
export const personDetailSchema = z.object({
  entity: personEntitySchema,
  localId: z.string(),
  serverId: z.string().nullable(),
  key: z.string(),
  name: z.string(),
  status: z.enum(['active', 'deactivated', 'unknown']),
  syncState: z.enum(['clean', 'pending', 'conflict', 'attention']),
  /** Visible values (truth with our waiting changes folded in), by field key. */
  values: fieldValuesSchema,
  /** HQ's values as last read, null for a person created here that HQ has not seen. */
  truth: fieldValuesSchema.nullable(),
  /** Facts HQ shows but does not let us edit here, by HQ's name (permissions, is_admin, eulas …). */
  readOnly: fieldValuesSchema,
  changes: z.array(changeViewSchema),
  fetchedAt: z.number().nullable(),
});
export type PersonDetail = z.infer<typeof personDetailSchema>;
