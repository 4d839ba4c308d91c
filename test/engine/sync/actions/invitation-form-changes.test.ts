import { expect, it } from 'vitest';
import type { InvitationForm } from '#engine/hq/pages/hq-pages.ts';
import { formChanges } from '#engine/sync/actions/invitation-form-changes.ts';

const role = (id: string, name: string) => ({ value: `user-role:${id}`, id, name });
const form = (...roles: InvitationForm['roles']): InvitationForm => ({
  email: 'a@example.org',
  values: { role: '', assignedLocations: [], primaryLocation: '', profile: '', customFields: {} },
  offers: { locations: true, profile: true, tableau: false, customFields: [] },
  roles,
});
const twins = [
  { id: '4', name: 'Clinic' },
  { id: '9', name: 'Clinic' },
];

it('posts the id of the one role and the one profile of that name that the form offers', () => {
  const offered = { form: form(role('1', 'Reader'), role('2', 'Editor')), profiles: twins.slice(1) };
  expect(formChanges({ role: 'Editor', profile: 'Clinic' }, offered)).toEqual({
    values: { role: 'user-role:2', profile: '9' },
  });
});

it('posts the one of several of that name that was chosen by its id, and no other', () => {
  const offered = { form: form(role('1', 'Reader'), role('2', 'Reader')), profiles: twins };
  expect(formChanges({ role: 'Reader', role_id: '2', profile: 'Clinic', profile_id: '4' }, offered)).toEqual({
    values: { role: 'user-role:2', profile: '4' },
  });
  expect(formChanges({ role_id: '1' }, offered)).toEqual({ values: { role: 'user-role:1' } });
  expect(formChanges({ role: 'Editor', role_id: '1' }, offered)).toMatchObject({
    problem: { fields: { role: [expect.stringContaining("'Editor'")] } },
  });
});

it('posts none where the form offers two of that name', () => {
  expect(
    formChanges({ role: 'Reader' }, { form: form(role('1', 'Reader'), role('2', 'Reader')), profiles: [] }),
  ).toMatchObject({
    problem: {
      code: 'validation',
      fields: { role: [expect.stringContaining("Several roles of this project are called 'Reader'")] },
    },
  });
  expect(formChanges({ profile: 'Clinic' }, { form: form(), profiles: twins })).toMatchObject({
    problem: { code: 'validation', fields: { profile: [expect.stringContaining('Several profiles')] } },
  });
});
