/** What HQ's own workbook of people tells that no list of HQ's does: when each of them was last active. */
import type { PlanKind } from '#shared/domain/bulk-plan.ts';
import type { ToldActivity } from '../../mirror/activity.ts';
import { usernameKey } from '../../mirror/username-key.ts';
import type { RawCell, RawRow } from '../workbook/raw-sheet.ts';
import { cellText, readHeader } from '../workbook/read-header.ts';
import { readSheets } from '../workbook/read-workbook.ts';
import type { ReadWorkbookOptions } from '../workbook/read-workbook.ts';
import { hqMoment } from './hq-moment.ts';

export type DownloadTold = { people: number; invitations: number; activity: ToldActivity[] };

/** HQ's word in the column `status`. */
const invited = 'Invited';
/** The sheet of groups beside it tells nothing here. */
const sheetName = 'users';

/** @throws AppFailure as `readSheets` */
export async function readDownload(
  kind: PlanKind,
  bytes: Uint8Array,
  options: ReadWorkbookOptions,
): Promise<DownloadTold> {
  const told: DownloadTold = { people: 0, invitations: 0, activity: [] };
  for await (const { slices, around } of readSheets({ bytes, name: `${kind}.xlsx` }, options)) {
    if (around.name !== sheetName) continue;
    let cellOf: ((row: RawRow, header: string) => RawCell | undefined) | null = null;
    for await (const rows of slices)
      for (const row of rows) {
        if (cellOf === null) cellOf = columnsOf(row);
        else takeRow(told, kind, row, cellOf);
      }
  }
  return told;
}

/** By the columns' names: which there are depends on the project. */
function columnsOf(header: RawRow) {
  const at = new Map(readHeader({ header }).columns.map(({ text, index }) => [text, index]));
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
  if (kind === 'web-users' && cellText(cellOf(row, 'status')) === invited) {
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
