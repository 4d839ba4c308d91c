/** A workbook of people: those here, as HQ's own download has them, or that download itself. */
import { z } from 'zod';
import { planKindSchema } from './bulk-plan.ts';

/** Which people, by the filters HQ's download has. `locationId`: the location and everything below it. */
export const peopleFilterSchema = z.object({
  kind: planKindSchema,
  search: z.string().max(200).default(''),
  /** By name; of workers for HQ's own file only: HQ's API tells no worker's role. */
  role: z.string().max(200).nullable().default(null),
  locationId: z.string().max(200).nullable().default(null),
  status: z.enum(['active', 'deactivated', 'all']).default('all'),
});
export type PeopleFilter = z.output<typeof peopleFilterSchema>;
/** Who makes the workbook: `mirror` from what is mirrored, with the edits that wait; `hq` as HQ has it, while somebody is signed in. */
export const peopleSources = ['mirror', 'hq'] as const;
const source = z.enum(peopleSources).default('mirror');
export const peopleCountSchema = peopleFilterSchema.extend({ source });
export const peopleExportSchema = peopleCountSchema.extend({ path: z.string() });
export type PeopleExport = z.output<typeof peopleExportSchema>;

const count = z.number().int();

export const peopleExportedSchema = z.object({
  /** Rows of web users, or of workers. */
  people: count,
  invitations: count,
  /** Those that only wait here: HQ does not have them yet. */
  leftOut: count,
  /** Invitations whose locations are not known here: something stands in their place that HQ refuses, as a blank cell would take them away. */
  unread: count,
  /** Pending invitations are not known here at all: none is in the file. */
  noInvitations: z.boolean().default(false),
  /** Locations, groups and profiles whose name is not known here, and that stand with their id. */
  unnamed: count,
  /** When the oldest of the lists in it was read from HQ, or HQ made the file, ms; null where none was read to its end. */
  asOf: z.number().nullable(),
  /** Where the file is: not where it was wanted if another file came to lie there while HQ made it. */
  savedAs: z.string(),
});
export type PeopleExported = z.infer<typeof peopleExportedSchema>;
