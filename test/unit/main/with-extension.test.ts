import { expect, it } from 'vitest';
import { withExtension } from '../../../main/with-extension.ts';

it.each([
  ['/a/history.xlsx', false, '/a/history.xlsx'],
  ['/a/history.old', false, '/a/history.old'],
  ['/a.b/history', false, '/a.b/history.xlsx'],
  ['/a/history', true, '/a/history'],
])('%s (an older one there: %s) is saved as %s', (typed, older, saved) => {
  expect(withExtension(typed, 'xlsx', () => older)).toBe(saved);
});
