/** What a workbook would do, row by row, before anything is saved: the plan, as the review and the command line show it. */
import { z } from 'zod';
import { jsonSchema, personEntitySchema } from './entities.ts';

export const planKinds = ['web-users', 'mobile-workers'] as const;
export const planKindSchema = z.enum(planKinds);
export type PlanKind = (typeof planKinds)[number];

/**
 * - `create`: a new mobile worker. - `invite`: a new invitation; it mails. - `update`: fields of somebody known.
 * - `remove`: a membership or a pending invitation goes. - `no-change`: HQ has it all already.
 * - `invalid`: HQ would refuse the row. - `duplicate`: another row says the same username, id or e-mail; HQ takes none of them.
 * - `conflict`: it changed at HQ or here since the file was made, or a decision waits; a person says which holds.
 * - `not-permitted`: this account may not do it, or it would take the last admin's (or one's own) access.
 */
export const rowOutcomes = [
  'create',
  'invite',
  'update',
  'remove',
  'no-change',
  'invalid',
  'duplicate',
  'conflict',
  'not-permitted',
] as const;
export const rowOutcomeSchema = z.enum(rowOutcomes);
export type RowOutcome = (typeof rowOutcomes)[number];

/** Outcomes that a commit would do something for. */
export const doingOutcomes: ReadonlySet<RowOutcome> = new Set(['create', 'invite', 'update', 'remove']);

/**
 * What stands out in a row that does something.
 * - `removal`: somebody loses their membership or invitation. - `new-admin`: somebody gets HQ's built-in role Admin.
 * - `clears`: a value that was there goes. - `deactivates`: a worker can no longer log in. - `password`: a worker gets another one.
 * - `mails`: HQ sends an e-mail. - `texts`: HQ sends an SMS. - `renews`: a pending invitation changes; HQ's importer starts its 30 days anew.
 */
export const rowFlags = [
  'removal',
  'new-admin',
  'clears',
  'deactivates',
  'password',
  'mails',
  'texts',
  'renews',
] as const;
export const rowFlagSchema = z.enum(rowFlags);
export type RowFlag = (typeof rowFlags)[number];

/** Which rows: all that is said holds. */
export const rowFilterSchema = z.object({
  outcomes: z.array(rowOutcomeSchema).optional(),
  /** Only rows that do this, and are not excluded. */
  flag: rowFlagSchema.optional(),
  /** Only rows the person took out (true), or left in (false). */
  excluded: z.boolean().optional(),
  /** Part of the username, in any case. */
  search: z.string().max(300).default(''),
});
export type RowFilter = z.input<typeof rowFilterSchema>;

/** `from` null: there is nobody yet, or HQ does not tell this value. */
export const plannedValueSchema = z.object({ from: jsonSchema, to: jsonSchema });
export type PlannedValue = z.infer<typeof plannedValueSchema>;
/** By field key (shared/domain/fields.ts), and those only a sheet has: `is_active`, a worker's `role`, `deactivate_after`, `web_user`. */
export const plannedChangesSchema = z.record(z.string(), plannedValueSchema);
export type PlannedChanges = z.infer<typeof plannedChangesSchema>;

/** To whom a mail goes when the row is carried out. */
export const plannedMailSchema = z.object({ to: z.string(), kind: z.enum(['invitation', 'confirmation']) });
export type PlannedMail = z.infer<typeof plannedMailSchema>;

export const plannedRowSchema = z.object({
  /** The number beside the row in a spreadsheet. */
  row: z.number().int(),
  /** As it stands in the sheet, blanks cut off; of a row without one, that of the person its id names. */
  username: z.string(),
  outcome: rowOutcomeSchema,
  /** All of them, in HQ's words where HQ has them. Empty for a row that does something or nothing. */
  reasons: z.array(z.string()),
  changes: plannedChangesSchema,
  flags: z.array(rowFlagSchema),
  mail: plannedMailSchema.nullable(),
  /** Whom it is about; null while there is nobody. */
  entity: personEntitySchema.nullable(),
  localId: z.string().nullable(),
  /** The person takes it out of what will be carried out. */
  excluded: z.boolean(),
});
export type PlannedRow = z.infer<typeof plannedRowSchema>;

const count = z.number().int();

export const planTotalsSchema = z.object({
  /** All rows that were planned. */
  rows: count,
  create: count,
  invite: count,
  update: count,
  remove: count,
  'no-change': count,
  invalid: count,
  duplicate: count,
  conflict: count,
  'not-permitted': count,
  /** Of the rows that do something and are not excluded; `removals` also counts rows of workers that remove a web user. */
  removals: count,
  newAdmins: count,
  clears: count,
  excluded: count,
});
export type PlanTotals = z.infer<typeof planTotalsSchema>;

/** Something about the file or many of its rows that a person may not expect. `effect`: what HQ would do (bulk/workbook/sheet-trap.ts). */
export const planWarningSchema = z.object({
  code: z.string(),
  effect: z.enum(['refuses', 'breaks-off', 'drops', 'clears', 'alters', 'notice']),
  sheet: z.string(),
  /** The first row concerned, null for the whole sheet. */
  row: z.number().int().nullable(),
  /** `A`, `AB`; null for the whole sheet. */
  column: z.string().nullable(),
  /** How many rows are concerned, and the first of them. */
  count,
  rows: z.array(z.number().int()),
  text: z.string(),
  /** It can be put right with one click (`repairTraps`). */
  repairable: z.boolean(),
});
export type PlanWarning = z.infer<typeof planWarningSchema>;

export const planSummarySchema = z.object({
  planId: z.string(),
  /** `read`: rows were changed and wait to be planned anew (a crash came between). */
  state: z.enum(['read', 'planned']),
  kind: planKindSchema,
  /** Name of the file, without its folder. */
  file: z.string(),
  createdAt: z.number(),
  totals: planTotalsSchema,
  warnings: z.array(planWarningSchema),
  /** Mails that go out when all rows that are not excluded are carried out. */
  emails: count,
});
export type PlanSummary = z.infer<typeof planSummarySchema>;

/** One cell of a row as it stands in the sheet, under the name of its column. */
export const sheetCellSchema = z.object({
  /** From 0. */
  column: count,
  /** `A`, `AB`. */
  letters: z.string(),
  header: z.string(),
  /** Asterisks for a password. */
  text: z.string(),
  isPassword: z.boolean(),
});
export type SheetCell = z.infer<typeof sheetCellSchema>;

/** Where planning is: rows are read, then all of them are planned. `share` 0 to 1 of the step. */
export const planProgressSchema = z.object({
  planId: z.string(),
  step: z.enum(['read', 'plan']),
  share: z.number(),
});
export type PlanProgress = z.infer<typeof planProgressSchema>;
