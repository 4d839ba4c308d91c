/** What HQ's pages tell of workers to be made, before one is. */
import { z } from 'zod';

export const workerRulesSchema = z.object({
  /** What passwords of workers must be where the project demands strong ones; false: anything; null: HQ's pages have not told. */
  strongPasswords: z
    .union([z.object({ minLength: z.number().int(), minScore: z.number().int() }), z.literal(false)])
    .nullable(),
  /** Mobile workers of the plan; null: HQ's pages have not told this account. */
  workerLimit: z
    .object({
      /** How many the plan includes, null: any number. */
      limit: z.number().int().nullable(),
      /** HQ's own page makes no more of them. */
      reached: z.boolean(),
      /** Active ones, with what waits here. */
      active: z.number().int(),
    })
    .nullable(),
});
export type WorkerRules = z.infer<typeof workerRulesSchema>;
