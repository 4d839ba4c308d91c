/**
 * How a new edit joins what already waits for the same person (pure; the table of test/unit/main/engine/outbox/coalesce.test.ts).
 *
 * | waiting at the end of the lane            | result                                                                   |
 * | ----------------------------------------- | ------------------------------------------------------------------------ |
 * | nothing                                   | new update, base = what was seen                                         |
 * | create, not sent or refused               | folded into the create                                                   |
 * | update, queued or refused                 | merged, the first base per field is kept; back to base = field leaves    |
 * | update in conflict                        | merged; fields edited anew are measured from HQ's present value          |
 * | several unsent updates                    | one, in the place of the first                                           |
 * | unsent actions that do not mail           | looked past: an edit and a deactivation do not depend on each other      |
 * | sending, unknown or ask; a create that is | new update behind it, base = the values under way: a sent request is sealed |
 * | sent again while HQ may have it           |                                                                          |
 * | another account's change                  | new update behind it: what one account made is never sent as the other's |
 */
import { mailing, personActions } from '#shared/domain/action.ts';
import {
  groupKeys,
  idFields,
  namedFields,
  normaliseValue,
  fieldDefinition,
  sameFieldValue,
} from '#shared/domain/fields.ts';
import { afterAction, guardsIn, guardValues, isGuarded, touchesGuard } from '#shared/merge/guards.ts';
import type { FieldValues, Json, PersonEntity } from '#shared/domain/entities.ts';
import { isForeign, isSealed } from './change-record.ts';
import type { ChangeRecord } from './change-record.ts';

export type LaneChange = Pick<ChangeRecord, 'id' | 'kind' | 'state' | 'patch' | 'base'> &
  Partial<Pick<ChangeRecord, 'action' | 'author'>>;

export type Coalesced =
  /** The edit says what is already there. */
  | { kind: 'nothing' }
  | { kind: 'insert'; patch: FieldValues; base: FieldValues }
  /** `into` takes the new patch and base; `absorbed` (later unsent updates) end. */
  | { kind: 'merge'; into: string; absorbed: string[]; patch: FieldValues; base: FieldValues; settled: string[] }
  /** Nothing is left to be sent: the changes end, first the one to be named. */
  | { kind: 'remove'; changes: string[] };

/**
 * @param lane  the person's live changes in order
 * @param edit  field values wanted by the new edit
 * @param truth HQ's present values as far as known (with guards), null for a person HQ has not seen
 * @param author whose edit it is; null: of whoever made what waits
 * @param isAnswer whether it decides what clashes, as a person's edit does; the way back to what was there before decides nothing
 */
export function coalesce(
  entity: PersonEntity,
  lane: readonly LaneChange[],
  edit: FieldValues,
  truth: FieldValues | null,
  author: string | null = null,
  isAnswer = true,
): Coalesced {
  const tail = unsentTail(lane, author);
  const open = tail.filter(carriesValues);
  const [first, ...rest] = open;
  // Where the edit will stand: in the place of the first it joins, else behind all.
  const under = measuredFrom(truth ?? {}, first ? lane.slice(0, lane.indexOf(first)) : lane);
  const seen = fold(under, open);
  const wanted = completeGroups(entity, normalise(entity, edit), seen);
  if (!first) return asInsert(entity, wanted, seen);
  if (first.kind === 'create') {
    const patch = fold(first.patch, [...rest, { patch: wanted }]);
    const same = rest.length === 0 && first.state === 'queued' && unchanged(entity, patch, first.patch);
    if (same) return { kind: 'nothing' };
    return { kind: 'merge', into: first.id, absorbed: rest.map(({ id }) => id), patch, base: first.base, settled: [] };
  }
  const settled = isAnswer && first.state === 'conflict' ? Object.keys(wanted) : [];
  return intoUpdate(entity, [first, ...rest], { wanted, settled }, under);
}

/** The new person that an edit of this author becomes part of, if there is one. */
export function openCreate<Change extends LaneChange>(lane: readonly Change[], author: string): Change | undefined {
  const first = unsentTail(lane, author).find(carriesValues);
  return first?.kind === 'create' ? first : undefined;
}

/** The unsent end of the lane that an edit of this author may join: a mail goes out with the values before it. */
function unsentTail<Change extends LaneChange>(lane: readonly Change[], author: string | null): Change[] {
  const mails = (change: LaneChange) => personActions.some((name) => name === change.action && mailing.has(name));
  return lane.slice(lane.findLastIndex((change) => isSealed(change) || mails(change) || isForeign(change, author)) + 1);
}

function carriesValues({ kind }: LaneChange): boolean {
  return kind === 'create' || kind === 'update';
}

function asInsert(entity: PersonEntity, wanted: FieldValues, seen: FieldValues): Coalesced {
  const { patch, base } = withoutEqual(entity, wanted, seen);
  if (Object.keys(patch).length === 0) return { kind: 'nothing' };
  return { kind: 'insert', patch, base: touchesGuard(patch) ? { ...base, ...guardValues(entity, seen) } : base };
}

