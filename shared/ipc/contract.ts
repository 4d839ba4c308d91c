/**
 * The one contract between the window, the main process and the engine: method → who answers it, what it takes, what it gives.
 * The preload's allow-list, main's router, the renderer's client and the engine's handlers are all derived from it. Inputs are
 * validated in main (the trust boundary) and again in the engine; answers are `Result`s (shared/ipc/result.ts).
 */
import { z } from 'zod';
import { accessRequestsSchema, approvalInput, deletionInput } from '../domain/access-request.ts';
import { connectionSchema } from '../domain/capability.ts';
import { changeTotalsSchema, changeViewSchema, changeStateSchema, personDetailSchema } from '../domain/change.ts';
import {
  fieldValuesSchema,
  invitationRowSchema,
  jsonSchema,
  mobileWorkerRowSchema,
  personEntitySchema,
  webUserRowSchema,
} from '../domain/entities.ts';
import { historyEntrySchema, historyFilterSchema, undoHowSchema } from '../domain/history.ts';
import { appErrorSchema, fieldProblemsSchema } from './result.ts';
import { keepSecretsSchema, sessionSchema, settingsSchema } from './session.ts';
import { choicesSchema, retryDecisionSchema, saysItsValues, similarDecisionSchema } from './decisions.ts';
import { actInputSchema } from './act-input.ts';
import { batchId, batchPlaceSchema, manyInputSchema, manyOutcomeSchema, manyPreviewSchema } from './many.ts';
import { askUsernameSchema, newWorkerSchema, toldUsernameSchema } from './new-worker.ts';
import { listInputSchema, maxPageRows } from './list-input.ts';
import { bulkMethods, handedFileSchema } from './bulk-methods.ts';
import { downloadMethods } from './download-methods.ts';
import { hostEvents } from './engine-host.ts';
import { method } from './method.ts';
import { sessionMethods } from './session-methods.ts';
import { planProgressSchema } from '../domain/bulk-plan.ts';
import { syncStatusSchema } from '../domain/sync-status.ts';
import { lookupsSchema } from '../domain/lookups.ts';
import { workerRulesSchema } from '../domain/worker-rules.ts';

const nothing = z.object({}).strict();

export { listInputSchema, maxPageRows } from './list-input.ts';
export type { ListInput } from './list-input.ts';
export type { ManyOutcome, ManyPeople, ManyWhat } from './many.ts';

function page<Row extends z.ZodType>(row: Row) {
  return z.object({
    rows: z.array(row),
    /** Rows that match, on all pages. */
    total: z.number().int(),
    /** Rows of the entity without any filter, to tell "none yet" from "none found". */
    all: z.number().int(),
    /** Why the list is not complete or not there at all (never pulled, not readable with this key), else null. */
    unavailable: appErrorSchema.nullable(),
    /** When the list was last read to its end, ms; null where it never was. Lists of HQ's pages grow old without a sign-in. */
    asOf: z.number().nullable(),
  });
}

export { lookupsSchema };
export type { Lookups } from '../domain/lookups.ts';

export { keepSecretsSchema, sessionSchema, settingsSchema };
export type { KeepSecrets, ListChoice, Session, Settings } from './session.ts';

export type { KnownAccount } from './session-methods.ts';

const localId = z.string().min(1).max(200);
/** Made by the caller: the same command sent twice is one change. */
const changeId = z.string().min(8).max(64);
const ofBatch = z.object({ batchId: z.string().min(1).max(200) }).strict();
const count = z.number().int();
const patch = z.record(z.string().max(300), jsonSchema);

const seenPerson = z.object({ detail: personDetailSchema });
const madePerson = z.object({ changeId: z.string(), detail: personDetailSchema });

