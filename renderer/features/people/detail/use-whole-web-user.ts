import { useEffect } from 'react';
import type { PersonDetail } from '#shared/domain/change.ts';
import { call } from '../../../api/call.ts';
import { useConnection } from '../../../api/use-connection.ts';
import { useLookups } from '../../../api/use-lookups.ts';
import { useLive } from '../../../state/live.ts';

/**
 * Reads the web user who is open at HQ where its lists leave something out that can be edited: the Tableau groups. What was read before
 * stays for the time offline; a failed read takes nothing away, and the form says what it does not know.
 */
export function useWholeWebUser(detail: PersonDetail | undefined): void {
  const { view, missing } = useConnection();
  const { usesTableau } = useLookups();
  const online = useLive((state) => state.status?.reachable === true && !state.status.workOffline);
  const localId = detail?.entity === 'web-user' && detail.serverId !== null ? detail.localId : null;
  const may = usesTableau && view !== null && missing('set-tableau') === null && online;
  useEffect(() => {
    if (localId !== null && may) void call('webUsers.read', { localId });
  }, [localId, may]);
}
