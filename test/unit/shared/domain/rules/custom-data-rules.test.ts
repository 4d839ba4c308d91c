import { expect, it } from 'vitest';
import { fixedByProfile, withoutFixed, workerDataProblems } from '#shared/domain/rules/custom-data-rules.ts';

const facts = {
  profileIds: { Lead: '11' },
  profileFields: { Lead: { team: 'north' } },
  namesakes: {
    roles: [],
    profiles: [
      { id: '21', name: 'Clinic', fields: { type: 'nurse' } },
      { id: '22', name: 'Clinic', fields: { type: 'clerk' } },
    ],
  },
  fields: [
    { entity: 'mobile-worker' as const, name: 'team', required: true, choices: null },
    { entity: 'mobile-worker' as const, name: 'type', required: false, choices: ['nurse', 'clerk'] },
    { entity: 'web-user' as const, name: 'badge', required: true, choices: null },
  ],
};

it('a new worker answers for all of the custom data, an edit for what it touches', () => {
  const values = { 'user_data.team': ' ', 'user_data.type': 'cook' };
  const type = ["'cook' is not a valid choice for type. The valid choices are: nurse, clerk."];
  const team = ['team is required.'];
  expect(workerDataProblems(values, facts)).toEqual({ 'user_data.team': team, 'user_data.type': type });
  expect(workerDataProblems(values, facts, ['user_data.type'])).toEqual({ 'user_data.type': type });
  expect(workerDataProblems(values, facts, ['first_name'])).toEqual({});
  expect(workerDataProblems({ 'user_data.team': 'a', 'user_data.type': 'nurse' }, facts)).toEqual({});
});

it('where HQ has not told how fields are defined, nothing is demanded', () => {
  expect(workerDataProblems({}, { ...facts, fields: [] })).toEqual({});
  expect(workerDataProblems({}, {})).toEqual({});
});

it('what the profile fixes is not asked for, and not set to another value', () => {
  const values = { profile: '11', 'user_data.team': 'south' };
  expect(workerDataProblems(values, facts)).toEqual({});
  expect(withoutFixed(values, facts)).toEqual({ profile: '11' });
  expect(workerDataProblems(values, facts, ['user_data.team'])).toEqual({
    'user_data.team': ['team is set by the profile and cannot be set directly.'],
  });
  expect(workerDataProblems({ ...values, 'user_data.team': 'north' }, facts, ['user_data.team'])).toEqual({});
});

it('of two profiles of one name a worker’s number says which it is', () => {
  expect(fixedByProfile('mobile-worker', { profile: '22' }, facts)).toEqual({ 'user_data.type': 'clerk' });
  expect(fixedByProfile('mobile-worker', { profile: '99' }, facts)).toEqual({});
});