function intoUpdate(
  entity: PersonEntity,
  [first, ...rest]: [LaneChange, ...LaneChange[]],
  { wanted, settled }: { wanted: FieldValues; settled: readonly string[] },
  under: FieldValues,
): Coalesced {
  const base: FieldValues = {};
  for (const change of [first, ...rest]) {
    for (const key of Object.keys(change.patch)) if (!(key in base)) base[key] = change.base[key] ?? null;
  }
  for (const key of Object.keys(wanted)) {
    if (!(key in base) || settled.includes(key)) base[key] = under[key] ?? null;
  }
  const all = fold(first.patch, [...rest, { patch: wanted }]);
  const merged = withTakenFields(entity, first, all, base, withoutEqual(entity, all, base));
  if (Object.keys(merged.patch).length === 0)
    return { kind: 'remove', changes: [first.id, ...rest.map(({ id }) => id)] };
  const untouched = rest.length === 0 && first.state === 'queued' && unchanged(entity, merged.patch, first.patch);
  if (untouched) return { kind: 'nothing' };
  const guards = touchesGuard(merged.patch) ? guardsOf(entity, [first, ...rest], settled, under) : {};
  const joined = { patch: merged.patch, base: { ...merged.base, ...guards } };
  return { kind: 'merge', into: first.id, absorbed: rest.map(({ id }) => id), ...joined, settled: [...settled] };
}

/** A field measured from ours (HQ had it: sync/known-taken.ts) is no less wanted for being equal to its base; it stays as it is. */
function withTakenFields(
  entity: PersonEntity,
  first: LaneChange,
  all: FieldValues,
  base: FieldValues,
  merged: { patch: FieldValues; base: FieldValues },
): { patch: FieldValues; base: FieldValues } {
  const { patch } = withoutEqual(entity, first.patch, first.base);
  const taken = Object.keys(first.patch).filter((key) => !(key in patch));
  const stay = taken.filter((key) => sameFieldValue(entity, key, base[key], first.base[key]));
  return {
    patch: { ...merged.patch, ...Object.fromEntries(stay.map((key) => [key, all[key] ?? null])) },
    base: { ...merged.base, ...Object.fromEntries(stay.map((key) => [key, base[key] ?? null])) },
  };
}

/** As with every base the first counts: what the earliest that touches a guarded field was written against, unless that is decided now. */
function guardsOf(
  entity: PersonEntity,
  open: readonly LaneChange[],
  settled: readonly string[],
  under: FieldValues,
): FieldValues {
  const earliest = open.find(({ patch }) => touchesGuard(patch));
  if (!earliest || settled.some(isGuarded)) return guardValues(entity, under);
  return guardsIn(earliest.base);
}

/** The values, with guards, that a change behind these is measured from; `guardValues` of them are what an action keeps in its base. */
export function measuredFrom(truth: FieldValues, lane: readonly LaneChange[]): FieldValues {
  return lane.reduce((values, { patch, action }) => afterAction({ ...values, ...patch }, action ?? null), truth);
}

/** Base values with patches laid over in order. */
export function fold(values: FieldValues, patches: readonly { patch: FieldValues }[]): FieldValues {
  return Object.assign({}, values, ...patches.map(({ patch }) => patch)) as FieldValues;
}

/** Values in the form HQ keeps. */
export function normalise(entity: PersonEntity, values: FieldValues): FieldValues {
  const entries = Object.entries(values).map(([key, value]): [string, Json] => {
    const definition = fieldDefinition(entity, key);
    return [key, definition ? normaliseValue(definition.type, value) : value];
  });
  return Object.fromEntries(entries);
}

/**
 * Adds the other members of each touched group as they are seen: HQ refuses one location field without the other. What is given anew by its
 * name alone is no longer the one that was chosen by its id.
 */
export function completeGroups(entity: PersonEntity, patch: FieldValues, seen: FieldValues): FieldValues {
  const complete: FieldValues = { ...patch };
  for (const key of Object.keys(patch)) {
    for (const member of groupKeys(entity, key)) {
      const definition = fieldDefinition(entity, member);
      if (!(member in complete) && definition) complete[member] = normaliseValue(definition.type, seen[member] ?? null);
    }
  }
  for (const named of namedFields) {
    const id = idFields[named];
    if (entity === 'invitation' && named in patch && !(id in patch) && (seen[id] ?? '') !== '') complete[id] = '';
  }
  return complete;
}

/** Drops fields (groups as a whole) that equal their base. What HQ never tells back has no known base: setting it is always sent. */
function withoutEqual(
  entity: PersonEntity,
  wanted: FieldValues,
  seen: FieldValues,
): { patch: FieldValues; base: FieldValues } {
  const patch: FieldValues = {};
  const base: FieldValues = {};
  for (const [key, value] of Object.entries(wanted)) {
    const members = groupKeys(entity, key).filter((member) => member in wanted);
    const told = fieldDefinition(entity, key)?.readable !== false;
    if (told && members.every((member) => sameFieldValue(entity, member, wanted[member], seen[member]))) continue;
    patch[key] = value;
    base[key] = seen[key] ?? null;
  }
  return { patch, base };
}

function unchanged(entity: PersonEntity, left: FieldValues, right: FieldValues): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => key in left && key in right && sameFieldValue(entity, key, left[key], right[key]));
}
