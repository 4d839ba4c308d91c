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
  use: z.enum(['mine', 'theirs', 'value']),
  /** With `value`, and only then: what is sent instead, of the named field and those that are decided with it. */
  values: z.record(z.string().max(300), jsonSchema).optional(),
  /** Of the named change's fields. */
  seen: seenFieldsSchema.optional(),
  /** For how many changes it was meant. */
  count: z.number().int().optional(),
});

/** Whether a third value was said where one is chosen, and nowhere else. */
export function saysItsValues({ use, values }: Pick<z.infer<typeof similarDecisionSchema>, 'use' | 'values'>): boolean {
  return use === 'value' ? values !== undefined && Object.keys(values).length > 0 : values === undefined;
}
