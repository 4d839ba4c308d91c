import { expect, it } from 'vitest';
import { commandOf } from '../../../../../../renderer/features/changes/conflict/conflict-keys.ts';

const plain = { code: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

it.each([
  ['y', { do: 'choose', use: 'mine' }],
  ['h', { do: 'choose', use: 'theirs' }],
  ['e', { do: 'choose', use: 'value' }],
  ['ArrowDown', { do: 'move', by: 1 }],
  ['ArrowUp', { do: 'move', by: -1 }],
  ['ArrowLeft', { do: 'side', by: -1 }],
  ['n', { do: 'turn', by: 1 }],
  ['p', { do: 'turn', by: -1 }],
  ['Enter', { do: 'apply' }],
  ['Tab', null],
  ['x', null],
])('%s', (key, command) => {
  expect(commandOf({ ...plain, key })).toEqual(command);
});

it('takes the digits by their place, whatever the layout has there', () => {
  expect(commandOf({ ...plain, key: '&', code: 'Digit1' })).toEqual({ do: 'choose', use: 'mine' });
  expect(commandOf({ ...plain, key: '2', code: 'Digit2', shiftKey: true })).toEqual({ do: 'choose', use: 'theirs' });
});

it('Shift with a letter means all fields; nothing with Control, which is the window’s', () => {
  expect(commandOf({ ...plain, key: 'H', shiftKey: true })).toEqual({ do: 'all', use: 'theirs' });
  expect(commandOf({ ...plain, key: 'E', shiftKey: true })).toBeNull();
  expect(commandOf({ ...plain, key: 'y', ctrlKey: true })).toBeNull();
});
