import { beforeEach, expect, it } from 'vitest';
import { tellTakenBack } from '../../../../../renderer/features/changes/take-back.ts';
import { useToasts } from '../../../../../renderer/state/toasts.ts';
import { fakeChange } from '../../../../helpers/fake-bridge/fake-changes.ts';

const told = () => useToasts.getState().toasts.map(({ tone, text }) => ({ tone, text }));

beforeEach(() => useToasts.setState({ toasts: [] }));

it('a change that comes back without the password that was typed says so', () => {
  const lost = { password: ['The password saved with this change is gone.'] };
  const reason = { code: 'validation', message: '', hqMessages: [], fields: lost, status: null, at: 0 } as const;
  const change = fakeChange({ id: 'set-1', kind: 'action', action: 'set-password', state: 'rejected' });
  tellTakenBack({ ...change, entity: 'mobile-worker', reason: { ...reason, hqMessages: [] } }, 'Nia');
  expect(told()).toEqual([
    {
      tone: 'problem',
      text: 'The decision about Nia is taken back. The password saved with it is gone: type it again.',
    },
  ]);
});

it('any other says only that it is back', () => {
  for (const change of [fakeChange({ id: 'edit-1' }), null]) {
    tellTakenBack(change, 'Nia');
    expect(told().at(-1)).toEqual({ tone: 'good', text: 'The decision about Nia is taken back.' });
  }
});
