import { ImportCrash, shown } from './cell.ts';
import type { RowValue } from './cell.ts';

/** What became of a worker's date; null = it stayed as it was. */
export type DateChange = { status: 'CREATED' | 'UPDATED' | 'DELETED' | null; stored: string | null };

/**
 * Sets the day on which a worker is deactivated from a cell: `MM-YYYY` is the first of that month, a date cell that day,
 * blank or nothing takes the date away. Any other text ends the import. HQ: users/models.py DeactivateMobileWorkerTrigger.
 */
export function changeDeactivation(current: string | null, value: RowValue | undefined): DateChange {
  const wanted = dayOf(value);
  if (wanted === current) return { status: null, stored: current };
  if (wanted === null) return { status: 'DELETED', stored: null };
  return { status: current === null ? 'CREATED' : 'UPDATED', stored: wanted };
}

function dayOf(value: RowValue | undefined): string | null {
  if (value === undefined || value === '') return null;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  const [, month, year] = typeof value === 'string' ? (/^(0[1-9]|1[0-2])-(\d{4})$/.exec(value) ?? []) : [];
  if (month === undefined || year === undefined) {
    throw new ImportCrash(`time data '${shown(value)}' does not match format '%m-%Y'`);
  }
  return `${year}-${month}-01`;
}
