/** History: what became of each change, as the History screen, the export and the command line show it. */
import { z } from 'zod';
import { changeKindSchema } from './change.ts';
import { jsonSchema, personEntitySchema } from './entities.ts';

/**
 * - `acked`: HQ has it, read back.
 * - `converged`: HQ had the same values already; nothing was sent.
 * - `merged`: became part of another change that was not sent yet.
 * - `discarded`: the person took it back.
 */
export const historyOutcomes = ['acked', 'converged', 'merged', 'discarded'] as const;
export const historyOutcomeSchema = z.enum(historyOutcomes);

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
  fields: z.array(z.object({ field: z.string(), before: jsonSchema, after: jsonSchema })),
  /** HQ's status and words; `note` is ours (adopted, merged into …), '' when none. */
  answer: z.object({ status: z.number().int().nullable(), messages: z.array(z.string()), note: z.string() }),
  createdAt: z.number(),
  finishedAt: z.number(),
  /** Undo would send the old values back; only offered where HQ (as last read) still shows ours. `why`: '' or why not. */
  undo: z.object({ can: z.boolean(), why: z.string() }),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const historyFilterSchema = z
  .object({
    /** Found in username, name, author, values, HQ's words. */
    search: z.string().max(200).default(''),
    entity: personEntitySchema.nullable().default(null),
    localId: z.string().max(200).nullable().default(null),
    /** The beginning of a change's id is enough. */
    changeId: z.string().max(200).nullable().default(null),
    outcome: historyOutcomeSchema.nullable().default(null),
    /** ms since 1970, both inclusive. */
    from: z.number().nullable().default(null),
    to: z.number().nullable().default(null),
  })
  .strict();
export type HistoryFilter = z.output<typeof historyFilterSchema>;
