import { expect, it } from 'vitest';
import type { Lookups } from '#shared/ipc/contract.ts';
import { fixedByProfile } from '#shared/domain/rules/custom-data-rules.ts';
import { namesakesOf } from '../../../../renderer/features/people/fields/namesakes-of.ts';
import { fakeLookups } from '../../../helpers/fake-bridge/fake-people.ts';

const role = (id: string, assignable: boolean | null, permissions: string[] | null) => {
  return { id, name: 'Reader', assignable, permissions };
};
const lookups: Lookups = {
  ...fakeLookups,
  namesakes: {
    roles: [role('1', true, ['view_reports']), role('2', false, []), role('3', null, null)],
    profiles: [
      { id: '4', name: 'Clinic', fields: { department: 'Field' } },
      { id: '9', name: 'Clinic', fields: {} },
    ],
  },
};

it('are those of the name that the account may give, with what tells them apart', () => {
  expect(namesakesOf('role', 'Reader', lookups)).toEqual([
    { id: '1', facts: 1 },
    { id: '3', facts: null },
  ]);
  expect(namesakesOf('profile', 'Clinic', lookups)).toEqual([
    { id: '4', facts: 1 },
    { id: '9', facts: 0 },
  ]);
  expect(namesakesOf('role', 'Editor', lookups)).toEqual([]);
});

it('fix what the one of them that was chosen fixes', () => {
  const fixed = { 'user_data.department': 'Field' };
  expect(fixedByProfile('invitation', { profile: 'Clinic', profile_id: '4' }, lookups)).toEqual(fixed);
  expect(fixedByProfile('invitation', { profile: 'Clinic', profile_id: '9' }, lookups)).toEqual({});
  expect(fixedByProfile('invitation', { profile: 'Clinic' }, lookups)).toEqual({});
});
