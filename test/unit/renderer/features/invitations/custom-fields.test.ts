import { expect, it } from 'vitest';
import { fakeLookups } from '../../../../helpers/fake-bridge/fake-people.ts';
import {
  customFieldsOf,
  emptiedProblems,
  requiredProblems,
  sentValues,
} from '../../../../../renderer/features/invitations/custom-fields.ts';

const lookups = {
  ...fakeLookups,
  fieldDefinitions: [
    { entity: 'web-user' as const, name: 'department', required: true, choices: ['Field', 'Office'] },
    { entity: 'web-user' as const, name: 'site', required: true, choices: null },
    { entity: 'mobile-worker' as const, name: 'training', required: true, choices: null },
  ],
  profileFields: { Supervisor: { department: 'Field' }, Visitor: { department: '' } },
};

it('offers the fields defined for web users and those the invitation carries', () => {
  const fields = customFieldsOf({ 'user_data.old': 'x' }, lookups);
  expect(fields.map(({ key }) => key)).toEqual(['user_data.department', 'user_data.site', 'user_data.old']);
  expect(fields[0]).toMatchObject({ required: true, choices: ['Field', 'Office'], fixed: null });
});

it('wants required values, except those the profile fixes', () => {
  expect(Object.keys(requiredProblems({}, lookups))).toEqual(['user_data.department', 'user_data.site']);
  expect(requiredProblems({ profile: 'Supervisor', 'user_data.site': 'A' }, lookups)).toEqual({});
});

it('wants of a pending invitation only that an edit empties no required value', () => {
  const values = { 'user_data.department': '', 'user_data.site': '' };
  expect(emptiedProblems(values, { role: 'App Editor' }, lookups)).toEqual({});
  expect(Object.keys(emptiedProblems(values, { 'user_data.site': '' }, lookups))).toEqual(['user_data.site']);
});

it('locks what the profile leaves empty, as the form of a web user does', () => {
  const values = { profile: ' Visitor ', 'user_data.department': 'Office' };
  expect(customFieldsOf(values, lookups)[0]).toMatchObject({ key: 'user_data.department', fixed: '' });
  expect(sentValues(values, lookups)).toEqual({ profile: ' Visitor ' });
});

it('sends neither what the profile fixes nor what is empty', () => {
  const values = { role: 'Admin', profile: 'Supervisor', 'user_data.department': 'Office', 'user_data.site': '' };
  expect(sentValues(values, lookups)).toEqual({ role: 'Admin', profile: 'Supervisor' });
});
