/**
 * The kinds of things Roster mirrors, and how they look in a table. Field keys are HQ's own API names
 * (`first_name`, `primary_location_id`, `user_data.training`), so that a patch reads like what is sent.
 */
import { z } from 'zod';
import { personActionSchema } from './action.ts';
import { activitySchema } from './activity.ts';
import { personEntities, personEntitySchema } from './person-entity.ts';
import { pseudoRoleSchema } from './pseudo-role.ts';

/** JSON as HQ sends it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const jsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(jsonSchema), z.record(z.string(), jsonSchema)]),
);

export { personEntities, personEntitySchema };
export type { PersonEntity } from './person-entity.ts';

/**
 * What HQ's web pages tell of people beside their records: a worker's PersonalID state, workers whose account is not confirmed yet, and
 * who may be acted on among web users (oneself, single sign-on).
 */
export const pageFactKinds = ['personal-id', 'unconfirmed', 'web-user-facts'] as const;
export const pageFactKindSchema = z.enum(pageFactKinds);
export type PageFactKind = (typeof pageFactKinds)[number];

/** Everything that is pulled. Roles, profiles, user fields and the page facts come from HQ's web pages only. */
export const mirrorEntities = [
  ...personEntities,
  'group',
  'location',
  'location-type',
  'role',
  'profile',
  'user-field',
  ...pageFactKinds,
] as const;
export const mirrorEntitySchema = z.enum(mirrorEntities);
export type MirrorEntity = (typeof mirrorEntities)[number];

/** Field key → value. Custom data is flat: `user_data.<key>`. */
export const fieldValuesSchema = z.record(z.string(), jsonSchema);
export type FieldValues = z.infer<typeof fieldValuesSchema>;

/**
 * Whether what is shown equals HQ's truth.
 * - `clean`: HQ's values as last pulled, nothing of ours waits.
 * - `pending`: shows our values; they wait here or are on their way.
 * - `conflict`: HQ's values are shown; ours clash and a person has to decide.
 * - `attention`: HQ's values are shown; HQ refused ours.
 */
export const rowSyncStates = ['clean', 'pending', 'conflict', 'attention'] as const;
export const rowSyncStateSchema = z.enum(rowSyncStates);
export type RowSyncState = (typeof rowSyncStates)[number];

/** `unknown`: HQ's reply did not say and no list told. */
export const personStatuses = ['active', 'deactivated', 'unknown'] as const;
export const personStatusSchema = z.enum(personStatuses);
export type PersonStatus = (typeof personStatuses)[number];

const placeSchema = z.object({ id: z.string(), name: z.string() });

/** Actions on their way, in the order they will be sent: a row to be removed shows it. */
const waiting = z.array(personActionSchema).default([]);

const rowBase = {
  /** Roster's own id: HQ's id for pulled records, `new-…` for those created here (kept after HQ gave its id). */
  localId: z.string(),
  serverId: z.string().nullable(),
  username: z.string(),
  name: z.string(),
  email: z.string(),
  /** Default number, digits as HQ keeps them (no +), '' when none. */
  phone: z.string(),
  status: personStatusSchema,
  primaryLocation: placeSchema.nullable(),
  syncState: rowSyncStateSchema,
  waiting,
};

/** HQ's Active, Inactive, Not Linked; `unknown`: nobody was signed in to read it, or the project does not use PersonalID. */
export const personalIdStates = ['active', 'inactive', 'not-linked', 'unknown'] as const;
export const personalIdStateSchema = z.enum(personalIdStates);
export type PersonalIdState = (typeof personalIdStates)[number];

export const mobileWorkerRowSchema = z.object({
  ...rowBase,
  language: z.string(),
  groups: z.array(placeSchema),
  personalId: personalIdStateSchema,
  /** When HQ's page said so last, ms; null where it never did. */
  personalIdAsOf: z.number().nullable(),
  /** HQ waits for the worker to confirm the account (it counts as deactivated until then). */
  unconfirmed: z.boolean(),
  /** null where HQ's download never told. */
  activity: activitySchema.nullable(),
});
export type MobileWorkerRow = z.infer<typeof mobileWorkerRowSchema>;

/** What HQ's Web Users page tells of a member; `asOf` in ms. */
export const webUserFactsSchema = z.object({
  /** The signed-in account itself. */
  self: z.boolean(),
  /** The organisation's single sign-on decides about the account. */
  ssoControlled: z.boolean(),
  /** The project does not trust the account's identity provider. */
  untrustedIdentityProvider: z.boolean(),
  /** HQ's own word where there is no role of the project; null where there is one, or nothing. */
  pseudoRole: pseudoRoleSchema.nullable(),
  asOf: z.number(),
});
export type WebUserFacts = z.infer<typeof webUserFactsSchema>;

export const webUserRowSchema = z.object({
  ...rowBase,
  role: z.string(),
  isAdmin: z.boolean(),
  /** null where nobody was signed in to read HQ's page. */
  facts: webUserFactsSchema.nullable(),
  /** null where HQ's download never told. */
  activity: activitySchema.nullable(),
});
export type WebUserRow = z.infer<typeof webUserRowSchema>;

export const invitationRowSchema = z.object({
  localId: z.string(),
  serverId: z.string().nullable(),
  email: z.string(),
  role: z.string(),
  invitedOn: z.string().nullable(),
  /** HQ's word: Sent, Delivered, Bounced. */
  emailStatus: z.string().nullable(),
  /** The address does not take mail: HQ calls it undeliverable. */
  bounced: z.boolean(),
  syncState: rowSyncStateSchema,
  waiting,
});
export type InvitationRow = z.infer<typeof invitationRowSchema>;
