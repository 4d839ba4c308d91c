/**
 * The part of the contract about bulk changes by spreadsheet. Main answers: it asks for files and keeps their paths (the window has ids for
 * them), and hands everything else on to the engine's methods of the same name.
 */
import { z } from 'zod';
import { batchSummarySchema, batchWaySchema } from '../domain/bulk-batch.ts';
import { planKindSchema, planSummarySchema } from '../domain/bulk-plan.ts';
import { peopleExportedSchema, peopleFilterSchema } from '../domain/people-export.ts';
import { hostContract } from './engine-host.ts';
import { method } from './method.ts';

const nothing = z.object({}).strict();
const { input: planInput } = hostContract['bulk.plan'];
const { input: exportInput } = hostContract['bulk.export'];
const { input: handOverInput } = hostContract['bulk.handOver'];
const { input: reportInput } = hostContract['bulk.report'];
const sampleInput = hostContract['bulk.writeSample'].input.omit({ path: true }).strict();
const fileId = z.string().min(8).max(64);

/** A workbook somebody chose or dropped. `fileId`: what the window knows it by, as long as it is open. */
export const offeredFileSchema = z.object({ fileId, name: z.string() });
export type OfferedFile = z.infer<typeof offeredFileSchema>;

/** `others`: names of those that came with it. They are not opened: Roster opens one at a time. */
export const handedFileSchema = offeredFileSchema.extend({ others: z.array(z.string()) });
export type HandedFile = z.infer<typeof handedFileSchema>;

/** Handed on as they are. */
const forwarded = {
  'bulk.plans': forward('query', hostContract['bulk.plans']),
  'bulk.rows': forward('query', hostContract['bulk.rows']),
  'bulk.row': forward('query', hostContract['bulk.row']),
  'bulk.ways': forward('query', hostContract['bulk.ways']),
  'bulk.batches': forward('query', hostContract['bulk.batches']),
  'bulk.batchRows': forward('query', hostContract['bulk.batchRows']),
  'bulk.previewUndo': forward('query', hostContract['bulk.previewUndo']),
  'bulk.cancel': forward('command', hostContract['bulk.cancel']),
  'bulk.replan': forward('command', hostContract['bulk.replan']),
  'bulk.repair': forward('command', hostContract['bulk.repair']),
  'bulk.editCell': forward('command', hostContract['bulk.editCell']),
  'bulk.exclude': forward('command', hostContract['bulk.exclude']),
  'bulk.commit': forward('command', hostContract['bulk.commit']),
  'bulk.discardPlan': forward('command', hostContract['bulk.discardPlan']),
  'bulk.followUpload': forward('command', hostContract['bulk.followUpload']),
  'bulk.pauseBatch': forward('command', hostContract['bulk.pauseBatch']),
  'bulk.cancelBatch': forward('command', hostContract['bulk.cancelBatch']),
  'bulk.retryBatch': forward('command', hostContract['bulk.retryBatch']),
  'bulk.planAgain': forward('command', hostContract['bulk.planAgain']),
  'bulk.undoBatch': forward('command', hostContract['bulk.undoBatch']),
  'bulk.cancelExport': forward('command', hostContract['bulk.cancelExport']),
} as const;
export type ForwardedMethodName = keyof typeof forwarded;
export const forwardedMethodNames = Object.keys(forwarded) as ForwardedMethodName[];

function forward<Kind extends 'query' | 'command', I extends z.ZodType, Out extends z.ZodType>(
  kind: Kind,
  { input, output }: { input: I; output: Out },
) {
  return method(kind, 'main', input, output);
}

export const bulkMethods = {
  ...forwarded,
  /** Rows a workbook of the people here would have. */
  'bulk.countExport': method('query', 'main', peopleFilterSchema.strict(), hostContract['bulk.countExport'].output),
  /** Of the people here (HQ's own file is `people.download`, which also says how far this is and calls it off). Asks where to save, then writes the workbook and shows it; `path` and `written` null when the person cancelled the question. */
  'bulk.export': method(
    'command',
    'main',
    exportInput.omit({ path: true, source: true }).strict(),
    z.object({ path: z.string().nullable(), written: peopleExportedSchema.nullable() }),
  ),
  /** Asks which workbook to open; null when the person cancelled. A dropped one comes as the event `bulk.dropped`. */
  'bulk.choose': method('command', 'main', nothing, z.object({ file: offeredFileSchema.nullable() })),
  /** A workbook that Roster was started with, or opened with, or that was dropped while no account was open: asked for when one is, and told once. Later ones come as `bulk.dropped`. */
  'bulk.takeHanded': method('command', 'main', nothing, z.object({ file: handedFileSchema.nullable() })),
  /** What its people look like; null: as much like the one as the other. Fails where the file cannot be read. */
  'bulk.guess': method('query', 'main', z.object({ fileId }).strict(), z.object({ kind: planKindSchema.nullable() })),
  /** A sample workbook of the practice project, as if it had been chosen. */
  'bulk.openSample': method('command', 'main', sampleInput, z.object({ file: offeredFileSchema })),
  /** The same as a copy: asks where to save, and shows it there; null when the person cancelled the question. */
  'bulk.saveSample': method('command', 'main', sampleInput, z.object({ path: z.string().nullable() })),
  'bulk.plan': method('command', 'main', planInput.omit({ path: true }).extend({ fileId }).strict(), planSummarySchema),
  /**
   * Gives a plan to HQ's importer: `file` asks where to save a workbook for HQ (`path` and `batch` null when the person cancelled the question),
   * `upload` hands it over now; then `bulk.followUpload` waits for the result.
   */
  'bulk.handOver': method(
    'command',
    'main',
    handOverInput
      .omit({ path: true })
      .extend({ way: batchWaySchema.exclude(['rows']) })
      .strict(),
    z.object({ path: z.string().nullable(), batch: batchSummarySchema.nullable() }),
  ),
  /** Asks where to save the committed sheet with each row's outcome beside it, then writes and shows it; null when the person cancelled. */
  'bulk.report': method(
    'command',
    'main',
    reportInput.omit({ path: true }).strict(),
    z.object({ path: z.string().nullable() }),
  ),
} as const;
export type BulkMethodName = keyof typeof bulkMethods;

/** What a download can be narrowed by, as the window asks. */
export type ExportFilter = z.input<typeof peopleFilterSchema>;
