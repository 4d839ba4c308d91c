/** What a list is asked for. */
import { z } from 'zod';

/** Rows a page may hold: what the bridge copies in a few milliseconds (about 1 kB a row). */
export const maxPageRows = 500;

export const sortSchema = z.object({ by: z.string().max(60), descending: z.boolean() }).strict();

/** What a list shows: text found in name, username, e-mail or phone; filters; order; the window of rows wanted. */
export const listInputSchema = z
  .object({
    search: z.string().max(200).default(''),
    status: z.enum(['active', 'deactivated', 'all']).default('all'),
    /** Location id: the location and everything below it. */
    locationId: z.string().max(200).nullable().default(null),
    role: z.string().max(200).nullable().default(null),
    groupId: z.string().max(200).nullable().default(null),
    /** `waiting`: only rows with a change of ours (pending, conflict or attention). */
    sync: z.enum(['all', 'waiting']).default('all'),
    /** Further equalities by field key (`user_data.training`, `language`, …), as the command line's `--where`. */
    where: z.record(z.string().max(200), z.string().max(1000)).default({}),
    sort: sortSchema.default({ by: 'username', descending: false }),
    offset: z.number().int().min(0).default(0),
    limit: z.number().int().min(1).max(maxPageRows).default(100),
  })
  .strict();
export type ListInput = z.output<typeof listInputSchema>;
