import { expect, it } from 'vitest';
import type { ChangeField, ChangeReason } from '#shared/domain/change.ts';
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

it('says how a password that is gone is typed again: with the create, or by setting it', () => {
  const reason: ChangeReason = {
    code: 'validation',
    message: 'Gone.',
    hqMessages: [],
    fields: { password: ['Gone.'] },
    status: null,
    at: 0,
  };
  const lost = { id: 'change-0001', state: 'rejected', reason, entity: 'mobile-worker' } as const;
  const text = (part: Partial<Parameters<typeof fakeChange>[0]>) =>
    changeLines(fakeChange({ ...lost, key: 'nia@x.org', ...part })).join('\n');
  expect(text({ kind: 'action', action: 'set-password' })).toContain('roster mobile-workers set-password nia@x.org');
  expect(text({ kind: 'create' })).toContain('roster changes edit change-0 --password-stdin');
  expect(text({ kind: 'create', reason: null })).not.toContain('password');
});
