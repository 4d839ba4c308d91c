/**
 * What main and the engine process say to each other, over a utility process's port or a forked Node's IPC alike: requests with an id,
 * one reply each, events any time. Besides the contract's engine-owned methods there are the host methods below, for main only.
 */
import { z } from 'zod';
import { accountSchema, connectionReportSchema } from '../domain/account.ts';
import { batchSummarySchema, planWaysSchema } from '../domain/bulk-batch.ts';
import { planKindSchema, plannedRowSchema, planSummarySchema, rowFilterSchema } from '../domain/bulk-plan.ts';
import { signInStepSchema } from '../domain/capability.ts';
import { historyFilterSchema } from '../domain/history.ts';
import { peopleCountSchema, peopleExportedSchema, peopleExportSchema } from '../domain/people-export.ts';
import { bulkBatchMethods, mostBatchRows } from './bulk-batch.ts';
import { bulkReviewMethods, planId } from './bulk-review.ts';
import { batchId } from './many.ts';
import { appErrorSchema } from './result.ts';

/** Secrets cross only this channel: never the environment, the argument list or a log. */
export const secretsSchema = z.object({
  /** null: the account may be seen and edited, sync is on hold until a key is given. */
  apiKey: z.string().nullable(),
  /** 32 bytes, base64: encrypts the passwords of queued new workers in the database. */
  secretKey: z.string(),
  /** HQ's web session, as `account.cookies` told it last: an opaque text, null when nobody is signed in. */
  cookies: z.string().max(100_000).nullable().default(null),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** The proxy that the operating system sets for a server's address; the environment's own wins over it. */
const systemProxySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('direct') }),
  z.object({ kind: z.literal('proxy'), url: z.url({ protocol: /^https?$/ }) }),
  /** A kind Roster cannot use, in the system's words: calls fail and say so. */
  z.object({ kind: z.literal('unsupported'), name: z.string() }),
]);
export type SystemProxy = z.infer<typeof systemProxySchema>;

/** A page of a plan: little enough for the bridge, and for the engine in one go. */
export const mostPlannedRows = mostBatchRows;
const jobId = z.string().min(8).max(64);

