/** Parts of a patch or of a record's values. */
import type { FieldValues } from '#shared/domain/entities.ts';

export function only(values: FieldValues, keys: ReadonlySet<string>): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([key]) => keys.has(key)));
}

export function without(values: FieldValues, left: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !(key in left)));
}
