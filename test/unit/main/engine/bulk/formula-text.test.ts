import { describe, expect, it } from 'vitest';
import { beginsLikeFormula, inertText } from '#engine/bulk/formula-text.ts';

describe('a text that a spreadsheet could take for a formula', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['-1', "'-1"],
    ['\n=1+1', "'\n'=1+1"],
    // Where a semicolon or a tab separates, the cell is cut there.
    ['a;=1+1', "a;'=1+1"],
    ['a; "=1+1', 'a; "\'=1+1'],
    ['a\t@x', "a\t'@x"],
    ['a,=1+1', "a,'=1+1"],
    ['＝1+1', "'＝1+1"],
    ['a;＠x', "a;'＠x"],
  ])('%j is written as %j', (text, inert) => {
    expect(inertText(text)).toBe(inert);
  });

  it.each(['Nia', 'a-b', 'a;b', 'nia@example.org', 'one, two'])('%j stays as it is', (text) => {
    expect(inertText(text)).toBe(text);
  });

  it.each(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'])('begins with %j', (sign) => {
    expect(beginsLikeFormula(`${sign}1`)).toBe(true);
  });
});
