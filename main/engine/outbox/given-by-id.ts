/** An invitation whose role or profile is told by HQ's id, because several have its name: REST takes names alone, HQ's form takes ids. */
import { idFields, namedFields } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';

export function isById(values: FieldValues): boolean {
  return namedFields.some((named) => (values[idFields[named]] ?? '') !== '');
}
