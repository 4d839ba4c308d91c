/** The columns of a sheet as HQ reads them. */
import { parseHeader, hqTrimmed } from './hq-headers.ts';
import type { HeaderSlot } from './hq-headers.ts';
import { columnLetters } from './raw-sheet.ts';
import type { RawCell, RawSheet } from './raw-sheet.ts';

export type HeaderColumn = {
  /** From 0, in the sheet's rows. */
  index: number;
  /** As the spreadsheet shows it: `A`, `AB`. */
  letters: string;
  /** As it stands there, without blanks at its ends. */
  text: string;
  slot: HeaderSlot;
};

export type SheetHeader = {
  /** Those that HQ reads: up to the first header cell that is blank. */
  columns: readonly HeaderColumn[];
  /** Columns from that one on that have something in their header, and the blank ones before them; HQ drops them. */
  dropped: readonly { index: number; letters: string; text: string }[];
};

export function readHeader({ header }: Pick<RawSheet, 'header'>): SheetHeader {
  const all = (header?.cells ?? []).map((cell, index) => ({
    index,
    letters: columnLetters(index),
    text: hqTrimmed(cellText(cell)),
  }));
  const nameless = all.findIndex(({ text }) => text === '');
  const end = nameless < 0 ? all.length : nameless;
  return {
    columns: all.slice(0, end).map((column) => ({ ...column, slot: parseHeader(column.text) })),
    dropped: all.slice(end),
  };
}

/** A cell's value in letters, for people and for comparing; not how HQ stores it. */
export function cellText(cell: RawCell | undefined): string {
  if (cell === undefined || cell.kind === 'blank') return '';
  return cell.kind === 'boolean' ? String(cell.value).toUpperCase() : String(cell.value);
}
