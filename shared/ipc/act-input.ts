/** An action on one person, as it is asked for. */
import { z } from 'zod';
import { personActionSchema } from '../domain/action.ts';
import { personEntitySchema } from '../domain/entities.ts';

export const actInputSchema = z
  .object({
    changeId: z.string().min(8).max(64),
    entity: personEntitySchema,
    localId: z.string().min(1).max(200),
    action: personActionSchema,
    /** With `set-password` alone; kept encrypted until HQ has it. */
    password: z.string().max(500).optional(),
  })
  .strict();
