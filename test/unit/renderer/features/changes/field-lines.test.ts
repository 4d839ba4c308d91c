import { expect, it } from 'vitest';
import type { ChangeView } from '#shared/domain/change.ts';
import {
  fakeActionConflict,
  fakeDeletedConflict,
  fakeEditConflict,
  fakeField,
  fakeTakenConflict,
} from '../../../../helpers/fake-bridge/fake-conflicts.ts';
import { fakeLookups } from '../../../../helpers/fake-bridge/fake-people.ts';
import { fieldLines } from '../../../../../renderer/features/changes/field-lines.ts';

function told(change: ChangeView, name: string): string[][] {
  const field = change.fields.find((each) => each.field === name);
  if (!field) throw new Error(`no ${name}`);
  return (['was', 'yours', 'theirs'] as const).map((side) => fieldLines(change, field, side, fakeLookups));
}

it('shows a field’s values by name', () => {
  expect(told(fakeEditConflict({ id: 'a' }), 'locations')).toEqual([
    [],
    ['\u2068Kenya\u2069 / \u2068Kisumu\u2069'],
    ['\u2068Kenya\u2069 / \u2068Nairobi\u2069'],
  ]);
});

it('tells in words what happened to the person, with the action as ours', () => {
  const change = fakeActionConflict({ id: 'a' });
  expect(told(change, '*role*')).toEqual([['Read Only'], ['Deactivate'], ['App Editor']]);
  expect(told(fakeDeletedConflict({ id: 'a' }), '*deleted*')).toEqual([
    ['In the project'],
    ['Edit'],
    ['Not there any more'],
  ]);
});

it('tells who has the name of somebody new', () => {
  expect(told(fakeTakenConflict({ id: 'a' }), '*exists*')).toEqual([
    ['Nobody'],
    ['New mobile worker'],
    ['Somebody else has this username', 'Amina Else', 'amina@p.commcarehq.org'],
  ]);
  const theirs = { id: 'i9', email: 'amina@example.org', role: 'Read Only' };
  const fields = [fakeField({ field: '*exists*', theirs })];
  const invitation = fakeTakenConflict({ id: 'b', entity: 'invitation', fields });
  expect(told(invitation, '*exists*')[2]).toEqual([
    'This address is a member or invited already',
    'amina@example.org',
    'Read Only',
  ]);
});

it('shows of permissions only those that differ', () => {
  expect(told(fakeActionConflict({ id: 'a' }), '*permissions*')).toEqual([
    ['Edit apps: No', 'View report list: a'],
    ['Deactivate'],
    ['Edit apps: Yes', 'View report list: none'],
  ]);
});
