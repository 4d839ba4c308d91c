/** What became of a committed workbook, and what a person decides about all of it. */
import { z } from 'zod';
import { batchRowOutcomeSchema, batchRowSchema, batchSummarySchema } from '../domain/bulk-batch.ts';
import { planSummarySchema } from '../domain/bulk-plan.ts';
import { planId } from './bulk-review.ts';
import { batchId, batchPlaceSchema } from './many.ts';

/** A page of rows: little enough for the bridge, and for the engine in one go. */
export const mostBatchRows = 1000;
/** Batches told at once: their rows are all looked at for it. */
export const mostBatches = 50;
/** As long as `batchId` may be. */
export const longestId = 40;
const count = z.number().int();

/** What taking a batch back leaves as it is. `left`: the first of them. */
const leftSchema = z.object({
  left: z.array(z.object({ row: count, username: z.string(), why: z.string() })),
  leftTotal: count,
});

export const bulkBatchMethods = {
  /**
   * A page of the committed workbooks with their totals as of now, the newest first; or one of them, or those whose id begins so, or who have the
   * text in their file's name or their author's. `total`: all that fit, on any page.
   */
  'bulk.batches': {
    input: z.object({
      batchId: batchId.optional(),
      idBegins: z.string().max(longestId).default(''),
      search: z.string().max(300).default(''),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(mostBatches).default(mostBatches),
    }),
    output: z.object({ batches: z.array(batchSummarySchema), total: count }),
  },
  /** What became of its rows, by their number in the file, from the one behind `after` on, `offset` of them passed over. `total`: all that fit, on any page. */
  'bulk.batchRows': {
    input: z.object({
      batchId,
      outcomes: z.array(batchRowOutcomeSchema).optional(),
      search: z.string().max(300).default(''),
      after: z.number().int().min(0).default(0),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(mostBatchRows),
    }),
    output: z.object({ rows: z.array(batchRowSchema), total: z.number().int() }),
  },
  /** Holds back what waits of it, also over a restart, or lets it go on; what is on its way is finished. */
  'bulk.pauseBatch': { input: z.object({ batchId, paused: z.boolean() }), output: batchSummarySchema },
  /**
   * What is not on its way is taken back for good, a piece of it with each call: called again with `next` until that is null. `cancelled`: how many
   * changes of this piece.
   */
  'bulk.cancelBatch': {
    input: z.object({ batchId, from: batchPlaceSchema.optional() }),
    output: z.object({ cancelled: count, next: batchPlaceSchema.nullable(), batch: batchSummarySchema }),
  },
  /** Sends again what waits or was refused, in pieces as `bulk.cancelBatch`; `left` still needs the person. */
  'bulk.retryBatch': {
    input: z.object({ batchId, from: batchPlaceSchema.optional() }),
    output: z.object({ retried: count, left: count, next: batchPlaceSchema.nullable(), batch: batchSummarySchema }),
  },
  /**
   * Rows that HQ's importer refused, or that could not be carried out, become a plan of their own, in the place of the one of its kind; `lost`:
   * also those whose result could not be read. Nothing is sent. Passwords are not among them. Tells `bulk.progress`.
   */
  'bulk.planAgain': {
    input: z.object({ batchId, planId, lost: z.boolean().default(false) }),
    output: planSummarySchema,
  },
  /**
   * Takes it back, also what HQ has, where it still shows it as ours, in pieces as `bulk.cancelBatch`: the numbers are those of the piece.
   * `left`: what stays, and why.
   */
  'bulk.undoBatch': {
    input: z.object({ batchId, from: z.number().int().min(0).default(0) }),
    output: leftSchema.extend({ undone: count, next: count.nullable(), batch: batchSummarySchema }),
  },
  /**
   * What taking it back would do, in the same pieces: changes HQ does not have yet, changes whose way back would be sent (`invitations`: so many
   * of them are invitations that are deleted), and what would stay. Nothing is changed.
   */
  'bulk.previewUndo': {
    input: z.object({ batchId, from: z.number().int().min(0).default(0) }),
    output: leftSchema.extend({ waiting: count, atHq: count, invitations: count, next: count.nullable() }),
  },
} as const;
