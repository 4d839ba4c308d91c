/** A workbook that was committed, and what became of each of its rows. */
import { z } from 'zod';
import { personEntitySchema } from './entities.ts';
import { planKindSchema, rowOutcomeSchema } from './bulk-plan.ts';

/**
 * - `rows`: each row became changes of its own here, sent one by one. - `upload`: the workbook went to HQ's importer, which has done it.
 * - `file`: a workbook for HQ was saved; what becomes of it is not known here.
 */
export const batchWays = ['rows', 'upload', 'file'] as const;
export const batchWaySchema = z.enum(batchWays);
export type BatchWay = (typeof batchWays)[number];

/**
 * - `waiting`: saved here, not sent yet. - `sent`: on its way, or HQ's answer is still to be read. - `done`: HQ has it.
 * - `failed`: HQ (or a rule) said no, in its words. - `conflict`: a person decides which value holds. - `held`: a person is asked again
 *   before it goes, or it gave way to something newer that waits. - `cancelled`: taken back before HQ had it. - `undone`: HQ had it, and
 *   a change that takes it back was made here. - `handed-over`: in a workbook for HQ; what HQ makes of it is not known here. - `no-change`: there was nothing to do. - `left-out`: the row was not carried out, and why.
 */
export const batchRowOutcomes = [
  'waiting',
  'sent',
  'done',
  'failed',
  'conflict',
  'held',
  'cancelled',
  'undone',
  'handed-over',
  'no-change',
  'left-out',
] as const;
export const batchRowOutcomeSchema = z.enum(batchRowOutcomes);
export type BatchRowOutcome = (typeof batchRowOutcomes)[number];

export const batchRowSchema = z.object({
  /** The number beside the row in a spreadsheet. */
  row: z.number().int(),
  username: z.string(),
  /** What the plan said the row would do; null: HQ does not read such a row. */
  planned: rowOutcomeSchema.nullable(),
  outcome: batchRowOutcomeSchema,
  /** HQ's words, or Roster's reasons. */
  messages: z.array(z.string()),
  /** When HQ had it, or it ended otherwise; null while it waits. */
  at: z.number().nullable(),
  /** Its changes, in the order they are sent; none where there was nothing to do here. */
  changeIds: z.array(z.string()),
  /** Whom it is about; null where no change was made. */
  entity: personEntitySchema.nullable(),
  localId: z.string().nullable(),
});
export type BatchRow = z.infer<typeof batchRowSchema>;

const count = z.number().int();
export const batchTotalsSchema = z.object({
  rows: count,
  waiting: count,
  sent: count,
  done: count,
  failed: count,
  conflict: count,
  held: count,
  cancelled: count,
  undone: count,
  'handed-over': count,
  'no-change': count,
  'left-out': count,
});
export type BatchTotals = z.infer<typeof batchTotalsSchema>;

export const batchSummarySchema = z.object({
  batchId: z.string(),
  kind: planKindSchema,
  way: batchWaySchema,
  /** Name of the workbook, without its folder. */
  file: z.string(),
  createdAt: z.number(),
  /** Username of the account that committed it; null where that is not known. */
  author: z.string().nullable(),
  /** A person holds it back: what waits of it is not sent until they go on. */
  paused: z.boolean(),
  /** HQ's importer has it, and its result was not read yet. */
  followable: z.boolean(),
  /** HQ is being asked for the result right now, and how far its importer is as HQ says it (0 to 100); null: nobody asks. */
  following: z.object({ percent: z.number().nullable() }).nullable(),
  /** Rows that can be planned once more: refused as a whole, here or by HQ's importer; `lost`: HQ may have done them. */
  again: z.object({ rows: count, lost: count }),
  /** What HQ said about the upload as a whole, beside its rows' words. */
  messages: z.array(z.string()),
  totals: batchTotalsSchema,
});
export type BatchSummary = z.infer<typeof batchSummarySchema>;

/** How a plan can be carried out, and which way Roster would take. */
export const planWaysSchema = z.object({
  advised: z.enum(['rows', 'upload']),
  /** Why, in a sentence. */
  why: z.string(),
  /** `why`: what speaks against it, '' where nothing does. */
  rows: z.object({ can: z.boolean(), why: z.string() }),
  /** `refuses`: which rows it is not given, and why, '' for none; a workbook saved for HQ is without them, too. */
  upload: z.object({ can: z.boolean(), why: z.string(), refuses: z.string() }),
  /** What HQ's importer may take away that row by row stays, '' for nothing. */
  risk: z.string(),
});
export type PlanWays = z.infer<typeof planWaysSchema>;
