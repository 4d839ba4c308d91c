/**
 * Whether the project's workers can have a date of deactivation: no list of HQ's tells it, only the columns of its own download do. HQ's importer
 * takes the dates away where a file has no column for them, and refuses the column where there are none.
 */
import { readHeader } from './workbook/read-header.ts';
import type { RawRow } from './workbook/raw-sheet.ts';
import type { EngineDatabase } from '../db/database.ts';
import { readMeta, writeMeta } from '../sync/meta.ts';

export const datesColumn = 'deactivate_after';

/** How long "there are none" is believed, ms, counted up to what was read of HQ last: an account's plan changes once in a while. */
const believedFor = 30 * 24 * 3600_000;

/** @param at when HQ was asked for the file, ms */
export function learnWorkerDates(db: EngineDatabase, told: { has: boolean; at: number }): void {
  writeMeta(db, 'workerDates', told);
}

/** Whether nobody has such a date, as far as HQ has told; false: some may. */
export function lacksWorkerDates(db: EngineDatabase): boolean {
  const told = readMeta(db, 'workerDates');
  const lastRead = readMeta(db, 'lastPullAt') ?? 0;
  return told !== null && !told.has && lastRead - told.at < believedFor;
}

/** Whether HQ's importer may take somebody's date away by a file with this header. */
export function mayTakeDates(db: EngineDatabase, header: RawRow | null): boolean {
  return !readHeader({ header }).columns.some(({ slot }) => slot.field === datesColumn) && !lacksWorkerDates(db);
}
