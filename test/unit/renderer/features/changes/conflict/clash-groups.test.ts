import { describe, expect, it } from 'vitest';
import {
  fakeActionConflict,
  fakeConflict,
  fakeDeletedConflict,
  fakeTakenConflict,
  fakeEditConflict,
  fakeField,
} from '../../../../../helpers/fake-bridge/fake-conflicts.ts';
import {
  answer,
  answerAll,
  choicesOf,
  clashGroups,
  draftOf,
  endsWith,
  otherFields,
} from '../../../../../../renderer/features/changes/conflict/clash-groups.ts';
import type { ClashGroup } from '../../../../../../renderer/features/changes/conflict/clash-groups.ts';

const shape = (groups: ClashGroup[]) =>
  groups.map(({ kind, fields, uses }) => [kind, fields.map(({ field }) => field), uses]);
const all = ['mine', 'theirs', 'value'];

function only(groups: ClashGroup[]): ClashGroup {
  const [group] = groups;
  if (!group) throw new Error('no group');
  return group;
}

describe('clashGroups', () => {
  it('asks one question for fields HQ keeps together, and none about fields that do not clash', () => {
    const change = fakeEditConflict({ id: 'a' });
    expect(shape(clashGroups(change))).toEqual([
      ['values', ['first_name'], all],
      ['values', ['primary_location', 'locations'], all],
    ]);
    expect(otherFields(change).map(({ field }) => field)).toEqual(['last_name']);
  });

  it('asks one question about an action, to be sent or let go', () => {
    expect(shape(clashGroups(fakeActionConflict({ id: 'a' })))).toEqual([
      ['guards', ['*role*', '*permissions*'], ['mine', 'theirs']],
    ]);
  });

  it('takes only one answer where nobody, or somebody else, is there', () => {
    expect(shape(clashGroups(fakeDeletedConflict({ id: 'a' })))).toEqual([['deleted', ['*deleted*'], ['theirs']]]);
    expect(shape(clashGroups(fakeTakenConflict({ id: 'a' })))).toEqual([['exists', ['*exists*'], ['theirs']]]);
  });

  it('offers no editor for a structure HQ keeps in custom data', () => {
    const fields = [fakeField({ field: 'user_data.x', yours: 'a', theirs: { b: 1 } })];
    expect(only(clashGroups(fakeConflict({ id: 'a', fields }))).uses).toEqual(['mine', 'theirs']);
  });

  it('offers no third value for a change of another account: the engine takes none', () => {
    const change = { ...fakeEditConflict({ id: 'a' }), ofAnother: 'other@x.org' };
    expect(clashGroups(change).map((group) => group.uses)).toEqual([
      ['mine', 'theirs'],
      ['mine', 'theirs'],
    ]);
  });
});

describe('answers', () => {
  const change = fakeEditConflict({ id: 'a' });
  const groups = clashGroups(change);

  it('a third value begins with ours and survives a look at the other choices', () => {
    const group = only(groups);
    const typed = { ...answer(group, 'value', undefined), values: { first_name: 'Third' } };
    expect(answer(group, 'value', undefined).values).toEqual({ first_name: 'Aminah' });
    expect(answer(group, 'value', answer(group, 'theirs', typed)).values).toEqual({ first_name: 'Third' });
  });

  it('reach the engine field by field, with what HQ had on the screen', () => {
    const name = { ...answer(only(groups), 'value', undefined), values: { first_name: 'Third' } };
    const drafts = { ...answerAll(groups, 'theirs', {}), first_name: name };
    expect(choicesOf(groups, drafts)).toEqual([
      { field: 'first_name', use: 'value', value: 'Third', seen: { theirs: 'Amy' } },
      { field: 'primary_location', use: 'theirs', seen: { theirs: 'c0' } },
      { field: 'locations', use: 'theirs', seen: { theirs: ['c0'] } },
    ]);
    expect(choicesOf(groups, {})).toEqual([]);
  });

  it('count no longer once HQ has something else again', () => {
    const drafts = answerAll(groups, 'mine', {});
    const moved = clashGroups(
      fakeEditConflict({ id: 'a', fields: [fakeField({ field: 'first_name', yours: 'Aminah', theirs: 'Ami' })] }),
    );
    expect(draftOf(only(groups), drafts)?.use).toBe('mine');
    expect(draftOf(only(moved), drafts)).toBeUndefined();
  });

  it('“all mine” takes what a question takes', () => {
    const gone = clashGroups(fakeDeletedConflict({ id: 'a' }));
    expect(choicesOf(gone, answerAll(gone, 'mine', {}))).toEqual([
      { field: '*deleted*', use: 'theirs', seen: { theirs: null } },
    ]);
  });

  it('end the change only when nothing of it is left', () => {
    expect(endsWith(change, groups, answerAll(groups, 'theirs', {}))).toBe(false);
    const alone = { ...change, fields: change.fields.filter(({ clashes }) => clashes) };
    expect(endsWith(alone, groups, answerAll(groups, 'theirs', {}))).toBe(true);
    expect(endsWith(alone, groups, answerAll(groups, 'mine', {}))).toBe(false);
    expect(endsWith(alone, groups, {})).toBe(false);
    const gone = fakeDeletedConflict({ id: 'a' });
    expect(endsWith(gone, clashGroups(gone), answerAll(clashGroups(gone), 'theirs', {}))).toBe(true);
  });
});
