/**
 * The kinds of things Roster mirrors, and how they look in a table. Field keys are HQ's own API names
 * (`first_name`, `primary_location_id`, `user_data.training`), so that a patch reads like what is sent.
 */
import { z } from 'zod';

/** JSON as HQ sends it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export const jsonSchema: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(jsonSchema), z.record(z.string(), jsonSchema)]),
);

/** People that can be listed. Invitations become web users once accepted, but are another kind of record at HQ. */
export const personEntities = ['mobile-worker', 'web-user', 'invitation'] as const;
export const personEntitySchema = z.enum(personEntities);
export type PersonEntity = (typeof personEntities)[number];

/** Everything that is pulled. */
export const mirrorEntities = [...personEntities, 'group', 'location', 'location-type'] as const;
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
};

export const mobileWorkerRowSchema = z.object({ ...rowBase, language: z.string(), groups: z.array(placeSchema) });
export type MobileWorkerRow = z.infer<typeof mobileWorkerRowSchema>;

export const webUserRowSchema = z.object({ ...rowBase, role: z.string(), isAdmin: z.boolean() });
export type WebUserRow = z.infer<typeof webUserRowSchema>;

export const invitationRowSchema = z.object({
  localId: z.string(),
  serverId: z.string().nullable(),
  email: z.string(),
  role: z.string(),
  invitedOn: z.string().nullable(),
  emailStatus: z.string().nullable(),
  syncState: rowSyncStateSchema,
});
export type InvitationRow = z.infer<typeof invitationRowSchema>;
