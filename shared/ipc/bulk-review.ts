/** What a person does with a plan before it is committed: looking, putting right, leaving out. Each answers with what the plan is then. */
import { z } from 'zod';
import { planKindSchema, planSummarySchema, rowFilterSchema, sheetCellSchema } from '../domain/bulk-plan.ts';
import { sampleNameSchema } from '../domain/sample-workbooks.ts';

/** Made by the caller. */
export const planId = z.string().min(8).max(64);
/** Begins the id of a plan that one command makes for itself alone: no review of a person gives way to it, and none is shown of it. */
export const asidePlan = 'aside.';
const ofPlan = z.object({ planId });
const rowNumber = z.number().int().min(1);
/** Rows named one by one; for more there is the filter. */
const mostNamedRows = 1000;
/** What a cell of a workbook can hold. */
const longestCell = 32_767;

export const bulkReviewMethods = {
  /** What the columns of a workbook look like; null: as much like the one as the other. Fails as reading it does. */
  'bulk.guess': { input: z.object({ path: z.string() }), output: z.object({ kind: planKindSchema.nullable() }) },
  /** Writes a sample workbook of the practice project's people to `path`; any other project: `wrong-state`. */
  'bulk.writeSample': {
    input: z.object({ kind: planKindSchema, sample: sampleNameSchema, path: z.string() }),
    output: z.object({ rows: z.number().int() }),
  },
  /** The plans there are, the newest first. */
  'bulk.plans': { input: z.object({}), output: z.object({ plans: z.array(planSummarySchema) }) },
  /** A row's cells as they stand in the sheet. */
  'bulk.row': {
    input: ofPlan.extend({ row: rowNumber }),
    output: z.object({ cells: z.array(sheetCellSchema) }),
  },
  /** The same rows against the people as they are by now. Tells `bulk.progress`, as all of the following. */
  'bulk.replan': { input: ofPlan, output: planSummarySchema },
  /** Puts right what can be with one click. `codes`: only those warnings; all without. */
  'bulk.repair': { input: ofPlan.extend({ codes: z.array(z.string().max(60)).optional() }), output: planSummarySchema },
  /** Another text in one cell; '' is blank. */
  'bulk.editCell': {
    input: ofPlan.extend({
      row: rowNumber,
      column: z.number().int().min(0).max(16_383),
      text: z.string().max(longestCell),
    }),
    output: planSummarySchema,
  },
  /** Takes rows out of what will be carried out, or back in: those named, or all that the filter leaves. */
  'bulk.exclude': {
    input: ofPlan.extend({
      rows: z.union([z.array(rowNumber).max(mostNamedRows), rowFilterSchema]),
      excluded: z.boolean(),
    }),
    output: planSummarySchema,
  },
  /** Throws a plan away, with the passwords that are kept with it; one that is gone is no failure. */
  'bulk.discardPlan': { input: ofPlan, output: z.object({}) },
} as const;
