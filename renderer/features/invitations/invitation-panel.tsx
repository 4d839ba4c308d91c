import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { t } from '#shared/messages/translate.ts';
import { useMethod } from '../../api/use-method.ts';
import { useNavigation } from '../../state/navigation.ts';
import { ErrorAlert } from '../../ui/error-alert.tsx';
import { InvitationForm } from './invitation-form.tsx';
import { InvitationView } from './invitation-view.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { useInvitationForm } from './use-invitation-form.ts';
import detailClasses from '../people/detail/detail.module.css';

type Props = { localId: string; project: string };

/** One invitation: looked at first, edited in the same place. */
export function InvitationPanel({ localId, project }: Props) {
  const invitation = useMethod('people.get', { entity: 'invitation', key: localId });
  const reading = useInvitationForm(invitation.data);
  const [editing, setEditing] = useState<string | null>(null);
  const [changingEmail, setChangingEmail] = useState(false);
  const { leave, openPerson, setUnsaved, wantsEdit } = useNavigation();
  const close = (): void => openPerson('invitation', null);
  useEffect(() => () => setUnsaved(false), [setUnsaved, localId]);
  useEffect(() => {
    if (wantsEdit !== localId) return;
    setEditing(localId);
    useNavigation.setState({ wantsEdit: null });
  }, [wantsEdit, localId]);

  if (invitation.error)
    return (
      <div className={detailClasses.body}>
        <ErrorAlert
          error={invitation.error.error}
          actions={
            <Button variant="default" onClick={close}>
              {t('detail.close')}
            </Button>
          }
        />
      </div>
    );
  if (!invitation.data) return null;
  if (editing === localId)
    return (
      <InvitationForm
        key={localId}
        detail={invitation.data}
        read={reading.read}
        project={project}
        onDone={() => setEditing(null)}
        onCancel={() => leave(() => setEditing(null))}
      />
    );
  return (
    <>
      <InvitationView
        detail={invitation.data}
        reading={reading}
        onEdit={() => setEditing(localId)}
        onChangeEmail={() => setChangingEmail(true)}
        onClose={close}
      />
      {changingEmail && (
        <InviteDialog
          project={project}
          replaces={{ detail: invitation.data, read: reading.read }}
          onClose={() => setChangingEmail(false)}
        />
      )}
    </>
  );
}
