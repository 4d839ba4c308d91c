/** All of a sheet's traps, and which sheet of a workbook HQ would read. */
import { scanCells } from './cell-traps.ts';
import { headerTraps } from './header-traps.ts';
import type { TrapOptions } from './header-traps.ts';
import type { SheetKind } from './hq-headers.ts';
import type { RawSheet, RawWorkbook } from './raw-sheet.ts';
import { cellText, readHeader } from './read-header.ts';
import type { SheetHeader } from './read-header.ts';
import type { SheetRepair } from './repair-sheet.ts';
import { repeatedField } from './repeated-field.ts';
import { makeTrap } from './sheet-trap.ts';
import type { SheetTrap } from './sheet-trap.ts';

/** Rows looked at before others have a turn: at 20 columns some 5 ms. */
const sliceRows = 2000;

/**
 * @param pause gives others a turn; called between slices of rows
 * @returns the header's traps first, then those of rows and cells
 */
export async function findTraps(
  sheet: RawSheet,
  options: TrapOptions,
  pause: () => Promise<void>,
): Promise<SheetTrap[]> {
  const traps = headerTraps(sheet, options);
  if (traps.some(({ code }) => code === 'header-below')) return traps;
  const { columns, dropped } = readHeader(sheet);
  const [gap] = sheet.gaps.filter(({ from }) => from > (sheet.header?.row ?? 0));
  if (gap) {
    const count = sheet.rows.filter(({ row }) => row > gap.to).length;
    traps.push(makeTrap('rows-after-blank', { sheet: sheet.name, row: gap.from, count, repair: closeRows(dropped) }));
  }
  if (sheet.merged.length > 0)
    traps.push(makeTrap('cells-merged', { sheet: sheet.name }, { places: sheet.merged.slice(0, 5).join(', ') }));
  const hidden = columns.filter(({ index }) => sheet.hiddenColumns.includes(index));
  if (hidden.length > 0)
    traps.push(
      makeTrap('columns-hidden', { sheet: sheet.name }, { columns: hidden.map(({ text }) => `“${text}”`).join(', ') }),
    );
  const scan = scanCells(sheet.name, columns, options.kind);
  for (let from = 0; from < sheet.rows.length; from += sliceRows) {
    for (const row of sheet.rows.slice(from, from + sliceRows)) scan.row(row);
    await pause();
  }
  return [...traps, ...scan.traps().filter((trap) => !isToldOfHeader(trap, dropped))];
}

/** Not while columns with a name are dropped: rows that are filled in those alone would go with the blank ones. */
export function closeRows(dropped: SheetHeader['dropped']): SheetRepair | null {
  return dropped.some(({ text }) => text !== '') ? null : { kind: 'close-rows' };
}

/** A header without a name among others is told of itself, with all that is right of it. */
export function isToldOfHeader({ code }: Pick<SheetTrap, 'code'>, dropped: SheetHeader['dropped']): boolean {
  return code === 'cell-nameless' && dropped.length > 0;
}

export type PickedSheets = { users: RawSheet; groups: RawSheet | null; traps: readonly SheetTrap[] };

/** Sheets Roster adds to its own exports; HQ passes over them, and so does this. */
export type PickOptions = { kind: Exclude<SheetKind, 'groups'>; ours?: readonly string[] };

/**
 * HQ takes the sheet named exactly `users`, else the first one, whatever it is and hidden or not. It reads the header of every sheet, so a
 * bad one on any refuses the file.
 * @returns null for a workbook without sheets
 */
export function pickSheets({ sheets }: RawWorkbook, { kind, ours = [] }: PickOptions): PickedSheets | null {
  const own = sheets.filter(({ name }) => !ours.includes(name));
  const users = own.find(({ name }) => name === 'users') ?? own[0];
  if (!users) return null;
  const groups = kind === 'mobile-workers' ? (own.find(({ name }) => name === 'groups') ?? null) : null;
  const traps: SheetTrap[] = [];
  if (users.name !== 'users')
    traps.push(makeTrap('sheet-name', { sheet: users.name }, { meant: meantSheet(own) ?? users.name }));
  for (const other of own) {
    if (other !== users) traps.push(...otherSheetTraps(other));
  }
  return { users, groups, traps };
}

/** What HQ would refuse the whole file for on a sheet it takes no people from, that of groups as well. */
export function otherSheetTraps({ name, header }: Pick<RawSheet, 'name' | 'header'>): SheetTrap[] {
  // HQ takes row 1 for the header; where that is blank, there is none.
  if (header?.row !== 1) return [];
  const { columns } = readHeader({ header });
  const place = { sheet: name, row: header.row };
  const bad = columns.find(({ index }) => header.cells[index]?.kind !== 'text');
  if (bad)
    return [makeTrap('sheet-other', { ...place, column: bad.letters }, { text: cellText(header.cells[bad.index]) })];
  const repeated = repeatedField(columns);
  return repeated === null ? [] : [makeTrap('sheet-repeated', place, { text: repeated })];
}

/**
 * Which sheet is probably meant where none is named `users`: one named nearly so (Numbers names a sheet `users - Table 1`), else one with a column of
 * usernames.
 */
export function meantSheet(sheets: readonly Pick<RawSheet, 'name' | 'header'>[]): string | null {
  const hasUsernames = (sheet: Pick<RawSheet, 'header'>) =>
    readHeader(sheet).columns.some(({ slot }) => slot.field === 'username');
  const found =
    sheets.find(({ name }) => name.trim().toLowerCase() === 'users') ??
    sheets.find(({ name }) => /^users\b/i.test(name.trim())) ??
    sheets.find(hasUsernames);
  return found?.name ?? null;
}
