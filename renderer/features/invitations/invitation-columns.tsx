import type { InvitationRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { formatDate } from '../../ui/format.ts';
import { syncColumn, textColumn } from '../people/common-columns.tsx';
import { mailText, timeLeftText } from './invitation-text.ts';

/** The columns of the Pending Invitations table; `now`: HQ's present time. */
export function invitationColumns(now: number): Column<InvitationRow>[] {
  return [
    syncColumn('invitation'),
    textColumn('email', t('field.email'), (row) => row.email, { minWidth: 200, grow: 1.5, priority: 1 }),
    textColumn('role', t('field.role'), (row) => row.role, { minWidth: 130, priority: 3 }),
    textColumn('emailStatus', t('column.email-status'), mailText, { minWidth: 120, priority: 1 }),
    textColumn('timeLeft', t('column.days-left'), (row) => timeLeftText(row, now), {
      minWidth: 110,
      priority: 2,
      sortable: false,
    }),
    textColumn(
      'invitedOn',
      t('column.invited-on'),
      (row) => (row.invitedOn === null ? '' : formatDate(row.invitedOn)),
      { minWidth: 120, priority: 4 },
    ),
  ];
}
