import { useState } from 'react';
import { useOpenPerson } from '../people/detail/use-open-person.tsx';
import { InvitationForm } from './invitation-form.tsx';
import { InvitationView } from './invitation-view.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { useInvitationForm } from './use-invitation-form.ts';

type Props = { localId: string; project: string };

/** One invitation: looked at first, edited in the same place. */
export function InvitationPanel({ localId, project }: Props) {
  const { detail, problem, editing, edit, saved, cancel, close } = useOpenPerson('invitation', localId);
  const reading = useInvitationForm(detail);
  const [changingEmail, setChangingEmail] = useState(false);
  if (problem !== null) return problem;
  if (!detail) return null;
  const { read } = reading;
  if (editing)
    return (
      <InvitationForm key={localId} detail={detail} read={read} project={project} onDone={saved} onCancel={cancel} />
    );
  return (
    <>
      <InvitationView
        detail={detail}
        reading={reading}
        onEdit={edit}
        onChangeEmail={() => setChangingEmail(true)}
        onClose={close}
      />
      {changingEmail && (
        <InviteDialog project={project} replaces={{ detail, read }} onClose={() => setChangingEmail(false)} />
      )}
    </>
  );
}
