/** How single cells are put right. Only what is certain: a number whose digits are all there, a text without its invisible letters, plain spaces. */
import { hqTrimmed } from './hq-headers.ts';
import { textCell } from './raw-sheet.ts';
import type { RawCell } from './raw-sheet.ts';

/** Digits a number keeps; of a longer id the rest is lost when a spreadsheet takes it for a number. */
const safeDigits = 15;

/** Zero-width blanks and marks of the byte order; joiners are part of names in several scripts and stay. */
const invisible = /[\u200b\u2060\ufeff]/;

/** Whether digits of a long id may be missing. */
export function lostDigits(cell: RawCell & { kind: 'number' }): boolean {
  return Math.abs(cell.value) >= 10 ** safeDigits;
}

/** The number as the person sees it, zeros of its format included; null when it cannot be known. */
export function numberText(cell: RawCell & { kind: 'number' }): string | null {
  const { value, format } = cell;
  if (lostDigits(cell)) return null;
  const zeros = /^\+?(0+)$/.exec(format)?.[1];
  if (zeros !== undefined)
    return Number.isInteger(value) && value >= 0
      ? (format.startsWith('+') ? '+' : '') + String(value).padStart(zeros.length, '0')
      : null;
  if (format !== '' && format !== '@') return null;
  const text = String(value);
  return text.includes('e') ? null : text;
}

/** Blanks that look like a space and are none, as word processors and web pages have them: no-break, thin, ideographic ones, tabs. */
const oddSpace = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/;

/** Inside the text: those at its ends HQ cuts off. */
export function hasOddSpace(text: string): boolean {
  return oddSpace.test(hqTrimmed(text));
}

export function withPlainSpaces(cell: RawCell): RawCell {
  return cell.kind === 'text' && hasOddSpace(cell.value)
    ? { ...cell, value: cell.value.replaceAll(new RegExp(oddSpace, 'g'), ' ') }
    : cell;
}

export function hasInvisible(text: string): boolean {
  return invisible.test(text);
}

export function withoutInvisible(cell: RawCell): RawCell {
  return cell.kind === 'text' && hasInvisible(cell.value)
    ? { ...cell, value: cell.value.replaceAll(new RegExp(invisible, 'g'), '') }
    : cell;
}

export function numberAsText(cell: RawCell): RawCell {
  const text = cell.kind === 'number' ? numberText(cell) : null;
  return text === null ? cell : textCell(text);
}

/** @param words what true and false are called */
export function booleanAsText(cell: RawCell, [yes, no]: readonly [string, string]): RawCell {
  if (cell.kind === 'boolean') return textCell(cell.value ? yes : no);
  if (cell.kind === 'number' && (cell.value === 1 || cell.value === 0)) return textCell(cell.value === 1 ? yes : no);
  return cell;
}
