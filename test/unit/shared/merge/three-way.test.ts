import { describe, expect, it } from 'vitest';
import { guardValues, withGuards } from '#shared/merge/guards.ts';
import { actionConflicts, mergeThreeWay } from '#shared/merge/three-way.ts';
import type { FieldValues, PersonStatus } from '#shared/domain/entities.ts';

describe('mergeThreeWay', () => {
  it('keeps mine where HQ still has the base', () => {
    const result = mergeThreeWay(
      'mobile-worker',
      { first_name: 'Ana' },
      { first_name: 'Anna' },
      { first_name: 'Ana', email: 'x@y.org' },
    );
    expect(result).toEqual({
      patch: { first_name: 'Anna' },
      base: { first_name: 'Ana' },
      converged: [],
      conflicts: [],
    });
  });

  it('drops a field HQ already has as wanted', () => {
    const result = mergeThreeWay('mobile-worker', { email: 'a@b.org' }, { email: 'c@d.org' }, { email: 'C@d.org ' });
    expect(result.converged).toEqual(['email']);
    expect(result.patch).toEqual({});
  });

  it('reports a clash with base, mine and theirs', () => {
    const result = mergeThreeWay('web-user', { role: 'Reader' }, { role: 'Editor' }, { role: 'Admin' });
    expect(result.conflicts).toEqual([
      { field: 'role', base: 'Reader', mine: 'Editor', theirs: 'Admin', clash: 'value' },
    ]);
  });

  it('lets both location fields clash when one of them does', () => {
    const result = mergeThreeWay(
      'mobile-worker',
      { primary_location: 'a', locations: ['a'] },
      { primary_location: 'b', locations: ['a', 'b'] },
      { primary_location: 'a', locations: ['a', 'c'] },
    );
    expect(result.conflicts.map((conflict) => conflict.field)).toEqual(['primary_location', 'locations']);
  });

  it('takes ids in another order as the same', () => {
    const result = mergeThreeWay('mobile-worker', { groups: ['1', '2'] }, { groups: ['3'] }, { groups: ['2', '1'] });
    expect(result.patch).toEqual({ groups: ['3'] });
  });

  it('always sends what HQ does not tell back', () => {
    const result = mergeThreeWay('mobile-worker', { language: '' }, { language: 'fra' }, {});
    expect(result.patch).toEqual({ language: 'fra' });
  });

  it('takes a missing custom value and an empty one as the same', () => {
    const result = mergeThreeWay('web-user', { 'user_data.a': '' }, { 'user_data.a': '1' }, {});
    expect(result.patch).toEqual({ 'user_data.a': '1' });
  });
});

const places = { primary_location_id: 'a', assigned_location_ids: ['a'] };
const otherPlaces = { primary_location_id: 'b', assigned_location_ids: ['b'] };

/** HQ's values of a web user, with guards. */
function atHq(more: FieldValues = {}, status: PersonStatus = 'active'): FieldValues {
  return withGuards({ role: 'Reader', profile: '', ...places, ...more }, { status, permissions: undefined });
}

/** What a change of these fields is measured from when it is written for an active Reader. */
function baseOf(patch: FieldValues): FieldValues {
  const truth = atHq();
  const base = Object.fromEntries(Object.keys(patch).map((key) => [key, truth[key] ?? null]));
  return 'role' in patch ? { ...base, ...guardValues('web-user', truth) } : base;
}

const touches: Record<string, FieldValues> = {
  role: { role: 'Editor' },
  'role and places': { role: 'Editor', ...otherPlaces },
  places: otherPlaces,
  profile: { profile: 'p' },
};
const roles = { stays: 'Reader', 'is ours': 'Editor', 'is another': 'Admin' };
const statuses = ['active', 'deactivated', 'unknown'] as const;

describe('guarded fields, for every patch, role and active state', () => {
  const rows = Object.entries(touches).flatMap(([what, patch]) =>
    Object.entries(roles).flatMap(([moved, role]) =>
      statuses.map((status) => ({ what, patch: patch, moved, role, status })),
    ),
  );

  it.each(rows)('a change of $what, the role $moved, $status', ({ patch, role, status }) => {
    const theirs = atHq({ role }, status);
    const result = mergeThreeWay('web-user', baseOf(patch), patch, theirs);
    const isOurs = role === patch['role'];
    const clash = [
      ...(role === 'Reader' || isOurs ? [] : ['value']),
      ...(status === 'deactivated' ? ['deactivated'] : []),
    ];
    const asked = 'role' in patch && !isOurs && clash.length > 0;
    expect(result.conflicts).toEqual(
      asked ? [{ field: 'role', base: 'Reader', mine: 'Editor', theirs: role, clash: clash.join('+') }] : [],
    );
    expect(result.converged).toEqual('role' in patch && isOurs ? ['role'] : []);
    const { role: _role, ...others } = patch;
    const kept = 'role' in patch && !isOurs && !asked ? { role: 'Editor', ...others } : others;
    expect(result.patch).toEqual(kept);
    // What is kept is measured from HQ's present values and, with the role, from the guards; a second look finds nothing new.
    expect(mergeThreeWay('web-user', result.base, result.patch, theirs)).toEqual({
      ...result,
      converged: [],
      conflicts: [],
    });
  });

  it('a reactivated person is asked about too', () => {
    const base = { role: 'Reader', ...guardValues('web-user', atHq({}, 'deactivated')) };
    expect(mergeThreeWay('web-user', base, { role: 'Editor' }, atHq({}, 'deactivated')).conflicts).toEqual([]);
    expect(mergeThreeWay('web-user', base, { role: 'Editor' }, atHq()).conflicts).toMatchObject([
      { field: 'role', clash: 'reactivated' },
    ]);
  });

  it('a change an older Roster recorded is kept for somebody active and asked about for a deactivated one', () => {
    const older = (status: PersonStatus) =>
      mergeThreeWay('web-user', { role: 'Reader' }, { role: 'Editor' }, atHq({}, status)).conflicts.map(
        ({ clash }) => clash,
      );
    expect(older('active')).toEqual([]);
    expect(older('unknown')).toEqual([]);
    expect(older('deactivated')).toEqual(['deactivated']);
  });

  it('a role that allows other things is asked about', () => {
    const rights = (edit: boolean) =>
      withGuards({ role: 'Reader' }, { status: 'active', permissions: { edit_web_users: edit } });
    const base = { role: 'Reader', ...guardValues('web-user', rights(false)) };
    expect(mergeThreeWay('web-user', base, { role: 'Editor' }, rights(true)).conflicts).toMatchObject([
      { field: 'role', clash: 'permissions' },
    ]);
  });
});

describe('actionConflicts', () => {
  const guards = guardValues('web-user', atHq());
  it.each([
    ['nothing moved', 'deactivate', guards, atHq(), []],
    ['another role', 'deactivate', guards, atHq({ role: 'Admin' }), ['*role* role']],
    ['HQ did it already', 'deactivate', guards, atHq({ role: 'Admin' }, 'deactivated'), []],
    ['deactivated before a removal', 'remove', guards, atHq({}, 'deactivated'), ['*status* deactivated']],
    [
      'both before a removal',
      'remove',
      guards,
      atHq({ role: 'Admin' }, 'deactivated'),
      ['*role* role+deactivated', '*status* role+deactivated'],
    ],
    ['an action that looks at no guards', 'link', {}, atHq({}, 'deactivated'), []],
  ])('%s', (_what, action, base, theirs, expected) => {
    const found = actionConflicts(action, base, theirs).map(({ field, clash }) => `${field} ${clash}`);
    expect(found).toEqual(expected);
  });
});
