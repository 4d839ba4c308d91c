import { expect, it } from 'vitest';
import { en } from '#shared/messages/en.ts';

it('has a text for every key: an empty one would be shown as its key', () => {
  const empty = Object.entries(en).filter(([, text]) => text.trim() === '');
  expect(empty.map(([key]) => key)).toEqual([]);
});
