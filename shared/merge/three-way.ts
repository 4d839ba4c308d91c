/**
 * Three-way comparison per field, pure. HQ has no version or modified-since for users, so values decide, never clocks (design D5):
 * theirs = base → keep mine; theirs = mine → drop the field (someone did the same); else conflict. Fields of a group conflict together.
 */
import { fieldDefinition, groupKeys, sameFieldValue } from '../domain/fields.ts';
import type { FieldValues, Json, PersonEntity } from '../domain/entities.ts';

export type FieldConflict = { field: string; base: Json; mine: Json; theirs: Json };

export type MergeResult = {
  /** What is still to be sent. */
  patch: FieldValues;
  /** The base moved up to HQ's present values, for exactly the fields of `patch`. */
  base: FieldValues;
  /** Fields dropped because HQ already has our value. */
  converged: string[];
  conflicts: FieldConflict[];
};

/**
 * @param base   what the person saw, for exactly the fields of `mine`
 * @param mine   the patch
 * @param theirs HQ's present values (flat field keys)
 */
export function mergeThreeWay(
  entity: PersonEntity,
  base: FieldValues,
  mine: FieldValues,
  theirs: FieldValues,
): MergeResult {
  const result: MergeResult = { patch: {}, base: {}, converged: [], conflicts: [] };
  const done = new Set<string>();
  for (const key of Object.keys(mine)) {
    if (done.has(key)) continue;
    const keys = groupKeys(entity, key).filter((member) => member in mine);
    for (const member of keys) done.add(member);
    mergeGroup(entity, keys, base, mine, theirs, result);
  }
  return result;
}

function mergeGroup(
  entity: PersonEntity,
  keys: string[],
  base: FieldValues,
  mine: FieldValues,
  theirs: FieldValues,
  result: MergeResult,
): void {
  const same = (key: string, left: FieldValues, right: FieldValues) =>
    sameFieldValue(entity, key, left[key], right[key]);
  // What HQ does not tell back cannot be compared: ours goes.
  const readable = keys.filter((key) => fieldDefinition(entity, key)?.readable !== false);
  if (readable.length > 0 && keys.length === readable.length && keys.every((key) => same(key, mine, theirs))) {
    result.converged.push(...keys);
    return;
  }
  if (readable.every((key) => same(key, base, theirs))) {
    for (const key of keys) {
      result.patch[key] = mine[key] ?? null;
      result.base[key] = readable.includes(key) ? (theirs[key] ?? null) : (base[key] ?? null);
    }
    return;
  }
  for (const key of keys) {
    result.conflicts.push({
      field: key,
      base: base[key] ?? null,
      mine: mine[key] ?? null,
      theirs: theirs[key] ?? null,
    });
  }
}
