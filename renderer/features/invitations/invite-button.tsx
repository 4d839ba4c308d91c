import { useState } from 'react';
import { IconMailForward } from '@tabler/icons-react';
import { t } from '#shared/messages/translate.ts';
import { useConnection } from '../../api/use-connection.ts';
import { GatedButton } from '../../ui/gated-button.tsx';
import { InviteDialog } from './invite-dialog.tsx';

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
