/** What the people of a workbook are, by its sheets and columns: for the person to say yes to, not to be relied on. */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import { ignoredFields } from '../workbook/hq-headers.ts';
import { headerBelow, searchedRows } from '../workbook/header-search.ts';
import { readHeader } from '../workbook/read-header.ts';
import { isBlankRow } from '../workbook/raw-sheet.ts';
import type { RawRow } from '../workbook/raw-sheet.ts';
import { readSheets } from '../workbook/read-workbook.ts';
import type { WorkbookSource } from '../workbook/byte-source.ts';
import { baseSheetName, createBaseReader } from './base-sheet.ts';

/** Those the heading may be among; in a file of Roster's own, what it was made from is in the second. */
const firstRows = searchedRows + 1;

/** @throws AppFailure as `readWorkbook`, as far as the first rows of its sheets show what is wrong */
export async function guessKind(source: WorkbookSource): Promise<PlanKind | null> {
  let hasGroups = false;
  const only: Record<PlanKind, number> = { 'web-users': 0, 'mobile-workers': 0 };
  for await (const { slices, around } of readSheets(source)) {
    const rows: RawRow[] = [];
    for await (const slice of slices) {
      rows.push(...slice.filter((row) => !isBlankRow(row)));
      if (rows.length >= firstRows) break;
    }
    if (around.name === baseSheetName) {
      const kind = baseKind(rows[1]);
      if (kind !== null) return kind;
    } else if (around.name === 'groups') hasGroups = true;
    // Both kinds have a column of usernames; a title may stand above it.
    else tally(headerBelow(rows[0] ?? null, rows, 'mobile-workers') ?? rows[0] ?? null, only);
  }
  if (only['web-users'] !== only['mobile-workers'])
    return only['web-users'] > only['mobile-workers'] ? 'web-users' : 'mobile-workers';
  // Only the workbook of workers has such a sheet.
  return hasGroups ? 'mobile-workers' : null;
}

/** Counts the columns that HQ does something with in one of the two kinds only. An address both have: by hand people write it everywhere. */
function tally(header: RawRow | null, only: Record<PlanKind, number>): void {
  for (const { slot } of readHeader({ header }).columns) {
    if (slot.field === 'email') continue;
    const forWeb = !ignoredFields['web-users'].has(slot.field);
    const forWorkers = !ignoredFields['mobile-workers'].has(slot.field);
    if (forWeb && !forWorkers) only['web-users'] += 1;
    if (forWorkers && !forWeb) only['mobile-workers'] += 1;
  }
}

function baseKind(row: RawRow | undefined): PlanKind | null {
  const reader = createBaseReader();
  reader.row(row?.cells ?? []);
  return reader.end().meta?.kind ?? null;
}
