import { useCallback } from 'react';
import { useConnection } from '../../api/use-connection.ts';

/** HQ's present time, ms since 1970: a computer's clock may be wrong, and what runs out at HQ runs out by HQ's. */
export function useServerClock(): () => number {
  const ahead = useConnection().view?.serverAheadMs ?? 0;
  return useCallback(() => Date.now() + ahead, [ahead]);
}
