/** A file of people that HQ was asked to make, until a person was told what became of it. */
import { z } from 'zod';
import { peopleFilterSchema } from './people-export.ts';

/**
 * - `running`: HQ is making the file, or it is being fetched. - `waiting`: nobody asks HQ about it now (`waitsFor`); it goes on by itself.
 * - `saved`: the file is there. - `failed`: it will not come, and why.
 */
export const downloadStates = ['running', 'waiting', 'saved', 'failed'] as const;

/** `sign-in`: for somebody to sign in. `online`: for the end of working offline. `hq`: HQ gave no answer; it is asked again in a while. */
export const downloadWaits = ['sign-in', 'online', 'hq'] as const;

export const downloadViewSchema = z.object({
  id: z.string(),
  wanted: peopleFilterSchema,
  /** Where the file is, or will be. */
  path: z.string(),
  state: z.enum(downloadStates),
  waitsFor: z.enum(downloadWaits).nullable(),
  /** How far it is, 0 to 1, and how far HQ says that its part is, 0 to 100 (null: HQ does not say). */
  share: z.number(),
  percent: z.number().nullable(),
  askedAt: z.number().int(),
  /** Rows of the saved file. */
  rows: z.number().int().nullable(),
  /** Why it failed, or why HQ gave no answer. */
  message: z.string().nullable(),
});
export type DownloadView = z.infer<typeof downloadViewSchema>;
