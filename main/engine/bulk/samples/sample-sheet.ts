/** What a sample consists of, before it is a workbook. */
import type { BaseRecord } from '../plan/base-sheet.ts';
import type { CellContent } from '../write-xlsx.ts';

export type SampleLine = readonly CellContent[];

export type SampleSheet = {
  /** Name of the sheet. */
  title: string;
  heading: readonly string[];
  /** The first stands in row 2; an empty one is a blank row. */
  lines: readonly SampleLine[];
  /** What the file says it was made from; null: it says nothing of it, as one that somebody made by hand. */
  base: readonly BaseRecord[] | null;
};

/** Cells in the heading's order. */
export function lineOf(heading: readonly string[], cells: Readonly<Record<string, CellContent>>): SampleLine {
  return heading.map((header) => cells[header] ?? '');
}
