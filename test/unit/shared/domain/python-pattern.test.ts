import { describe, expect, it } from 'vitest';
import { matchesPythonPattern } from '#shared/domain/python-pattern.ts';

describe('a pattern as Python reads it', () => {
  it.each([
    // pattern, what it takes, what it does not (each as Python's re.search answers)
    [
      String.raw`^\d{4}-\d{2}-\d{2}$`,
      ['2026-11-22', '٢٠٢٦-١١-٢٢', '2026-11-22\n'],
      ['22.11.2026', '2026-11-2', '2026-11-22\n\n'],
    ],
    [String.raw`\A[A-Z]{2}\Z`, ['KE'], ['ke', 'KEN', 'KE\n']],
    [String.raw`^[\w.\-]+@[\w\-]+\.org$`, ['ana.b-c@ngo.org', 'área@ngo.org'], ['ana@ngo.com', 'a b@ngo.org']],
    ['(?i)^yes|no$', ['YES', 'no'], ['maybe']],
    [String.raw`^(?P<a>\d)(?P=a)$`, ['11'], ['12']],
    [String.raw`\bteam\b`, ['my team one'], ['teams', 'éteam']],
    [String.raw`^a{,2}$`, ['', 'aa'], ['aaa']],
    ['^[]x]+$', [']x]'], ['[']],
    ['^[[x]+$', ['[x'], [']']],
    [String.raw`^\+?\ ?\_\'$`, ["+ _'", "_'"], ['_']],
    ['^a.c$', ['abc', 'a\u2028c'], ['a\nc']],
    ['^{x}$', ['{x}'], ['x']],
    [String.raw`^\W+$`, ['--'], ['é']],
    ['x', ['axb'], ['ab']],
  ])('%s', (pattern, taken, refused) => {
    expect(taken.map((value) => [value, matchesPythonPattern(pattern, value)])).toEqual(
      taken.map((value) => [value, true]),
    );
    expect(refused.map((value) => [value, matchesPythonPattern(pattern, value)])).toEqual(
      refused.map((value) => [value, false]),
    );
  });

  it.each([
    'a*+',
    '(?>a)b',
    '(a)?(?(1)b|c)',
    '(?x) a b',
    String.raw`[\W\d]`,
    String.raw`\N{DIGIT ONE}`,
    '(',
    '[a',
    String.raw`\q`,
    '(?#note)a',
  ])('%s cannot be said here, or nowhere: HQ judges', (pattern) => {
    expect(matchesPythonPattern(pattern, 'a')).toBeNull();
  });
});
