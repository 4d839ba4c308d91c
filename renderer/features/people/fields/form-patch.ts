import { fieldDefinition, normaliseValue, sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';

/** What a form changes: the touched fields whose value differs for HQ from the one shown before, in the form HQ will keep. */
export function formPatch(entity: PersonEntity, before: FieldValues, touched: FieldValues): FieldValues {
  const patch: FieldValues = {};
  for (const [key, value] of Object.entries(touched)) {
    if (sameFieldValue(entity, key, before[key], value)) continue;
    patch[key] = normaliseValue(fieldDefinition(entity, key)?.type ?? 'custom', value);
  }
  return patch;
}

/** The values to write so that the fields of `patch` are again as they were. A field that was not there is emptied. */
export function undoPatch(before: FieldValues, patch: FieldValues): FieldValues {
  return Object.fromEntries(
    Object.keys(patch).map((key) => [key, before[key] ?? (Array.isArray(patch[key]) ? [] : '')]),
  );
}
