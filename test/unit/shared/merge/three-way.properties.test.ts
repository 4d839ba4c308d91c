import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKeys, sameFieldValue } from '#shared/domain/fields.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { guardMoved, guardValues, withGuards } from '#shared/merge/guards.ts';
import { mergeThreeWay } from '#shared/merge/three-way.ts';

const entity = 'web-user';

/** Few values, so that both sides often meet at the same one. */
const values = fc.record({
  role: fc.constantFrom('Reader', 'Editor', 'Admin'),
  profile: fc.constantFrom('', 'p'),
  primary_location_id: fc.constantFrom('a', 'b'),
  assigned_location_ids: fc.subarray(['a', 'b', 'c']),
  'user_data.note': fc.constantFrom('', 'x', 'y'),
});
const status = fc.constantFrom('active' as const, 'deactivated' as const);

/** What the author saw, what they want (groups whole, each with something new), what HQ has now. */
const situation = fc
  .record({ seen: values, seenStatus: status, wanted: values, now: values, nowStatus: status })
  .map(({ seen, seenStatus, wanted, now, nowStatus }) => {
    const all: FieldValues = { ...wanted };
    const mine = Object.fromEntries(Object.entries(all).filter(([key]) => differs(all, seen, key)));
    const then = withGuards(seen, { status: seenStatus, permissions: undefined });
    const base: FieldValues = pick(seen, Object.keys(mine));
    if ('role' in mine) Object.assign(base, guardValues(entity, then));
    return {
      seen: seen,
      mine,
      base,
      now: now,
      theirs: withGuards(now, { status: nowStatus, permissions: undefined }),
    };
  });

/** Whether the field, or another of its group, is not the same in both. */
function differs(left: FieldValues, right: FieldValues, key: string): boolean {
  return groupKeys(entity, key).some((member) => !sameFieldValue(entity, member, left[member], right[member]));
}

function pick(from: FieldValues, keys: readonly string[]): FieldValues {
  return Object.fromEntries(keys.map((key) => [key, from[key] ?? null]));
}

const fieldsOf = (conflicts: readonly { field: string }[]) => conflicts.map(({ field }) => field).sort();

describe('mergeThreeWay, whatever the values', () => {
  it('says of every field of the patch exactly one thing', () => {
    fc.assert(
      fc.property(situation, ({ mine, base, theirs }) => {
        const { patch, converged, conflicts } = mergeThreeWay(entity, base, mine, theirs);
        expect([...Object.keys(patch), ...converged, ...fieldsOf(conflicts)].sort()).toEqual(Object.keys(mine).sort());
      }),
    );
  });

  it('asks the same question whichever side is ours, where both sides changed something', () => {
    fc.assert(
      fc.property(situation, ({ seen, mine, base, now, theirs }) => {
        const both = Object.keys(mine).filter((key) => differs(now, seen, key));
        const guards = Object.fromEntries(Object.entries(base).filter(([key]) => key.startsWith('*')));
        const measured = { ...pick(base, both), ...('role' in pick(base, both) ? guards : {}) };
        const ours = mergeThreeWay(entity, measured, pick(mine, both), theirs);
        const swapped = mergeThreeWay(entity, measured, pick(now, both), {
          ...theirs,
          ...mine,
          '*role*': mine['role'] ?? null,
        });
        expect(fieldsOf(swapped.conflicts)).toEqual(fieldsOf(ours.conflicts));
        expect(swapped.converged.sort()).toEqual(ours.converged.sort());
      }),
    );
  });

  it('keeps a guarded field only where no guard moved', () => {
    fc.assert(
      fc.property(situation, ({ mine, base, theirs }) => {
        const { patch } = mergeThreeWay(entity, base, mine, theirs);
        if ('role' in patch) expect(guardMoved(base, theirs)).toBe(false);
      }),
    );
  });

  it('asks nothing more once every clash is decided, for ours or for HQ’s', () => {
    fc.assert(
      fc.property(situation, fc.boolean(), ({ mine, base, theirs }, forOurs) => {
        const merged = mergeThreeWay(entity, base, mine, theirs);
        const decided = fieldsOf(merged.conflicts);
        const left = forOurs ? { ...merged.patch, ...pick(mine, decided) } : merged.patch;
        const measured = { ...merged.base, ...pick(theirs, forOurs ? decided : []), ...guardValues(entity, theirs) };
        const again = mergeThreeWay(entity, measured, left, theirs);
        expect(again.conflicts).toEqual([]);
        expect(again.patch).toEqual(left);
      }),
    );
  });
});
