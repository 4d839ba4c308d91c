import { expect, it } from 'vitest';
import { factLabel, valueLines } from '../../../../renderer/features/people/fields/value-text.ts';
import { newPassword } from '../../../../renderer/features/people/fields/new-password.ts';
import { fakeLookups } from '../../../helpers/fake-bridge/fake-people.ts';

it('valueLines shows names for ids and a plus before numbers', () => {
  expect(valueLines('mobile-worker', 'groups', ['g0', 'gone'], fakeLookups)).toEqual(['Group 1', 'gone']);
  expect(valueLines('mobile-worker', 'primary_location', 'c0', fakeLookups)).toEqual([
    '\u2068Kenya\u2069 / \u2068Nairobi\u2069',
  ]);
  expect(valueLines('mobile-worker', 'phone_numbers', ['254711'], fakeLookups)).toEqual(['+254711']);
  expect(valueLines('mobile-worker', 'user_data.x', ['a', 'b'], fakeLookups)).toEqual(['a, b']);
});

it.each([null, undefined, '', []])('valueLines has no line for %j', (value) => {
  expect(valueLines('mobile-worker', 'user_data.x', value, fakeLookups)).toEqual([]);
});

it('factLabel reads like words', () => expect(factLabel('is_admin')).toBe('Is admin'));

it('newPassword is as long as the project’s server asks for', () => {
  const made = newPassword((count) => new Uint32Array(count), { minLength: 16, minScore: 2 });
  expect(made).toHaveLength(16);
});

it('newPassword holds capitals, small letters and digits, whatever the numbers are', () => {
  for (const number of [0, 7, 4_294_967_295]) {
    const password = newPassword((count) => new Uint32Array(count).fill(number), null);
    expect(password).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*\d).{12}$/);
  }
});
