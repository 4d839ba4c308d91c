import type { Account } from '#shared/domain/account.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { PersonPanel } from '../people/detail/person-panel.tsx';
import { PeopleScreen } from '../people/people-screen.tsx';
import { takePage } from '../people/take-page.ts';
import { webUserColumns } from './web-user-columns.tsx';

export function WebUsersScreen({ account }: { account: Account }) {
  const filters = useListFilters((state) => state.filters['web-user']);
  const rows = useRowWindow('webUsers.list', filters, takePage);
  return (
    <PeopleScreen
      entity="web-user"
      columns={webUserColumns()}
      rows={rows}
      detail={(localId) => <PersonPanel entity="web-user" localId={localId} project={account.project} />}
    />
  );
}
