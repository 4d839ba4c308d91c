/**
 * What HQ has had of an edit. A value HQ took is not wanted there a second time by itself: whatever HQ shows instead was written since,
 * also where it is the very value the edit was measured from.
 */
import { fieldDefinition } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import type { ChangeRecord } from '../outbox/change-record.ts';

/** In the base of an `unknown` edit: the status of HQ's yes to a request of which nobody could read what became. */
const takenMark = 'taken';

/** HQ's status where HQ said yes to the edit and could not be read since; null: it did not say. */
export function takenStatus({ base }: Pick<ChangeRecord, 'base'>): number | null {
  const status = base[takenMark];
  return typeof status === 'number' ? status : null;
}

export function withTaken(base: FieldValues, status: number | null): FieldValues {
  const { [takenMark]: _was, ...rest } = base;
  return status === null ? rest : { ...rest, [takenMark]: status };
}

/** These fields are measured from ours: at HQ since, or maybe. What HQ never tells back is never compared and stays as it is. */
export function measuredFromOurs(
  { entity, base, patch }: Pick<ChangeRecord, 'entity' | 'base' | 'patch'>,
  fields: readonly string[],
): FieldValues {
  const told = fields.filter((key) => key in patch && fieldDefinition(entity, key)?.readable !== false);
  return { ...base, ...Object.fromEntries(told.map((key) => [key, patch[key] ?? null])) };
}
