import type { InvitationRow } from '#shared/domain/entities.ts';
import { t } from '#shared/messages/translate.ts';
import type { Column } from '../../ui/data-grid/column.ts';
import { formatDate } from '../../ui/format.ts';
import { syncColumn, textColumn } from '../people/common-columns.tsx';

/** The columns of the Pending Invitations table. */
export function invitationColumns(): Column<InvitationRow>[] {
  return [
    syncColumn('invitation'),
    textColumn('email', t('field.email'), (row) => row.email, { minWidth: 200, grow: 1.5, priority: 1 }),
    textColumn('role', t('field.role'), (row) => row.role, { minWidth: 130, priority: 2 }),
    textColumn(
      'invitedOn',
      t('column.invited-on'),
      (row) => (row.invitedOn === null ? '' : formatDate(row.invitedOn)),
      {
        minWidth: 130,
        priority: 2,
      },
    ),
    textColumn('emailStatus', t('column.email-status'), mailState, { minWidth: 120, priority: 3 }),
  ];
}

/** HQ's word about the mail; an address that takes none is called as on HQ's page. */
function mailState({ bounced, emailStatus }: InvitationRow): string {
  return bounced ? t('invitation.undeliverable') : (emailStatus ?? '');
}
