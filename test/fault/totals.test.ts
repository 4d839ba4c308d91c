import { describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '#practice/options.ts';
import { complaints, emptyTotals, isGood } from './totals.ts';
import type { Totals } from './totals.ts';

const struck = Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 1]));
const naive = { runs: 10, acknowledged: 1000, lost: 5, doubled: 20, overwritten: 5 };

function totals(part: Partial<Totals>): Totals {
  return { ...emptyTotals(), runs: 50, faults: struck, naive, ...part };
}

describe('isGood', () => {
  it('is a run that broke nothing, by faults that all struck and broke the naive client', () => {
    expect(isGood(totals({}))).toBe(true);
    expect(complaints(totals({}))).toEqual([]);
  });

  it('is no run that did nothing, or broke something', () => {
    expect(isGood(totals({ runs: 0 }))).toBe(false);
    expect(isGood(totals({ violations: 1 }))).toBe(false);
  });

  it.each([
    ['lost', { lost: 4 }],
    ['doubled', { doubled: 19 }],
    ['overwritten', { overwritten: 4 }],
  ])('wants a share of many naive edits %s', (kind, few) => {
    const kinder = totals({ naive: { ...naive, ...few } });
    expect(isGood(kinder)).toBe(false);
    expect(complaints(kinder)).toEqual([`the faults are too kind, the naive client came through: ${kind}`]);
  });

  it('wants one of each of few naive edits, and nothing where the naive client did not play', () => {
    const few = { runs: 2, acknowledged: 499, lost: 1, doubled: 1, overwritten: 1 };
    expect(isGood(totals({ naive: few }))).toBe(true);
    expect(isGood(totals({ naive: { ...few, acknowledged: 500 } }))).toBe(false);
    for (const kind of ['lost', 'doubled', 'overwritten'])
      expect(isGood(totals({ naive: { ...few, [kind]: 0 } }))).toBe(false);
    expect(isGood(totals({ naive: emptyTotals().naive }))).toBe(true);
  });

  it('wants each kind of fault to strike in a run of 50 or more', () => {
    const faults = { ...struck, 'html-200': 0 };
    expect(isGood(totals({ runs: 49, faults }))).toBe(true);
    expect(isGood(totals({ runs: 50, faults }))).toBe(false);
    expect(complaints(totals({ faults }))).toEqual(['never struck: html-200']);
    expect(complaints(totals({ faults: {} }))).toEqual([`never struck: ${FAULT_KINDS.join(', ')}`]);
  });
});
