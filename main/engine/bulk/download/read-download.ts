/** What HQ's own workbook of people tells that no list of HQ's does: when each of them was last active, and whether workers have dates. */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { ToldActivity } from '../../mirror/activity.ts';
import { usernameKey } from '../../mirror/username-key.ts';
import type { RawCell, RawRow } from '../workbook/raw-sheet.ts';
import { cellText, readHeader } from '../workbook/read-header.ts';
import type { HeaderColumn } from '../workbook/read-header.ts';
import { readSheets } from '../workbook/read-workbook.ts';
import type { ReadWorkbookOptions } from '../workbook/read-workbook.ts';
import { datesColumn } from '../worker-dates.ts';
import { hqMoment } from './hq-moment.ts';

export type DownloadTold = { people: number; invitations: number; activity: ToldActivity[]; hasDates: boolean };

/** HQ's word in the column `status`. */
export const invitedStatus = 'Invited';
/** The sheet of groups beside it tells nothing here. */
const sheetName = 'users';

/** People of a slice, and the columns they stand in. */
export type TakeRows = (columns: readonly HeaderColumn[], rows: readonly RawRow[]) => void;

/** @throws AppFailure as `readSheets` */
export async function readDownload(
  kind: PlanKind,
  bytes: Uint8Array,
  { onRows, ...options }: ReadWorkbookOptions & { onRows: TakeRows },
): Promise<DownloadTold> {
  const told: DownloadTold = { people: 0, invitations: 0, activity: [], hasDates: false };
  for await (const { slices, around } of readSheets({ bytes, name: `${kind}.xlsx` }, options)) {
    if (around.name !== sheetName) continue;
    let columns: readonly HeaderColumn[] | null = null;
    let cellOf: (row: RawRow, header: string) => RawCell | undefined = () => undefined;
    for await (const slice of slices) {
      let rows: readonly RawRow[] = slice;
      if (columns === null) {
        const [header, ...rest] = slice;
        if (!header) continue;
        columns = readHeader({ header }).columns;
        cellOf = cellsBy(columns);
        told.hasDates = columns.some(({ text }) => text === datesColumn);
        rows = rest;
      }
      for (const row of rows) takeRow(told, kind, row, cellOf);
      if (rows.length > 0) onRows(columns, rows);
    }
  }
  return told;
}

/** By the columns' names: which there are depends on the project. */
function cellsBy(columns: readonly HeaderColumn[]) {
  const at = new Map(columns.map(({ text, index }) => [text, index]));
  return (row: RawRow, name: string) => {
    const index = at.get(name);
    return index === undefined ? undefined : row.cells[index];
  };
}

function takeRow(
  told: DownloadTold,
  kind: PlanKind,
  row: RawRow,
  cellOf: (row: RawRow, header: string) => RawCell | undefined,
): void {
  if (kind === 'web-users' && cellText(cellOf(row, 'status')) === invitedStatus) {
    told.invitations += 1;
    return;
  }
  told.people += 1;
  const moment = (name: string) => hqMoment(cellOf(row, `${name} (read only)`));
  const text = (name: string) => cellText(cellOf(row, name)).trim();
  told.activity.push(
    kind === 'web-users'
      ? {
          key: usernameKey(text('username')),
          lastForm: null,
          lastAccess: moment('last_access_date'),
          lastLogin: moment('last_login'),
        }
      : { key: text('user_id'), lastForm: moment('last_submission'), lastAccess: null, lastLogin: null },
  );
}
