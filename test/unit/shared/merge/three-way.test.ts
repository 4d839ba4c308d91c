import { describe, expect, it } from 'vitest';
import { mergeThreeWay } from '#shared/merge/three-way.ts';

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
    expect(result.conflicts).toEqual([{ field: 'role', base: 'Reader', mine: 'Editor', theirs: 'Admin' }]);
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
