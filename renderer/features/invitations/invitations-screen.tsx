import { useRowWindow } from '../../api/use-row-window.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { PeopleScreen } from '../people/people-screen.tsx';
import { takePage } from '../people/take-page.ts';
import { invitationColumns } from './invitation-columns.tsx';

export function InvitationsScreen() {
  const filters = useListFilters((state) => state.filters.invitation);
  const rows = useRowWindow('invitations.list', filters, takePage);
  return <PeopleScreen entity="invitation" columns={invitationColumns()} rows={rows} />;
}