export const contract = {
  'app.info': method(
    'query',
    'main',
    nothing,
    z.object({
      version: z.string(),
      platform: z.string(),
      /** `utility`: Electron's own process; `node`: a Node 24 beside an older Electron. */
      engineHost: z.enum(['utility', 'node']),
      keyStore: z.object({ available: z.boolean(), name: z.string() }),
    }),
  ),
  'settings.get': method('query', 'main', nothing, settingsSchema),
  'settings.set': method('command', 'main', settingsSchema.partial().strict(), settingsSchema),

  ...sessionMethods,

  /** How the account is connected and what that allows; `data.changed` with `connection` says when to read it again. */
  'connection.get': method('query', 'engine', nothing, connectionSchema),

  'sync.status': method('query', 'engine', nothing, syncStatusSchema),
  /** Starts a run (or asks for one more after the present one) and answers at once; progress comes as events. */
  'sync.run': method(
    'command',
    'engine',
    z
      .object({
        what: z.enum(['sync', 'pull', 'push']).default('sync'),
        /** The person agrees that what HQ's lists lack is removed here, after `hold.error.details.kind` was `removals`. */
        acceptRemovals: z.boolean().default(false),
      })
      .strict(),
    syncStatusSchema,
  ),
  'sync.cancel': method('command', 'engine', nothing, syncStatusSchema),
  'sync.workOffline': method('command', 'engine', z.object({ on: z.boolean() }).strict(), syncStatusSchema),

  'mobileWorkers.list': method('query', 'engine', listInputSchema, page(mobileWorkerRowSchema)),
  'webUsers.list': method('query', 'engine', listInputSchema, page(webUserRowSchema)),
  'invitations.list': method('query', 'engine', listInputSchema, page(invitationRowSchema)),
  /** `key`: local id, HQ's id, username (with or without the project's suffix) or e-mail. */
  'people.get': method(
    'query',
    'engine',
    z.object({ entity: personEntitySchema, key: z.string().min(1).max(300) }).strict(),
    personDetailSchema,
  ),
  ...downloadMethods,
  'lookups.get': method('query', 'engine', nothing, lookupsSchema),

  /** Problems by field of a patch or a new worker, as HQ would find them; nothing is saved. */
  'people.check': method(
    'query',
    'engine',
    z.object({ entity: personEntitySchema, localId: localId.nullable(), values: patch }).strict(),
    z.object({ problems: z.record(z.string(), z.array(z.string())), username: z.string() }),
  ),
  /** Saves an edit: validates, folds it into the person's waiting change, shows it at once. `validation` with `details.fields` when HQ would refuse. */
  'people.edit': method(
    'command',
    'engine',
    z.object({ changeId, entity: personEntitySchema, localId, patch }).strict(),
    z.object({ changeId: z.string().nullable(), detail: personDetailSchema }),
  ),
  /** Asks HQ itself, where somebody is signed in and online; else the create finds out. */
  'mobileWorkers.rules': method('query', 'engine', nothing, workerRulesSchema),
  'mobileWorkers.askUsername': method('query', 'engine', askUsernameSchema, toldUsernameSchema),
  'mobileWorkers.create': method('command', 'engine', newWorkerSchema, madePerson),
  /**
   * Saves an action (deactivate, resend, link …) or takes its unsent opposite back. Checked here and again when it is sent.
   * `changeId` null in the answer: the opposite was taken back and nothing waits. `password`: for `set-password` alone, kept encrypted.
   */
  'people.act': method(
    'command',
    'engine',
    actInputSchema,
    z.object({ changeId: z.string().nullable(), detail: personDetailSchema.nullable() }),
  ),
  /** What `people.changeMany` would do, person by person; nothing is saved. */
  'people.previewMany': method('query', 'engine', manyPreviewSchema, manyOutcomeSchema),
  /**
   * Edits or acts on many people as one batch; those who cannot be are left out. The same batch sent twice is one, and of one that is done in
   * pieces the next piece.
   */
  'people.changeMany': method('command', 'engine', manyInputSchema.extend({ batchId }).strict(), manyOutcomeSchema),
  /** Takes a batch back as far as it was not sent: everybody is as before it. */
  'people.undoMany': method(
    'command',
    'engine',
    z.object({ batchId, from: count.optional() }).strict(),
    // `next`: of a batch done in pieces, with what to ask again; left out at its end.
    z.object({ undone: count, sent: count, next: count.optional() }),
  ),
  /** Of a batch that is done in pieces nobody else is changed; how many that leaves out. */
  'people.stopMany': method('command', 'engine', z.object({ batchId }).strict(), z.object({ left: count })),
  /** Reads one web user at HQ: only its own answer tells the Tableau groups. Kept for the time offline. Asks HQ: needs the key. */
  'webUsers.read': method('command', 'engine', z.object({ localId }).strict(), seenPerson),
  /**
   * Saves an invitation; it is mailed, and its 30 days begin, when HQ takes it. Values: email, role, primary_location_id, …
   * `batchId`: made together with others. `replaces`: local id of a pending one that is deleted first (another address is another
   * invitation); this one is sent only once that is done.
   */
  'invitations.create': method(
    'command',
    'engine',
    z
      .object({
        changeId,
        values: fieldValuesSchema,
        batchId: changeId.optional(),
        replaces: localId.optional(),
      })
      .strict(),
    madePerson,
  ),

  /** Reads what only the invitation's form at HQ tells (locations, profile, custom data) and keeps it. Asks HQ: needs a sign-in. */
  'invitations.read': method('command', 'engine', z.object({ localId }).strict(), seenPerson),
  /** Those who asked to be let in, as HQ's page told last. */
  'accessRequests.list': method('query', 'engine', nothing, accessRequestsSchema),
  /** Asks HQ for them now; needs a sign-in. */
  'accessRequests.read': method('command', 'engine', nothing, accessRequestsSchema),
  /** Approves one: a change like an invitation (values as there, without the e-mail), begun only with a sign-in and online. HQ mails. */
  'accessRequests.approve': method('command', 'engine', approvalInput, madePerson),
  /** Deletes one at HQ, at once, with a line in the history; nobody is told. Needs a sign-in. Those that are left. */
  'accessRequests.delete': method('command', 'engine', deletionInput, accessRequestsSchema),

  'changes.list': method(
    'query',
    'engine',
    z
      .object({
        state: changeStateSchema.nullable().default(null),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(maxPageRows).default(200),
      })
      .strict(),
    z.object({ changes: z.array(changeViewSchema), totals: changeTotalsSchema }),
  ),
  'changes.get': method('query', 'engine', z.object({ id: changeId }).strict(), changeViewSchema),
  /**
   * Sends a refused, waiting or clashing change again (for a clash: ours over HQ's present value). `seen`: every clash the person was
   * shown; with another one now nothing is done (`wrong-state`, `details.fields`).
   */
  'changes.retry': method('command', 'engine', retryDecisionSchema.extend({ id: changeId }).strict(), changeViewSchema),
  /**
   * Replaces values of a waiting or refused change; a field set to its base leaves the change. A new password may come along for a create.
   * For a clashing field the values are a decision: `seen` as in `changes.retry`, for the clashes the edit decides.
   */
  'changes.edit': method(
    'command',
    'engine',
    retryDecisionSchema.extend({ id: changeId, patch, password: z.string().max(500).optional() }).strict(),
    z.object({ change: changeViewSchema.nullable() }),
  ),
  'changes.discard': method(
    'command',
    'engine',
    z.object({ id: changeId }).strict(),
    z.object({ discarded: z.string() }),
  ),
  /** What is left of a batch, by state. */
  /** `workbook`: the name of the one it was committed from, if it was one. */
  'changes.batch': method('query', 'engine', ofBatch, changeTotalsSchema.extend({ workbook: z.string().nullable() })),
  /** Sends again what of a batch waits or was refused; `left`: needs the person one by one (clashes, questions, a lost password). */
  'changes.retryBatch': method(
    'command',
    'engine',
    ofBatch.extend({ from: batchPlaceSchema.optional() }).strict(),
    // `next`: of a batch of many, with what to ask again; left out at its end.
    z.object({ retried: count, left: count, next: batchPlaceSchema.optional() }),
  ),
  /** Takes a batch back, except what is on its way to HQ. */
  'changes.discardBatch': method(
    'command',
    'engine',
    ofBatch.extend({ from: batchPlaceSchema.optional() }).strict(),
    z.object({ discarded: count, next: batchPlaceSchema.optional() }),
  ),
  /**
   * Decides clashing fields: `mine` is sent over HQ's present value, `theirs` drops ours, `value` is sent instead of both. Fields left out
   * stay undecided (and the change waits). `change` null: nothing of it is left to be sent. `seen`: what HQ had when the person chose;
   * where it has something else by now nothing is decided (`wrong-state`, `details.fields`).
   */
  'changes.resolve': method(
    'command',
    'engine',
    z.object({ id: changeId, choices: choicesSchema }).strict(),
    z.object({ change: changeViewSchema.nullable() }),
  ),
  /**
   * The same choice for this field in all similar clashes (`ChangeField.similar`), in one transaction; `ids` of all it was made for.
   * `seen`: of this change's fields; `count`: for how many changes it was meant. Otherwise by now: nothing is decided, as `changes.resolve`.
   */
  'changes.resolveSimilar': method(
    'command',
    'engine',
    similarDecisionSchema.extend({ id: changeId }).strict().refine(saysItsValues),
    z.object({ resolved: z.number().int(), ids: z.array(changeId) }),
  ),
  /** Takes a decision back as long as nothing was sent, also one that ended the change; `wrong-state` where a later change is the newer word. */
  'changes.unresolve': method('command', 'engine', z.object({ id: changeId }).strict(), changeViewSchema),
  /** The same for several, in one transaction; `left`: could not be taken back (any more). */
  'changes.unresolveMany': method(
    'command',
    'engine',
    z.object({ ids: z.array(changeId).min(1) }).strict(),
    z.object({ unresolved: count, left: count }),
  ),
  /** State `ask`: what may have happened is sent once more, or taken as done. */
  'changes.answer': method(
    'command',
    'engine',
    z.object({ id: changeId, answer: z.enum(['send-again', 'done']) }).strict(),
    z.object({ change: changeViewSchema.nullable() }),
  ),

  'history.list': method(
    'query',
    'engine',
    historyFilterSchema
      .extend({
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(maxPageRows).default(100),
      })
      .strict(),
    z.object({ entries: z.array(historyEntrySchema), total: z.number().int() }),
  ),
  /** Records the way back as a new change, or takes a decision back. `left`: what is not taken back, and why. @see HistoryEntry.undo */
  'history.undo': method(
    'command',
    'engine',
    z.object({ changeId, id: z.number().int() }).strict(),
    z.object({ change: changeViewSchema.nullable(), left: fieldProblemsSchema, how: undoHowSchema }),
  ),
  /** Asks where to save; `path` null when the person cancelled. The newest first, all that match the filter. */
  'history.export': method(
    'command',
    'main',
    historyFilterSchema.extend({ format: z.enum(['xlsx', 'csv']) }).strict(),
    z.object({ path: z.string().nullable(), entries: z.number().int() }),
  ),
  ...bulkMethods,
} as const;

