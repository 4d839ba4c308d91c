import { z } from 'zod';

/** A column that holds JSON, read through the schema of what it holds. */
export function jsonColumn<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}
