/** History: what became of each change, as the History screen, the export and the command line show it. */
import { z } from 'zod';
import { changeKindSchema } from './change.ts';
import { jsonSchema, personEntitySchema } from './entities.ts';

/**
 * - `acked`: HQ has it, read back.
 * - `converged`: HQ had the same values already; nothing was sent.
 * - `merged`: became part of another change that was not sent yet.
 * - `discarded`: the person took it back.
 * - `decided`: what the person decided about fields that clashed with HQ; what became of the change is another line.
 */
export const historyOutcomes = ['acked', 'converged', 'merged', 'discarded', 'decided'] as const;
export const historyOutcomeSchema = z.enum(historyOutcomes);

/** Among a line's fields: the state of a worker's PersonalID link, which only actions change (as `*status*` of shared/merge/guards.ts). */
export const personalIdFact = '*personal-id*';

/** A line's `action` where HQ's own way back gave a removed membership back: no action anybody prepares, so none of domain/action.ts. */
export const undoRemovalAction = 'undo-removal';

/** A line's `action` where an access request was deleted at HQ: likewise. */
export const deleteRequestAction = 'delete-access-request';

/** One field of a decision: which value was chosen, ours, and HQ's as it was then. */
export const decidedFieldSchema = z.object({
  use: z.enum(['mine', 'theirs', 'value']),
  mine: jsonSchema,
  theirs: jsonSchema,
});

/** The way something is taken back: see `HistoryEntry.undo`. */
export const undoHowSchema = z.enum(['change', 'restore', 'unresolve']);

export const historyEntrySchema = z.object({
  id: z.number().int(),
  changeId: z.string(),
  batchId: z.string().nullable(),
  author: z.string(),
  entity: personEntitySchema,
  localId: z.string(),
  serverId: z.string().nullable(),
  /** Username or e-mail, kept also after the person is gone. */
  key: z.string(),
  name: z.string(),
  kind: changeKindSchema,
  action: z.string().nullable(),
  outcome: historyOutcomeSchema,
  /** Of a decision, `after` is what was chosen; of an action the fact it changes (`*status*`, `*personal-id*`). */
  fields: z.array(
    z.object({
      field: z.string(),
      before: jsonSchema,
      after: jsonSchema,
      decided: decidedFieldSchema.optional(),
    }),
  ),
  /** HQ's status and words; `note` is ours (adopted, merged into …), '' when none. */
  answer: z.object({ status: z.number().int().nullable(), messages: z.array(z.string()), note: z.string() }),
  createdAt: z.number(),
  finishedAt: z.number(),
  /**
   * Whether it can be taken back. `why`: '' or why not, in whole or (where `can`) what of it not. `how`:
   * - `change`: the old values are sent back, only of fields where HQ (as last read) still shows ours; the opposite of an action.
   * - `restore`: HQ's own way back of a removal, at once.
   * - `unresolve`: the decision is taken back, and the change is there again or asks again.
   */
  undo: z.object({ can: z.boolean(), why: z.string(), how: undoHowSchema }),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const historyFilterSchema = z
  .object({
    /** Found in username, name, author, what was done, names of fields, values, HQ's words. */
    search: z.string().max(200).default(''),
    entity: personEntitySchema.nullable().default(null),
    localId: z.string().max(200).nullable().default(null),
    /** The beginning of a change's id is enough. */
    changeId: z.string().max(200).nullable().default(null),
    /** The beginning of a batch's id is enough. */
    batchId: z.string().max(200).nullable().default(null),
    outcome: historyOutcomeSchema.nullable().default(null),
    /** ms since 1970, both inclusive. */
    from: z.number().nullable().default(null),
    to: z.number().nullable().default(null),
  })
  .strict();
export type HistoryFilter = z.output<typeof historyFilterSchema>;
