import { useState } from 'react';
import { IconMailForward } from '@tabler/icons-react';
import type { Account } from '#shared/domain/account.ts';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useRowWindow } from '../../api/use-row-window.ts';
import { useListFilters } from '../../state/list-filters.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import { PeopleScreen } from '../people/people-screen.tsx';
import { takePage } from '../people/take-page.ts';
import { invitationColumns } from './invitation-columns.tsx';
import { InvitationPanel } from './invitation-panel.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { useServerClock } from './use-server-clock.ts';

export function InvitationsScreen({ account }: { account: Account }) {
  const filters = useListFilters((state) => state.filters.invitation);
  const rows = useRowWindow('invitations.list', filters, takePage);
  const now = useServerClock();
  return (
    <PeopleScreen
      entity="invitation"
      columns={invitationColumns(now())}
      rows={rows}
      actions={<InviteButton project={account.project} />}
      detail={(localId) => <InvitationPanel key={localId} localId={localId} project={account.project} />}
    />
  );
}

/** "Invite Web User", with its dialog; where the connection cannot invite, it says why. */
export function InviteButton({ project }: { project: string }) {
  const { forbidden } = useConnection();
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <GatedButton
        missing={forbidden('invite')}
        leftSection={<IconMailForward size={14} aria-hidden />}
        onClick={() => setInviting(true)}
      >
        {t('invite.open')}
      </GatedButton>
      {inviting && <InviteDialog project={project} onClose={() => setInviting(false)} />}
    </>
  );
}
