/** Somebody outside who asked to be let into the project. HQ tells its admins only, on the Web Users page. */
import { z } from 'zod';
import { changeStateSchema } from './change.ts';
import { fieldValuesSchema } from './entities.ts';

export const accessRequestSchema = z.object({ id: z.string(), name: z.string(), email: z.string() });
export type AccessRequest = z.infer<typeof accessRequestSchema>;

/** As HQ told them. `asOf`: when, ms; null while nobody has asked HQ. */
export const toldAccessRequestsSchema = z.object({
  requests: z.array(accessRequestSchema),
  asOf: z.number().nullable(),
});

/** `approval`: the change that approves it, while it is not done. */
export const accessRequestRowSchema = accessRequestSchema.extend({
  approval: z.object({ changeId: z.string(), state: changeStateSchema }).nullable(),
});
export type AccessRequestRow = z.infer<typeof accessRequestRowSchema>;

export const accessRequestsSchema = toldAccessRequestsSchema.extend({ requests: z.array(accessRequestRowSchema) });
export type AccessRequests = z.infer<typeof accessRequestsSchema>;

/** `changeId` is made by the caller: the same command sent twice is done once. */
export const deletionInput = z.object({ changeId: z.string().min(8).max(64), id: z.string().min(1).max(100) }).strict();
/** Values as of an invitation, without the e-mail. */
export const approvalInput = deletionInput.extend({ values: fieldValuesSchema });
