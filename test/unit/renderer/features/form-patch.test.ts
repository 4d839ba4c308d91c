import { describe, expect, it } from 'vitest';
import { formPatch, undoPatch } from '../../../../renderer/features/people/fields/form-patch.ts';

const before = { first_name: 'Amina', phone_numbers: ['254711'], groups: ['g1', 'g2'], email: 'a@b.org' };

describe('formPatch', () => {
  it('holds only what HQ would see as different, as HQ keeps it', () => {
    expect(
      formPatch('mobile-worker', before, {
        first_name: ' Amina ',
        groups: ['g2', 'g1'],
        email: 'A@B.org',
        phone_numbers: ['254711', '+254 722', ''],
      }),
    ).toEqual({ phone_numbers: ['254711', '254722'] });
  });
  it('is empty when an edit was taken back', () => {
    expect(formPatch('mobile-worker', before, { first_name: 'Amina' })).toEqual({});
  });
  it('counts a new custom datum, but not an empty one', () => {
    const touched = { 'user_data.a': 'x', 'user_data.b': '' };
    expect(formPatch('mobile-worker', before, touched)).toEqual({ 'user_data.a': 'x' });
  });
});

it('undoPatch writes the earlier values back, empty where there were none', () => {
  expect(undoPatch(before, { first_name: 'Zoë', locations: ['x'], 'user_data.a': '1' })).toEqual({
    first_name: 'Amina',
    locations: [],
    'user_data.a': '',
  });
});
