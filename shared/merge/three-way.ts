/**
 * Three-way comparison per field, pure. HQ has no version or modified-since for users, so values decide, never clocks (design D5):
 * theirs = base → keep mine; theirs = mine → drop the field (someone did the same); else conflict. Fields of a group conflict together.
 * A guarded field (shared/merge/guards.ts) also clashes where it would be kept but the person's role or active state moved.
 */
import { fieldDefinition, groupKeys, sameFieldValue } from '../domain/fields.ts';
import type { FieldValues, Json, PersonEntity } from '../domain/entities.ts';
import {
  guardsIn,
  guardValues,
  isGuarded,
  movedGuards,
  permissionsGuard,
  roleGuard,
  statusAfter,
  statusGuard,
  touchesGuard,
} from './guards.ts';

export type FieldConflict = {
  field: string;
  base: Json;
  mine: Json;
  theirs: Json;
  /** What kind of clash: only clashes of one kind can be decided by one choice. */
  clash: string;
};

/** HQ has another value of the field itself. Guards that moved stand behind it or alone: `value+deactivated`, `role`. */
export const valueClash = 'value';
/** HQ deactivated the person; reactivated them; gave them another role; made the role allow other things. */
export const guardClashes = ['deactivated', 'reactivated', 'role', 'permissions'] as const;
export type GuardClash = (typeof guardClashes)[number];

export type MergeResult = {
  /** What is still to be sent. */
  patch: FieldValues;
  /** The base moved up to HQ's present values, for exactly the fields of `patch`, with the guards where it touches them. */
  base: FieldValues;
  /** Fields dropped because HQ already has our value. */
  converged: string[];
  conflicts: FieldConflict[];
};

/**
 * @param base   what the person saw, for exactly the fields of `mine`, with guards
 * @param mine   the patch
 * @param theirs HQ's present values (flat field keys), with guards
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
  return guarded(entity, base, theirs, result);
}

/** The guarded fields of what would be kept clash where a guard moved; else the base takes the guards up with it. */
function guarded(entity: PersonEntity, base: FieldValues, theirs: FieldValues, result: MergeResult): MergeResult {
  const moved = movedClashes(base, theirs);
  const conflicts = result.conflicts.map((conflict) =>
    isGuarded(conflict.field) ? { ...conflict, clash: clashName(conflict.clash, moved) } : conflict,
  );
  if (!touchesGuard(result.patch)) return { ...result, conflicts };
  if (moved.length === 0) {
    return { ...result, base: { ...result.base, ...guardsIn(base), ...guardValues(entity, theirs) }, conflicts };
  }
  const kept: MergeResult = { patch: {}, base: {}, converged: result.converged, conflicts };
  for (const [field, mine] of Object.entries(result.patch)) {
    const before = result.base[field] ?? null;
    if (!isGuarded(field)) {
      kept.patch[field] = mine;
      kept.base[field] = before;
      continue;
    }
    const clash = clashName('', moved);
    conflicts.push({ field, base: base[field] ?? null, mine, theirs: theirs[field] ?? null, clash });
  }
  return kept;
}

function movedClashes(base: FieldValues, theirs: FieldValues): GuardClash[] {
  return movedGuards(base, theirs).map((key): GuardClash => guardClash(key, theirs));
}

function guardClash(key: string, theirs: FieldValues): GuardClash {
  if (key === permissionsGuard) return 'permissions';
  if (key === statusGuard) return theirs[statusGuard] === 'active' ? 'reactivated' : 'deactivated';
  return 'role';
}

/** Another role says all that its other rights would say. */
function clashName(own: string, moved: readonly GuardClash[]): string {
  const roleMoved = own === valueClash || moved.includes('role');
  const told = moved.filter(
    (clash) => !(roleMoved && clash === 'permissions') && !(own === valueClash && clash === 'role'),
  );
  return [...(own === '' ? [] : [own]), ...told].join('+');
}

/**
 * What clashes about an action on a person (deactivate, remove …): each guarded fact that moved since. Nothing where HQ is already where
 * the action leads, nor where the action was recorded without guards (it does not touch them).
 */
export function actionConflicts(action: string | null, base: FieldValues, theirs: FieldValues): FieldConflict[] {
  if (Object.keys(guardsIn(base)).length === 0) return [];
  const leadsTo = statusAfter(action);
  if (leadsTo !== null && theirs[statusGuard] === leadsTo) return [];
  const moved = movedGuards(base, theirs);
  const shown = moved.filter((key) => key !== permissionsGuard || !moved.includes(roleGuard));
  const clash = clashName('', movedClashes(base, theirs));
  return shown.map((field) => ({ field, base: base[field] ?? null, mine: null, theirs: theirs[field] ?? null, clash }));
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
      clash: valueClash,
    });
  }
}
