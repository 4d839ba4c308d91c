/**
 * Guarded facts of a person: the role and the active state. A change that touches one of them is a decision about the person as the author
 * saw them, so it is never sent by itself after the person was deactivated, reactivated or given another role at HQ meanwhile, even where
 * the very field still equals its base (sync rule: "guarded" in main/engine/README.md).
 *
 * What a change was written against is kept in its `base` under the keys below; they are no fields and never part of a patch.
 */
import type { PersonAction } from '../domain/action.ts';
import type { FieldValues, Json, PersonEntity, PersonStatus } from '../domain/entities.ts';

/** Name of the role, '' for none. */
export const roleGuard = '*role*';
/** `active` or `deactivated`, as the person's record or the list they are in tells it. */
export const statusGuard = '*status*';
/** What the role allows, as HQ tells it beside the role: the same name with other rights is another role. */
export const permissionsGuard = '*permissions*';

export const guardKeys: readonly string[] = [roleGuard, statusGuard, permissionsGuard];

export function isGuardKey(key: string): boolean {
  return guardKeys.includes(key);
}

/** The field values alone. */
export function withoutGuards(values: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !isGuardKey(key)));
}

/** The guards alone. */
export function guardsIn(values: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(values).filter(([key]) => isGuardKey(key)));
}

/** A guarded field: the role. (The active state is changed by actions, not by fields.) */
export function isGuarded(field: string): boolean {
  return field === 'role';
}

/** Whether an edit of these fields needs the guards. */
export function touchesGuard(patch: FieldValues): boolean {
  return Object.keys(patch).some(isGuarded);
}

/**
 * HQ's values of a person together with what the guards look at.
 * @param status `unknown` (HQ's reply did not say and no list told) is left out: it cannot be compared
 */
export function withGuards(
  values: FieldValues,
  facts: { status: PersonStatus; permissions: Json | undefined },
): FieldValues {
  const guarded: FieldValues = { ...values };
  if ('role' in values) guarded[roleGuard] = values['role'] ?? '';
  if (facts.status !== 'unknown') guarded[statusGuard] = facts.status;
  if (facts.permissions !== undefined && 'role' in values) guarded[permissionsGuard] = facts.permissions;
  return guarded;
}

/**
 * What a change written now is measured against, to be kept in its `base`.
 * @param truth values with guards (`withGuards`), with the patches and actions that go before the change laid over (`afterAction`)
 */
export function guardValues(entity: PersonEntity, truth: FieldValues): FieldValues {
  const guards: FieldValues = {};
  const status = truth[statusGuard];
  if (status !== undefined) guards[statusGuard] = status;
  if (entity !== 'web-user') return guards;
  const role = truth['role'] ?? truth[roleGuard];
  if (role !== undefined) guards[roleGuard] = role;
  // Of a role that an earlier change is still to give nobody knows what it will allow.
  const told = truth[permissionsGuard];
  if (told !== undefined && role === truth[roleGuard]) guards[permissionsGuard] = told;
  return guards;
}

/** The values of a person as they will be after an action: what a later change of the same lane is measured against. */
export function afterAction(values: FieldValues, action: string | null): FieldValues {
  const status = statusAfter(action);
  return status === null ? values : { ...values, [statusGuard]: status };
}

/** The active state an action leads to, null when it leaves it alone. */
export function statusAfter(action: string | null): 'active' | 'deactivated' | null {
  const wanted: Partial<Record<PersonAction, 'active' | 'deactivated'>> = {
    deactivate: 'deactivated',
    reactivate: 'active',
  };
  return wanted[action as PersonAction] ?? null;
}

/** Whether HQ's guarded facts are others than those the change was written against. */
export function guardMoved(base: FieldValues, truth: FieldValues): boolean {
  return movedGuards(base, truth).length > 0;
}

/** Which of them moved. What HQ does not tell now is not compared. */
export function movedGuards(base: FieldValues, truth: FieldValues): string[] {
  return guardKeys.filter((key) => {
    const known = guardOf(base, key);
    const told = guardOf(truth, key);
    if (key === statusGuard) return told !== undefined && told !== (known ?? unsaidStatus);
    if (known === undefined || told === undefined) return false;
    return key === permissionsGuard ? !sameRights(known, told) : known !== told;
  });
}

/**
 * A change without a remembered state (recorded by an older Roster, or while HQ did not tell) counts as written for somebody active: then
 * one who is deactivated is asked about, and one who is active is not.
 */
const unsaidStatus = 'active';

function guardOf(values: FieldValues, key: string): Json | undefined {
  return values[key] ?? (key === roleGuard ? (values['role'] ?? undefined) : undefined);
}

/** By the rights both know: a newer HQ that tells of one more has taken nothing from anybody. */
function sameRights(left: Json, right: Json): boolean {
  if (!isRights(left) || !isRights(right)) return JSON.stringify(left) === JSON.stringify(right);
  return Object.keys(left).every((key) => !(key in right) || sameRight(left[key], right[key]));
}

function isRights(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Rights are yes, no or a list of names in no order. */
function sameRight(left: Json | undefined, right: Json | undefined): boolean {
  const comparable = (value: Json | undefined) =>
    JSON.stringify(Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : (value ?? null));
  return comparable(left) === comparable(right);
}
