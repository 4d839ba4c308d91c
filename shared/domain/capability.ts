/**
 * What a connection can do, as the screens ask it. The engine computes the table (main/engine/hq/capabilities.ts) from what it has found
 * out; every text in it is for people.
 */
import { z } from 'zod';

export const capabilities = [
  'list-web-users',
  'edit-web-user',
  'activate-web-user',
  'remove-web-user',
  'invite',
  'list-invitations',
  'edit-invitation',
  'resend-invitation',
  'delete-invitation',
  'answer-access-request',
  'list-mobile-workers',
  'create-mobile-worker',
  'confirm-account',
  'edit-mobile-worker',
  'activate-mobile-worker',
  'delete-mobile-worker',
  'reset-password',
  'see-personal-id',
  'link-personal-id',
  'list-groups',
  'list-locations',
  'assign-locations',
  'assign-profile',
  'set-tableau',
  'list-roles',
  'see-custom-fields',
  'download-web-users',
  'upload-web-users',
  'download-mobile-workers',
  'upload-mobile-workers',
] as const;
export const capabilitySchema = z.enum(capabilities);
export type Capability = (typeof capabilities)[number];

/** What stands in the way; the first that applies is the one to mend first. */
export const obstacles = [
  'no-connection',
  'no-api-key',
  'not-signed-in',
  'plan-api',
  'plan-locations',
  'plan-bulk',
  'plan-profiles',
  'plan-confirmation',
  'flag-personal-id',
  'flag-tableau',
  'no-api-access',
  'no-permission',
] as const;
export const obstacleSchema = z.enum(obstacles);
export type Obstacle = (typeof obstacles)[number];

/** `why` and `how` (what to do about it) are texts for people; both '' where it can be done. */
export const capabilityStateSchema = z.object({
  can: z.boolean(),
  obstacle: obstacleSchema.nullable(),
  why: z.string(),
  how: z.string(),
});
export type CapabilityState = z.infer<typeof capabilityStateSchema>;
export type CapabilityTable = Record<Capability, CapabilityState>;

/**
 * How this account is connected.
 * - `session`: `none` nobody signed in to HQ's pages; `signed-in`; `over` the session ended (HQ, time or another browser): sign in again.
 */
export const connectionSchema = z.object({
  api: z.boolean(),
  session: z.enum(['none', 'signed-in', 'over']),
  /** When HQ ends the session without use, ms since 1970; null when HQ does not say. */
  sessionExpiresAt: z.number().nullable(),
  /** Our own role at HQ, '' while not known. */
  role: z.string(),
  isAdmin: z.enum(['yes', 'no', 'unknown']),
  /** HQ's clock minus this computer's, ms, as last seen: what runs out at HQ runs out by HQ's. */
  serverAheadMs: z.number(),
  capabilities: z.record(capabilitySchema, capabilityStateSchema),
});
export type ConnectionView = z.infer<typeof connectionSchema>;

/** One step of signing in to HQ's pages; `messages` are HQ's own words. */
export const signInStepSchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('done') }),
  /** A code from the person's device; `backup`: HQ also takes a backup code. */
  z.object({ step: z.literal('token'), backup: z.boolean(), messages: z.array(z.string()) }),
  z.object({ step: z.literal('backup'), messages: z.array(z.string()) }),
  z.object({ step: z.literal('refused'), messages: z.array(z.string()) }),
  /** The account signs in with its organisation (SSO): only a browser can go there. */
  z.object({ step: z.literal('browser'), address: z.string() }),
]);
export type SignInStep = z.infer<typeof signInStepSchema>;
