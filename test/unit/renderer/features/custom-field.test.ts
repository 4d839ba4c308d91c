import { expect, it } from 'vitest';
import { fixedByProfile } from '#shared/domain/rules/custom-data-rules.ts';
import type { Lookups } from '#shared/ipc/contract.ts';
import {
  choicesWith,
  customField,
  replacedByProfile,
} from '../../../../renderer/features/people/fields/custom-field.ts';
import { fakeLookups } from '../../../helpers/fake-bridge/fake-people.ts';

const lookups: Lookups = {
  ...fakeLookups,
  profileFields: { Supervisor: { department: 'Field' }, Visitor: { department: '' } },
  fieldDefinitions: [{ entity: 'web-user', name: 'level', required: true, choices: ['one', 'two'] }],
};

it('a profile fixes its fields, and only for whom has it', () => {
  expect(fixedByProfile('web-user', { profile: 'Supervisor' }, lookups)).toEqual({ 'user_data.department': 'Field' });
  expect(fixedByProfile('web-user', { profile: '' }, lookups)).toEqual({});
  expect(customField('web-user', 'user_data.department', { profile: 'Supervisor' }, lookups).fixed).toBe('Field');
  expect(customField('web-user', 'user_data.department', {}, lookups).fixed).toBeNull();
});

it('a profile fixes a field also where it leaves it empty', () => {
  expect(customField('web-user', 'user_data.department', { profile: ' Visitor ' }, lookups).fixed).toBe('');
});

it('required and choices come from the definition', () => {
  expect(customField('web-user', 'user_data.level', {}, lookups)).toEqual({
    fixed: null,
    required: true,
    choices: ['one', 'two'],
  });
  expect(customField('mobile-worker', 'user_data.level', {}, lookups).choices).toBeNull();
});

it('a value that is no choice any more stays to be seen', () => {
  expect(choicesWith(['one', 'two'], 'old')).toEqual(['old', 'one', 'two']);
  expect(choicesWith(['one', 'two'], 'two')).toEqual(['one', 'two']);
});

it('says which values of one’s own another profile replaces', () => {
  const before = { profile: '', 'user_data.department': 'My own' };
  const fixed = fixedByProfile('web-user', { profile: 'Supervisor' }, lookups)['user_data.department'];
  expect(replacedByProfile(before, { profile: 'Supervisor' }, lookups)).toEqual(['department']);
  expect(replacedByProfile({ ...before, 'user_data.department': '' }, { profile: 'Supervisor' }, lookups)).toEqual([]);
  expect(
    replacedByProfile({ ...before, 'user_data.department': fixed ?? '' }, { profile: 'Supervisor' }, lookups),
  ).toEqual([]);
  expect(replacedByProfile(before, { role: 'Admin' }, lookups)).toEqual([]);
});
