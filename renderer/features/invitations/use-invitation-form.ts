import { useEffect, useState } from 'react';
import type { PersonDetail } from '#shared/domain/change.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useConnection } from '../../api/use-connection.ts';
import { useLive } from '../../state/live.ts';

/** Whether the form's values are known here, and what stands in the way of reading them now. */
export type FormReading = { read: boolean; busy: boolean; problem: string };

/** Reads an invitation's form at HQ when it is opened and HQ can be asked; what was read before stays for the time offline. */
export function useInvitationForm(detail: PersonDetail | undefined): FormReading {
  const { view, missing } = useConnection();
  const online = useLive((state) => state.status?.reachable === true && !state.status.workOffline);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const localId = detail?.serverId ? detail.localId : null;
  const may = view !== null && missing('edit-invitation') === null && online;
  useEffect(() => {
    if (localId === null || !may) return;
    let wanted = true;
    setBusy(true);
    void call('invitations.read', { localId }).then((result) => {
      if (!wanted) return;
      setBusy(false);
      setProblem(result.ok ? '' : t('invitation.read.failed', { reason: result.error.message }));
    });
    return () => {
      wanted = false;
      setBusy(false);
    };
  }, [localId, may]);
  const truth = detail?.truth;
  return { read: truth === null || (truth !== undefined && 'assigned_location_ids' in truth), busy, problem };
}
