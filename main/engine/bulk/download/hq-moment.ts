import type { RawCell } from '../workbook/raw-sheet.ts';
import { cellText } from '../workbook/read-header.ts';

/** HQ writes its moments as text in UTC, with or without parts of a second. Source: corehq/apps/users/bulk_download.py. */
const written = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;

/** @returns ms since 1970; null for never (a blank, HQ's `N/A`) and for what is no moment */
export function hqMoment(cell: RawCell | undefined): number | null {
  const [, day, time, part = '', zone = 'Z'] = written.exec(cellText(cell).trim()) ?? [];
  const at = day === undefined || time === undefined ? NaN : Date.parse(`${day}T${time}${part.slice(0, 4)}${zone}`);
  return Number.isNaN(at) ? null : at;
}

/** As HQ writes it: Python's text of a moment, which has its parts of a second where there are any. Never is blank. */
export function hqMomentText(at: number | null): string {
  if (at === null) return '';
  const [day = '', time = ''] = new Date(at).toISOString().slice(0, -1).split('T');
  return `${day} ${time.endsWith('.000') ? time.slice(0, -4) : `${time}000`}`;
}
