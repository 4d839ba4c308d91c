/** What of a text a workbook can carry there and back. */
import { hqTrimmed } from './workbook/hq-headers.ts';

/** Excel's own limit. */
const maxCellCharacters = 32_767;

/** A text as a cell is given it: cut where a cell ends; XML knows no control characters and no halves of surrogate pairs. */
export function cellContent(text: string): string {
  const cut = text.length > maxCellCharacters ? `${text.slice(0, maxCellCharacters - 1)}…` : text;
  return cut.replaceAll(/[\p{Cs}\ufffe\uffff]|(?![\t\n\r])\p{Cc}/gu, '\ufffd');
}

/**
 * What is left of a text once it stood in a sheet and was read: HQ trims each cell (HQ: util/workbook_json/excel.py), spreadsheets save all line
 * breaks as one kind, and LibreOffice drops tabs on the way through its own format. Texts that are alike by this cannot be told apart in a file, so
 * a row never changes one into the other.
 */
export function textInSheet(text: string): string {
  return hqTrimmed(cellContent(text).replaceAll(/\r\n?/g, '\n').replaceAll('\t', ''));
}
