import type { Account } from '#shared/domain/account.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { SheetMenu } from '../bulk-changes/sheet-menu.tsx';
import { InviteButton } from '../invitations/invite-button.tsx';
import { BulkBar } from '../people/bulk/bulk-bar.tsx';
import { ColumnChooser } from '../people/column-chooser.tsx';
import { DownloadButton } from '../people/download-button.tsx';
import { PersonPanel } from '../people/detail/person-panel.tsx';
import { PeopleScreen } from '../people/people-screen.tsx';
import { openRowMenu } from '../people/row-menu.tsx';
import { takePage } from '../people/take-page.ts';
import { useListChoice } from '../people/use-list-choice.ts';
import { useSelection } from '../people/use-selection.ts';
import { AccessSection } from './access-section.tsx';
import { webUserBulk } from './web-user-bulk.ts';
import { choosableColumns, columnNote, webUserColumns } from './web-user-columns.tsx';
import { WebUserHelp } from './web-user-help.tsx';

/** The members of the project: seen, chosen, edited and given or refused access, one or many at a time. */
export function WebUsersScreen({ account }: { account: Account }) {
  const filters = useListFilters((state) => state.filters['web-user']);
  const rows = useRowWindow('webUsers.list', filters, takePage);
  const selection = useSelection('webUsers.list', filters, rows);
  const { hidden, keep } = useListChoice(account.id, 'web-user');
  const columns = webUserColumns();
  const choosable = columns.filter(({ key }) => (choosableColumns as readonly string[]).includes(key));
  return (
    <PeopleScreen
      entity="web-user"
      columns={columns.filter(({ key }) => !hidden.includes(key))}
      rows={rows}
      selection={selection}
      onMenu={openRowMenu}
      onSorted={(sort) => void keep({ sort })}
      bar={<BulkBar entity="web-user" offers={webUserBulk} selection={selection} project={account.project} />}
      actions={
        <>
          <InviteButton project={account.project} />
          <DownloadButton kind="web-users" />
          <SheetMenu kind="web-users" />
          <ColumnChooser
            columns={choosable.map(({ key, label }) => ({ key, label, more: columnNote(key) }))}
            hidden={hidden}
            onChange={(next) => void keep({ hidden: next })}
          />
          <WebUserHelp />
        </>
      }
      detail={(localId) => (
        <PersonPanel
          entity="web-user"
          localId={localId}
          project={account.project}
          actions={(detail) => <AccessSection detail={detail} />}
        />
      )}
    />
  );
}
