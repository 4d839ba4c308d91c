/** A place of a sheet at which HQ would do something the person does not expect. */
import { t } from '#shared/messages/translate.ts';
import type { SheetRepair } from './repair-sheet.ts';

export const trapCodes = [
  // The header as a whole.
  'header-below',
  'header-not-first',
  'header-nameless',
  'header-missing',
  'header-clears',
  // One column.
  'header-not-text',
  'header-invisible',
  'header-respelled',
  'header-deprecated',
  'header-not-enabled',
  'header-unknown',
  'header-repeated',
  'header-bare-list',
  'header-mangled-key',
  'header-ignored',
  // Rows.
  'rows-after-blank',
  'row-of-spaces',
  'rows-hidden',
  'columns-hidden',
  'cells-merged',
  // Cells, told once for each column.
  'cell-nameless',
  'cell-not-calculated',
  'cell-error',
  'cell-number',
  'cell-long-number',
  'cell-date',
  'cell-truth',
  'cell-truth-number',
  'cell-truth-text',
  'cell-invisible',
  'cell-odd-space',
  'cell-month',
  'cell-blank-month',
  'cell-blank-domain',
  // The workbook.
  'sheet-name',
  'sheet-taken',
  'sheet-other',
  'sheet-repeated',
] as const;
export type TrapCode = (typeof trapCodes)[number];

/** What HQ would do. */
export type TrapEffect =
  /** Refuse the whole file before any row. */
  | 'refuses'
  /** Break off in the middle: rows before it are in, the rest and the report are lost. */
  | 'breaks-off'
  /** Pass over rows or columns without a word. */
  | 'drops'
  /** Take away what people have. */
  | 'clears'
  /** Store something else than what is shown. */
  | 'alters'
  /** Do what it says, which may surprise. */
  | 'notice';

const effects: Record<TrapCode, TrapEffect> = {
  'header-below': 'refuses',
  'header-not-first': 'drops',
  'header-nameless': 'drops',
  'header-missing': 'refuses',
  'header-clears': 'clears',
  'header-not-text': 'refuses',
  'header-invisible': 'refuses',
  'header-respelled': 'refuses',
  'header-deprecated': 'refuses',
  'header-not-enabled': 'refuses',
  'header-unknown': 'refuses',
  'header-repeated': 'refuses',
  'header-bare-list': 'breaks-off',
  'header-mangled-key': 'alters',
  'header-ignored': 'notice',
  'rows-after-blank': 'drops',
  'row-of-spaces': 'alters',
  'rows-hidden': 'notice',
  'columns-hidden': 'notice',
  'cells-merged': 'alters',
  'cell-nameless': 'drops',
  'cell-not-calculated': 'alters',
  'cell-error': 'alters',
  'cell-number': 'alters',
  'cell-long-number': 'alters',
  'cell-date': 'alters',
  'cell-truth': 'alters',
  'cell-truth-number': 'drops',
  'cell-truth-text': 'breaks-off',
  'cell-invisible': 'alters',
  'cell-odd-space': 'notice',
  'cell-month': 'breaks-off',
  'cell-blank-month': 'clears',
  'cell-blank-domain': 'breaks-off',
  'sheet-name': 'alters',
  'sheet-taken': 'refuses',
  'sheet-other': 'refuses',
  'sheet-repeated': 'refuses',
};

export type SheetTrap = {
  code: TrapCode;
  effect: TrapEffect;
  sheet: string;
  /** The first row concerned, as the person sees it; null for the sheet as a whole. */
  row: number | null;
  /** `A`, `AB`; null for the sheet as a whole. */
  column: string | null;
  /** How many rows are concerned, and the first of them. */
  count: number;
  rows: readonly number[];
  text: string;
  /** Null when only the person can know what is meant. */
  repair: SheetRepair | null;
};

export type TrapPlace = {
  sheet: string;
  row?: number | null;
  column?: string | null;
  rows?: readonly number[];
  count?: number;
  repair?: SheetRepair | null;
};

/** @param params what the text names besides sheet, row, column and count */
export function makeTrap(
  code: TrapCode,
  { sheet, row = null, column = null, rows = row === null ? [] : [row], count = rows.length, repair = null }: TrapPlace,
  params: Record<string, string | number> = {},
): SheetTrap {
  const text = t(`sheet.trap.${code}`, { sheet, row: row ?? '', column: column ?? '', count, ...params });
  return { code, effect: effects[code], sheet, row, column, count, rows, text, repair };
}
