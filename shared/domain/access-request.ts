/** Somebody outside who asked to be let into the project. HQ tells its admins only, on the Web Users page. */
import { z } from 'zod';

export const accessRequestSchema = z.object({ id: z.string(), name: z.string(), email: z.string() });
export type AccessRequest = z.infer<typeof accessRequestSchema>;

/** `asOf`: when HQ said so, ms; null while nobody has asked HQ. */
export const accessRequestsSchema = z.object({ requests: z.array(accessRequestSchema), asOf: z.number().nullable() });
export type AccessRequests = z.infer<typeof accessRequestsSchema>;
