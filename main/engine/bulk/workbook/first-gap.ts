/** The first row at which HQ stops, found while rows come one after the other. */
import { isBlankUnder } from './raw-sheet.ts';
import type { RawRow } from './raw-sheet.ts';

/** The upper of two, as far as they are there. */
export function earlier(left: number | null, right: number | null): number | null {
  if (left === null || right === null) return left ?? right;
  return Math.min(left, right);
}

/** @param width columns HQ reads @param first the row under the header */
export function createGapFinder(width: number, first: number) {
  let next = first;
  /** Of rows with nothing in them the file says nothing: only their number is missing. */
  let absent: number | null = null;
  let blank: number | null = null;
  return {
    row(row: RawRow): void {
      if (row.row > next) absent ??= next;
      if (isBlankUnder(row, width)) blank ??= row.row;
      next = row.row + 1;
    },
    end: () => ({ absent, gap: earlier(absent, blank) }),
  };
}
