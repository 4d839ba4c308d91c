import type { Account } from '#shared/domain/account.ts';
import { t } from '#shared/messages/translate.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { formatMoment } from '../../ui/format.ts';
import { PeopleScreen } from '../people/people-screen.tsx';
import { takePage } from '../people/take-page.ts';
import { invitationColumns } from './invitation-columns.tsx';
import { InvitationPanel } from './invitation-panel.tsx';
import { InviteButton } from './invite-button.tsx';
import { useServerClock } from './use-server-clock.ts';

export function InvitationsScreen({ account }: { account: Account }) {
  const filters = useListFilters((state) => state.filters.invitation);
  const rows = useRowWindow('invitations.list', filters, takePage);
  const now = useServerClock();
  const asOf = rows.facts?.asOf ?? null;
  return (
    <PeopleScreen
      entity="invitation"
      columns={invitationColumns(now())}
      rows={rows}
      counted={asOf === null ? null : t('invitations.as-of', { when: formatMoment(asOf, Date.now()) })}
      actions={<InviteButton project={account.project} />}
      detail={(localId) => <InvitationPanel key={localId} localId={localId} project={account.project} />}
    />
  );
}