export const hostContract = {
  'connection.test': {
    input: z.object({
      server: z.string(),
      project: z.string(),
      username: z.string(),
      apiKey: z.string(),
      /** As in `account.open`. */
      proxy: systemProxySchema.default({ kind: 'direct' }),
    }),
    output: connectionReportSchema,
  },
  /** Opens the account's file in `folder` (made when missing), takes its lock and starts the sync loop. */
  'account.open': {
    input: z.object({
      folder: z.string(),
      account: accountSchema,
      secrets: secretsSchema,
      /** Runs begin by themselves; the command line says no and asks for each. */
      autoSync: z.boolean().default(true),
      /** Without the lock, for looking only, while another Roster has the account open. */
      readOnly: z.boolean().default(false),
      /** A hold that waits for the person stays until a run has tried again; else opening ends it. */
      keepHold: z.boolean().default(false),
      /** Asked for by whoever has an operating system to ask; the command line has the environment only. */
      proxy: systemProxySchema.default({ kind: 'direct' }),
    }),
    output: z.object({ account: accountSchema }),
  },
  /** Signing in to HQ's pages; see `session.signIn`. One sign-in at a time, of the open account. */
  'account.signIn': { input: z.object({ password: z.string() }), output: signInStepSchema },
  'account.signInCode': { input: z.object({ code: z.string() }), output: signInStepSchema },
  'account.signInBackup': { input: z.object({}), output: signInStepSchema },
  'account.signOut': { input: z.object({}), output: z.object({}) },
  /** Writes the history to a new file at `path` (never half: written beside, then renamed). */
  'history.export': {
    input: historyFilterSchema.extend({ format: z.enum(['xlsx', 'csv']), path: z.string() }),
    output: z.object({ entries: z.number().int() }),
  },
  /** What the workbook at `path` would do; `planId` is made by the caller. Another that is under way is cancelled. */
  'bulk.plan': {
    input: z.object({
      planId,
      path: z.string(),
      kind: planKindSchema,
      /** Puts right first what can be with one click. */
      repair: z.boolean().default(false),
    }),
    output: planSummarySchema,
  },
  /** Planned rows by their number in the file, from the one behind `after` on, `offset` of them passed over. `total`: all that fit, on any page. */
  'bulk.rows': {
    input: rowFilterSchema.extend({
      planId,
      after: z.number().int().min(0).default(0),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(mostPlannedRows),
    }),
    output: z.object({ rows: z.array(plannedRowSchema), total: z.number().int() }),
  },
  ...bulkReviewMethods,
  'bulk.cancel': { input: z.object({ planId }), output: z.object({ cancelled: z.boolean() }) },
  /**
   * Makes changes of a plan: all or nothing, once. Planned anew right before; where it says something else by then: `wrong-state` with
   * `details.moved`. Rows that cannot be carried out: `validation` with `details.rows`, unless `validOnly`.
   */
  'bulk.commit': {
    input: z.object({ planId, batchId, validOnly: z.boolean().default(false) }),
    output: batchSummarySchema,
  },
  /** Row by row or through HQ's importer: what can be, what Roster would do, and why. */
  'bulk.ways': { input: z.object({ planId }), output: planWaysSchema },
  /**
   * Gives a plan to HQ's importer instead: a workbook for HQ is saved at `path`; null: it is uploaded now (signed in only), and `bulk.followUpload`
   * waits for the result. Checked, and refused, as `bulk.commit` is.
   */
  'bulk.handOver': {
    input: z.object({ planId, batchId, validOnly: z.boolean().default(false), path: z.string().nullable() }),
    output: batchSummarySchema,
  },
  /** Waits for HQ's importer and tells each row's result; `jobId` calls the waiting off (`bulk.cancelExport`), not HQ's work. */
  'bulk.followUpload': { input: z.object({ jobId, batchId }), output: batchSummarySchema },
  ...bulkBatchMethods,
  /** Writes the committed sheet to `path` with each row's outcome, HQ's message and time beside it. Tells `bulk.exporting`. */
  'bulk.report': {
    input: z.object({ jobId, batchId, path: z.string() }),
    output: z.object({ rows: z.number().int() }),
  },
  /**
   * Writes the people of the mirror, or HQ's own file of them, to a new workbook at `path`; `jobId` is the caller's, to call it off. Tells
   * `bulk.exporting`. HQ's file is written down (`people.downloads`): with a `jobId` that is known, the same is gone on with.
   */
  'bulk.export': { input: peopleExportSchema.extend({ jobId }), output: peopleExportedSchema },
  /** Rows such a workbook would have. */
  'bulk.countExport': { input: peopleCountSchema, output: z.object({ rows: z.number().int() }) },
  /** Calls a job off; `found`: there was one. */
  'bulk.cancelExport': { input: z.object({ jobId }), output: z.object({ found: z.boolean() }) },
  'account.close': { input: z.object({}), output: z.object({}) },
  /** Repairs a file that would not open; see `session.repair`. */
  'account.repair': {
    input: z.object({ folder: z.string(), how: z.enum(['restore-backup', 'salvage']) }),
    output: z.object({ keptChanges: z.number().int() }),
  },
  /** Stops taking new sends, waits for those in flight (at most 3 s), closes the file. */
  shutdown: { input: z.object({}), output: z.object({}) },
} as const;
export type HostMethodName = keyof typeof hostContract;
/** As a caller may give it (defaults left out). */
export type HostInput<Name extends HostMethodName> = z.input<(typeof hostContract)[Name]['input']>;
/** As the engine gets it (defaults filled in). */
export type HostParams<Name extends HostMethodName> = z.output<(typeof hostContract)[Name]['input']>;
export type HostOutput<Name extends HostMethodName> = z.output<(typeof hostContract)[Name]['output']>;
export type HostHandlers = { [Name in HostMethodName]: (params: HostParams<Name>) => Promise<HostOutput<Name>> };

/** Events for main only, beside the contract's. */
export const hostEvents = {
  /** The open account's file turned out to be damaged: the engine has closed it. `accountId`: whose it was. */
  'account.failed': z.object({ accountId: z.string(), error: appErrorSchema }),
  /** HQ's web session began, was renewed or is over (`cookies` null): main keeps it with the account's secrets. */
  'account.cookies': z.object({ accountId: z.string(), cookies: z.string().nullable() }),
  /** How far a job is, 0 to 1. `percent`: how far HQ says that its part is, 0 to 100; null where that is over, or HQ says nothing. */
  'bulk.exporting': z.object({ jobId: z.string(), share: z.number(), percent: z.number().nullable() }),
} as const;
export type HostEventPayload<Name extends keyof typeof hostEvents> = z.infer<(typeof hostEvents)[Name]>;

export type EngineRequest = { id: number; method: string; params: unknown };
export type EngineReply = { id: number; result: unknown };
export type EngineEvent = { event: string; payload: unknown };
/** Sent once by the engine when it is ready to take requests. */
export type EngineReady = { ready: true };
/** Log lines of the engine, written by main's logger. */
export type EngineLog = { log: { level: 'info' | 'warn' | 'error'; message: string } };
export type FromEngine = EngineReply | EngineEvent | EngineReady | EngineLog;
