import { beforeEach, expect, it, vi } from 'vitest';
import type { ChangeView } from '#shared/domain/change.ts';
import { createFakeBridge } from '../../../../../helpers/fake-bridge/fake-bridge.ts';
import { fakeConflict, fakeEditConflict, fakeField } from '../../../../../helpers/fake-bridge/fake-conflicts.ts';
import { call } from '../../../../../../renderer/api/call.ts';
import {
  applyDecision,
  applyToSimilar,
  conflictAfter,
} from '../../../../../../renderer/features/changes/conflict/apply-decision.ts';
import { answer, answerAll, clashGroups } from '../../../../../../renderer/features/changes/conflict/clash-groups.ts';
import { useToasts } from '../../../../../../renderer/state/toasts.ts';

function open(...changes: ChangeView[]): void {
  vi.stubGlobal('window', { roster: createFakeBridge({ changes }) });
}

const toast = () => useToasts.getState().toasts[0];
const named = (id: string, seq = 1) =>
  fakeConflict({ id, seq, localId: id, fields: [fakeField({ field: 'first_name', yours: 'My', theirs: 'HQ’s' })] });

async function stateOf(id: string): Promise<string> {
  const result = await call('changes.get', { id });
  return result.ok ? result.data.state : result.error.code;
}

beforeEach(() => useToasts.setState({ toasts: [] }));

it('a decision is offered to be undone, and Undo brings the clash back', async () => {
  const change = fakeEditConflict({ id: 'change-a' });
  open(change);
  const groups = clashGroups(change);
  expect(await applyDecision(change, groups, answerAll(groups, 'mine', {}))).toBeNull();
  expect(await stateOf('change-a')).toBe('queued');
  expect(toast()).toMatchObject({ tone: 'good', action: { label: 'Undo' } });
  toast()?.action?.run();
  await vi.waitFor(() => expect(toast()?.text).toContain('taken back'));
  expect(await stateOf('change-a')).toBe('conflict');
});

it('where nothing of ours is left, the change is gone, and undo brings it back', async () => {
  const change = named('change-a');
  open(change);
  const groups = clashGroups(change);
  await applyDecision(change, groups, answerAll(groups, 'theirs', {}));
  expect(await stateOf('change-a')).toBe('not-found');
  expect(toast()?.text).toContain('HQ’s values stay');
  toast()?.action?.run();
  await vi.waitFor(async () => expect(await stateOf('change-a')).toBe('conflict'));
});

it('somebody new who is let go, as HQ has the name, comes back by undo, too', async () => {
  const exists = fakeField({ field: '*exists*', clash: '*exists*', theirs: { username: 'ana' } });
  const change = { ...named('change-a'), kind: 'create' as const, fields: [exists] };
  open(change);
  const groups = clashGroups(change);
  await applyDecision(change, groups, answerAll(groups, 'theirs', {}));
  expect(await stateOf('change-a')).toBe('not-found');
  expect(toast()).toMatchObject({ action: { label: 'Undo' } });
  toast()?.action?.run();
  await vi.waitFor(async () => expect(await stateOf('change-a')).toBe('conflict'));
});

it('one choice settles all similar ones and says how many', async () => {
  const changes = [named('change-a'), named('change-b'), named('change-c')] as const;
  open(...changes);
  const [group] = clashGroups(changes[0]);
  if (!group) throw new Error('no group');
  expect(await applyToSimilar(changes[0], group, answer(group, 'mine', undefined))).toBeNull();
  expect(toast()?.text).toBe('Decided in 3 changes.');
  expect(await Promise.all(['change-a', 'change-b', 'change-c'].map(stateOf))).toEqual(['queued', 'queued', 'queued']);
  toast()?.action?.run();
  await vi.waitFor(() => expect(toast()?.text).toBe('The decisions in 3 changes are taken back.'));
  expect(await stateOf('change-c')).toBe('conflict');
});

it('a third value is the same in all similar ones', async () => {
  const changes = [named('change-a'), named('change-b')] as const;
  open(...changes);
  const [group] = clashGroups(changes[0]);
  if (!group) throw new Error('no group');
  const draft = { ...answer(group, 'value', undefined), values: { first_name: 'Third' } };
  expect(await applyToSimilar(changes[0], group, draft)).toBeNull();
  for (const id of ['change-a', 'change-b'])
    expect(await call('changes.get', { id })).toMatchObject({
      data: { state: 'queued', fields: [{ field: 'first_name', yours: 'Third' }] },
    });
});

it('goes on with the next in order, then from the start, then nowhere', async () => {
  open(named('change-a', 1), named('change-b', 2), named('change-c', 3));
  expect(await conflictAfter({ id: 'change-b', seq: 2 })).toBe('change-c');
  expect(await conflictAfter({ id: 'change-c', seq: 3 })).toBe('change-a');
  open(named('change-c', 3));
  expect(await conflictAfter({ id: 'change-c', seq: 3 })).toBeNull();
});
