/** One snapshot that says honestly where things stand; sent as an event whenever it changes. */
import { z } from 'zod';
import { mirrorEntitySchema } from './entities.ts';
import { appErrorSchema } from '../ipc/result.ts';

/**
 * - `idle`: nothing under way.
 * - `checking`: asking HQ who we are and whether it is still the same project.
 * - `pulling`: reading HQ's lists.
 * - `rebasing`: comparing waiting changes with what was pulled.
 * - `pushing`: sending waiting changes and reading them back.
 */
export const syncPhases = ['idle', 'checking', 'pulling', 'rebasing', 'pushing'] as const;
export const syncPhaseSchema = z.enum(syncPhases);
export type SyncPhase = (typeof syncPhases)[number];

export const syncProgressSchema = z.object({
  entity: mirrorEntitySchema,
  /** Which list of the pull: "active" and "deactivated" for workers, null elsewhere. */
  list: z.enum(['active', 'deactivated']).nullable(),
  done: z.number().int(),
  /** null until HQ has said how many. */
  total: z.number().int().nullable(),
  /** Number of this list among all lists of the pull, from 1. */
  step: z.number().int(),
  steps: z.number().int(),
  /** The pull goes on where an earlier one broke off. */
  resumed: z.boolean(),
});
export type SyncProgress = z.infer<typeof syncProgressSchema>;

export const syncStatusSchema = z.object({
  phase: syncPhaseSchema,
  /** The person's own switch; wins over everything. */
  workOffline: z.boolean(),
  /** Whether HQ answered at the last try; null before the first. */
  reachable: z.boolean().nullable(),
  /** Sync waits for the person (wrong key, missing permission, wrong project, plan …) or for a moment (`until`). */
  hold: z.object({ error: appErrorSchema, until: z.number().nullable() }).nullable(),
  progress: syncProgressSchema.nullable(),
  pending: z.number().int(),
  attention: z.number().int(),
  lastPullAt: z.number().nullable(),
  lastPushAt: z.number().nullable(),
  /** True once a first pull has gone through to its end. */
  mirrorComplete: z.boolean(),
  counts: z.object({
    mobileWorkers: z.number().int(),
    webUsers: z.number().int(),
    invitations: z.number().int(),
    groups: z.number().int(),
    locations: z.number().int(),
  }),
  /** Why the last run ended as it did, null when all went well. */
  lastError: appErrorSchema.nullable(),
  /** Lists this connection cannot read, with the reason: shown where they would be. */
  unavailable: z.array(z.object({ entity: mirrorEntitySchema, error: appErrorSchema })),
  nextRunAt: z.number().nullable(),
});
export type SyncStatus = z.infer<typeof syncStatusSchema>;
