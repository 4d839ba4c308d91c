import { expect, it } from 'vitest';
import { cellContent, textInSheet } from '#engine/bulk/cell-text.ts';

it('a cell is given as much of a text as it can hold', () => {
  expect(cellContent('plain 𝒳\n\t')).toBe('plain 𝒳\n\t');
  expect(cellContent('a\u0007b\ud83dc\uffff')).toBe('a\ufffdb\ufffdc\ufffd');
  const cut = cellContent('x'.repeat(40_000));
  expect(cut).toHaveLength(32_767);
  expect(cut.endsWith('x…')).toBe(true);
});

it('texts that come back from a sheet as the same are alike, and no others', () => {
  for (const text of ['  two words ', '\u00a0two words', 'two words\r\n', '\ttwo words', 'two\t words'])
    expect(textInSheet(text)).toBe('two words');
  expect(textInSheet('a\r\nb\rc\nd')).toBe('a\nb\nc\nd');
  for (const text of ['two  words', 'two words.', 'Two words', '\ufefftwo words', '_x0020_two words'])
    expect(textInSheet(text)).not.toBe('two words');
});
