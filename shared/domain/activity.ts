/** When somebody was last active, as HQ's own download told it last: HQ tells it nowhere else. */
import { z } from 'zod';

const moment = z.number().nullable();

/** Each in ms, null for never. `lastForm` is of mobile workers, the others are of web users. */
export const activitySchema = z.object({
  lastForm: moment,
  lastAccess: moment,
  lastLogin: moment,
  asOf: z.number(),
});
export type Activity = z.infer<typeof activitySchema>;
