import { expect, it } from 'vitest';
import type { Lookups } from '#shared/ipc/contract.ts';
import {
  customDataProblems,
  sentWorkerValues,
  valuesForNext,
} from '../../../../../renderer/features/mobile-workers/worker-values.ts';

const lookups: Lookups = {
  locations: [],
  groups: [],
  roles: [],
  assignableRoles: null,
  rolePermissions: {},
  profiles: [],
  profileIds: { Lead: '11' },
  profileFields: { Lead: { team: 'north' } },
  doubled: { roles: [], profiles: [] },
  namesakes: { roles: [], profiles: [] },
  usesTableau: false,
  tableauGroups: [],
  workerFields: [],
  webUserFields: [],
  languages: [],
  fieldDefinitions: [
    { entity: 'mobile-worker', name: 'team', required: true, choices: null },
    { entity: 'mobile-worker', name: 'type', required: false, choices: ['nurse', 'clerk'] },
    { entity: 'web-user', name: 'badge', required: true, choices: null },
  ],
};

it('custom data that a worker must have, and choices, as HQ’s own form wants them', () => {
  expect(customDataProblems({ 'user_data.type': 'cook' }, lookups)).toEqual({
    'user_data.team': ['team is required.'],
    'user_data.type': ["'cook' is not a valid choice for type. The valid choices are: nurse, clerk."],
  });
  expect(customDataProblems({ 'user_data.team': 'a', 'user_data.type': 'nurse' }, lookups)).toEqual({});
});

it('what the profile fixes is neither asked nor sent', () => {
  const values = { username: 'bo', profile: '11', 'user_data.team': 'south' };
  expect(customDataProblems(values, lookups)).toEqual({});
  expect(sentWorkerValues(values, lookups)).toEqual({ username: 'bo', profile: '11' });
});

it('what is empty is not sent', () => {
  const values = { username: 'bo', email: '', groups: [], language: 'fra', 'user_data.team': '' };
  expect(sentWorkerValues(values, lookups)).toEqual({ username: 'bo', language: 'fra' });
});

it('the next worker keeps what is alike, and nothing personal', () => {
  const values = {
    username: 'bo',
    first_name: 'Bo',
    last_name: 'B',
    email: 'b@x.org',
    phone_numbers: ['1'],
    groups: ['g'],
    language: 'fra',
    locations: ['l'],
    primary_location: 'l',
    'user_data.team': 'a',
    account_confirmation: 'mail-now',
  };
  const { username: _u, first_name: _f, last_name: _l, email: _e, phone_numbers: _p, ...alike } = values;
  expect(valuesForNext(values)).toEqual(alike);
});
