/** What a person says about clashing fields (`changes.resolve`, `changes.resolveSimilar`, `changes.retry`). */
import { z } from 'zod';
import { seenFieldsSchema, seenSchema } from '../domain/change.ts';
import { jsonSchema } from '../domain/entities.ts';

/** `seen`: what HQ had when the person chose; left out, it is about whatever HQ has now. */
const field = { field: z.string().max(300), seen: seenSchema.optional() };

/** More than any person has fields: custom ones are a few dozen. */
const maxChoices = 500;

export const choicesSchema = z
  .array(
    z.discriminatedUnion('use', [
      z.object({ ...field, use: z.enum(['mine', 'theirs']) }).strict(),
      z.object({ ...field, use: z.literal('value'), value: jsonSchema }).strict(),
    ]),
  )
  .min(1)
  .max(maxChoices);

/** `seen`: every clash that was shown, none where the change had none. */
export const retryDecisionSchema = z.object({ seen: seenFieldsSchema.optional() });

export const similarDecisionSchema = z.object({
  field: z.string().max(300),
  use: z.enum(['mine', 'theirs']),
  /** Of the named change's fields. */
  seen: seenFieldsSchema.optional(),
  /** For how many changes it was meant. */
  count: z.number().int().optional(),
});
