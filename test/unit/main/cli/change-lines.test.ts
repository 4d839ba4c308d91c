import { expect, it } from 'vitest';
import type { ChangeField } from '#shared/domain/change.ts';
import { changeLines } from '../../../../main/cli/commands/changes.ts';
import { fakeChange } from '../../../helpers/fake-bridge/fake-changes.ts';

const field = (part: Partial<ChangeField> & Pick<ChangeField, 'field'>): ChangeField => ({
  was: null,
  yours: null,
  clashes: false,
  similar: 0,
  problems: [],
  ...part,
});
const clash = field({ field: 'last_name', was: 'Lopez', yours: 'Mine', theirs: 'Hers', clashes: true, clash: 'value' });
const decided = field({ field: 'first_name', was: 'Theirs', yours: 'Ours' });

it('says of a conflict decided in part that the rest still asks, with HQ’s value of what is decided, too', () => {
  const can = { ...fakeChange({ id: 'x' }).can, resolve: true, unresolve: true };
  const lines = changeLines(fakeChange({ id: 'change-0001', state: 'conflict', fields: [clash, decided], can }));
  const text = lines.join('\n');
  expect(text).toContain('Decide: roster changes resolve change-0');
  expect(text).toContain('You have decided a part of what clashed; the rest still asks.');
  expect(text).not.toContain('You have decided what clashed.');
  const atHq = lines.find((line) => line.includes('At HQ'))?.indexOf('At HQ') ?? -1;
  expect(lines.find((line) => line.startsWith('first_name'))?.slice(atHq)).toMatch(/^Theirs/);
  expect(lines.find((line) => line.startsWith('last_name'))?.slice(atHq)).toMatch(/^Hers/);
});

it('says of one decided to the end only that', () => {
  const can = { ...fakeChange({ id: 'x' }).can, resolve: false, unresolve: true };
  const text = changeLines(fakeChange({ id: 'change-0001', fields: [decided], can })).join('\n');
  expect(text).toContain('You have decided what clashed.');
  expect(text).not.toContain('Decide: ');
});