export type Contract = typeof contract;
export type MethodName = keyof Contract;
/** Input as a caller may give it (defaults left out). */
export type MethodInput<Name extends MethodName> = z.input<Contract[Name]['input']>;
/** Input as the answering side gets it (defaults filled in). */
export type MethodParams<Name extends MethodName> = z.output<Contract[Name]['input']>;
export type MethodOutput<Name extends MethodName> = z.output<Contract[Name]['output']>;
export type EngineMethodName = {
  [Name in MethodName]: Contract[Name]['owner'] extends 'engine' ? Name : never;
}[MethodName];
export type MainMethodName = Exclude<MethodName, EngineMethodName>;

/** Events are hints that may be missed or doubled: each is a full snapshot, or "read this again". */
export const events = {
  'sync.status': syncStatusSchema,
  /** What to read again; `people` covers lists and details of that entity, and their changes. */
  'data.changed': z.object({
    entities: z.array(
      z.union([
        personEntitySchema,
        z.literal('lookups'),
        z.literal('changes'),
        z.literal('history'),
        z.literal('connection'),
        z.literal('downloads'),
      ]),
    ),
  }),
  'session.changed': sessionSchema,
  'settings.changed': settingsSchema,
  /** How far `people.download` is. */
  'people.downloading': hostEvents['bulk.exporting'],
  /** A workbook was dropped on the window, or the system opened one with Roster. `others`: as many were dropped with it, and are not opened. */
  'bulk.dropped': handedFileSchema,
  /** How far reading and planning a workbook is. */
  'bulk.progress': planProgressSchema,
} as const;
export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]>;
