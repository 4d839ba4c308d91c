/** What sync remembers between starts: small typed values in `meta`. */
import { z } from 'zod';
import { accessRequestSchema, toldAccessRequestsSchema } from '#shared/domain/access-request.ts';
import { appErrorSchema } from '#shared/ipc/result.ts';
import type { EngineDatabase } from '../db/database.ts';

const holdSchema = z.object({ error: appErrorSchema, until: z.number().nullable() });
export type Hold = z.infer<typeof holdSchema>;

const known = z.enum(['yes', 'no', 'unknown']);
/**
 * Where HQ told what the project has: an answer of REST, an upload or its form, the form of an invitation, the Mobile Workers page, the
 * search of locations on its pages.
 */
export const toldBy = ['api', 'upload', 'upload-form', 'invite-form', 'workers-page', 'location-search'] as const;
export type ToldBy = (typeof toldBy)[number];
/** `at`: ms since 1970, when HQ first said so. `from` null: noted by a version that did not note it. */
const told = { at: z.number(), from: z.enum(toldBy).nullable().default(null) };
const includedSchema = z.object({ included: z.boolean(), ...told }).nullable();
const flagSchema = z.object({ on: z.boolean(), ...told }).nullable();

/** What HQ has told about the connection; see sync/learn-connection.ts. */
const connectionSchema = z.object({
  /** From HQ's pages; null while they have not said. */
  rights: z
    .object({ role: z.string(), isAdmin: known, permissions: z.record(z.string(), z.unknown()), at: z.number() })
    .nullable(),
  rightsAskedAt: z.number().nullable(),
  /** The project's flags. */
  personalId: flagSchema,
  tableau: flagSchema.default(null),
  plan: z.object({
    api: includedSchema,
    locations: includedSchema,
    bulkUsers: includedSchema,
    profiles: includedSchema,
    accountConfirmation: includedSchema.default(null),
  }),
  /** What passwords of new workers must be, as the Mobile Workers page said last; false: anything; null: not told. */
  strongPasswords: z
    .union([z.object({ minLength: z.number().int(), minScore: z.number().int() }), z.literal(false)])
    .nullable()
    .default(null),
  /** Workers the plan includes (`limit` null: any number), and whether HQ's page makes no more. `at`: ms since 1970. */
  workerLimit: z
    .object({ limit: z.number().int().nullable(), reached: z.boolean(), at: z.number() })
    .nullable()
    .default(null),
});
/** Calls of the last hours and days by pieces of them (hq/rest-budget.ts): [beginning, number]. */
const piecesSchema = z.array(z.tuple([z.number(), z.number().int()]));
const budgetSchema = z.object({ users: z.number().int().nullable(), hour: piecesSchema, day: piecesSchema }).nullable();

/** HQ's way back after a removal, on its way or without an answer (ways-back.ts). `line`: of the history, about the removal. */
const wayBackSchema = z.object({
  changeId: z.string(),
  line: z.number().int(),
  author: z.string(),
  createdAt: z.number(),
  state: z.enum(['sending', 'unknown']),
});
export type WayBack = z.infer<typeof wayBackSchema>;

/** The deletion of an access request, on its way or without an answer (request-deletions.ts). `createdAt`: ms since 1970. */
const requestDeletionSchema = z.object({
  changeId: z.string(),
  request: accessRequestSchema,
  author: z.string(),
  createdAt: z.number(),
  state: z.enum(['sending', 'unknown']),
});
export type RequestDeletion = z.infer<typeof requestDeletionSchema>;

export type ConnectionMemory = z.infer<typeof connectionSchema>;

const schemas = {
  /** The person's switch. */
  workOffline: z.boolean(),
  /** Why nothing is sent or pulled at the moment; `until` null: until the person does something. */
  hold: holdSchema.nullable(),
  /** The pause asked for by HQ (429), and the how manieth in a row; null when the next is the first again (hq/throttle.ts). */
  pause: z.object({ until: z.number(), lengthMs: z.number(), refusals: z.number().int() }).nullable(),
  /** Failed runs in a row: for the backoff. */
  failures: z.number().int(),
  /** The last pull ended in a pause, and no push had its turn since. */
  pushFirst: z.boolean(),
  /** The computer's clock in the last run: should it show less in the next one, it was set back (notice-clock.ts). */
  clockAt: z.number().nullable(),
  lastPullAt: z.number().nullable(),
  lastPushAt: z.number().nullable(),
  /** Number, begin and end of the present (or last) whole pull. */
  pull: z.object({ generation: z.number().int(), startedAt: z.number(), completedAt: z.number().nullable() }),
  /** A first pull has gone through to its end. */
  mirrorComplete: z.boolean(),
  /** A listing lacks more people than is believable; waits for the person's word. */
  removals: appErrorSchema.nullable(),
  connection: connectionSchema,
  /** HQ's web session ended, and nobody signed in or out since. */
  sessionOver: z.boolean(),
  /** HQ's clock minus ours, ms. */
  serverAhead: z.number(),
  /** As HQ's page told last; null while nobody has asked. */
  accessRequests: toldAccessRequestsSchema.nullable(),
  waysBack: z.array(wayBackSchema),
  requestDeletions: z.array(requestDeletionSchema),
  /** Whether workers have a date of deactivation, by the columns of HQ's own download; null: none was read (bulk/worker-dates.ts). */
  workerDates: z.object({ has: z.boolean(), at: z.number() }).nullable(),
  /** How much of HQ's budget is used: a new start must not begin with a fresh hour. */
  budget: budgetSchema,
} as const;
type Values = { [Key in keyof typeof schemas]: z.infer<(typeof schemas)[Key]> };

const defaults: Values = {
  workOffline: false,
  hold: null,
  pause: null,
  failures: 0,
  pushFirst: false,
  clockAt: null,
  lastPullAt: null,
  lastPushAt: null,
  pull: { generation: 0, startedAt: 0, completedAt: 0 },
  mirrorComplete: false,
  removals: null,
  serverAhead: 0,
  accessRequests: null,
  waysBack: [],
  requestDeletions: [],
  workerDates: null,
  budget: null,
  connection: {
    rights: null,
    rightsAskedAt: null,
    personalId: null,
    tableau: null,
    plan: { api: null, locations: null, bulkUsers: null, profiles: null, accountConfirmation: null },
    strongPasswords: null,
    workerLimit: null,
  },
  sessionOver: false,
};

const rowSchema = z.object({ value: z.string() });

export function readMeta<Key extends keyof Values>(db: EngineDatabase, key: Key): Values[Key] {
  const row = db.statement('SELECT value FROM meta WHERE key = ?').get(`sync.${key}`);
  if (row === undefined) return defaults[key];
  const value: unknown = JSON.parse(rowSchema.parse(row).value);
  return schemas[key].parse(value) as Values[Key];
}

export function writeMeta<Key extends keyof Values>(db: EngineDatabase, key: Key, value: Values[Key]): void {
  const text = JSON.stringify(value);
  db.write('meta', () => {
    db.statement(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ).run(`sync.${key}`, text);
  });
}
