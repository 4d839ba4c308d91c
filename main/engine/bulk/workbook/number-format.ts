/** Which number formats show a date, and the text of a date (ECMA-376 part 1, 18.8.30 and 18.17.4). */

/** Codes of the built-in formats that people meet; the rest (fractions, currencies) never matter in a list of people. */
const builtIn: Readonly<Record<number, string>> = {
  1: '0',
  2: '0.00',
  3: '#,##0',
  4: '#,##0.00',
  9: '0%',
  10: '0.00%',
  11: '0.00E+00',
  14: 'yyyy-mm-dd',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  18: 'h:mm AM/PM',
  19: 'h:mm:ss AM/PM',
  20: 'h:mm',
  21: 'h:mm:ss',
  22: 'yyyy-mm-dd h:mm',
  45: 'mm:ss',
  46: '[h]:mm:ss',
  47: 'mm:ss.0',
  49: '@',
};
/** Dates of the East Asian and Thai versions of Excel, whose codes are not in the file. */
const localDates: readonly (readonly [number, number])[] = [
  [27, 36],
  [50, 58],
  [71, 81],
];

export type NumberFormat = { code: string; isDate: boolean };

export const generalFormat: NumberFormat = { code: '', isDate: false };

/** @param written the codes the workbook brings along, by id */
export function numberFormat(id: number, written: ReadonlyMap<number, string>): NumberFormat {
  const code = written.get(id) ?? builtIn[id];
  if (code === undefined)
    return localDates.some(([from, to]) => id >= from && id <= to)
      ? { code: 'yyyy-mm-dd', isDate: true }
      : generalFormat;
  return code.toLowerCase() === 'general' ? generalFormat : { code, isDate: showsDate(code) };
}

function showsDate(code: string): boolean {
  const [positive = ''] = code
    .replaceAll(/"[^"]*"|\\.|_.|\*./g, '')
    // Colours, conditions and languages; [h], [mm] and [ss] are durations and stay.
    .replaceAll(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
    .split(';');
  return !/general/i.test(positive) && /[dmyhs]/i.test(positive);
}

const dayMs = 86_400_000;
/** Day 0, one day early: Excel counts a 29 February 1900 that never was, so this is right from 1 March 1900 on. */
const epoch1900 = Date.UTC(1899, 11, 30);
/** The day after that invented one; smaller numbers are one day later than counted from `epoch1900`. */
const firstTrueDay = 60;
/** Day 0 of workbooks that were made on old Macs. */
const epoch1904 = Date.UTC(1904, 0, 1);
/** 31 December 9999, Excel's last day. */
const lastDay = 2_958_466;

/**
 * @param serial days since day 0, with the time of day as its fraction
 * @returns `YYYY-MM-DD`, with `THH:MM:SS[.mmm]` behind when there is a time; `HH:MM:SS` for a time alone; null for no date
 */
export function dateText(serial: number, date1904: boolean): string | null {
  if (!(serial >= 0) || serial >= lastDay) return null;
  const whole = !date1904 && serial < firstTrueDay && serial >= 1 ? serial + 1 : serial;
  // A second is 0.0000116 days: fractions are rounded to the millisecond they mean.
  const time = Math.round(whole * dayMs);
  const iso = new Date((date1904 ? epoch1904 : epoch1900) + time).toISOString().replace(/(?:\.000)?Z$/, '');
  if (serial < 1) return iso.slice(11);
  return time % dayMs === 0 ? iso.slice(0, 10) : iso;
}
