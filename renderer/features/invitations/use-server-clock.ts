import { useCallback, useEffect, useState } from 'react';
import { msOfDayLeft } from '#shared/domain/invitation-clock.ts';
import { useConnection } from '../../api/use-connection.ts';

/**
 * HQ's present time, ms since 1970: a computer's clock may be wrong, and what runs out at HQ runs out by HQ's. Whoever
 * shows it is drawn anew when HQ's day ends: a window that stays open offline goes on counting.
 */
export function useServerClock(): () => number {
  const ahead = useConnection().view?.serverAheadMs ?? 0;
  const now = useCallback(() => Date.now() + ahead, [ahead]);
  const [day, nextDay] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => nextDay((count) => count + 1), msOfDayLeft(now()));
    return () => clearTimeout(timer);
  }, [now, day]);
  return now;
}
