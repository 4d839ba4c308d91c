import { useLive } from '../../state/live.ts';

/** Whether HQ can be asked now, as far as the last try tells. */
export function useReachable(): boolean {
  return useLive(({ status }) => status !== null && !status.workOffline && status.reachable !== false);
}
