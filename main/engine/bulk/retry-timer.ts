/** When HQ is asked again about a job that it gave no answer about. */
import type { EngineDeps, TimerHandle } from '../deps.ts';

export type RetryTimer = {
  /** No answer: once more in a while, the longer the more often there was none. */
  later(): void;
  /** There was an answer: the next time counts as the first. */
  answered(): void;
  cancel(): void;
};

/** Behind the 1st, 2nd … try in a row that got no answer, ms: a gateway is back in a moment, HQ under maintenance in a while. */
const waits = [30_000, 60_000, 120_000, 300_000];

export function createRetryTimer(deps: Pick<EngineDeps, 'setTimer'>, ask: () => void): RetryTimer {
  let failures = 0;
  let timer: TimerHandle | null = null;
  return {
    later() {
      if (timer !== null) return;
      const wait = waits[Math.min(failures, waits.length - 1)] ?? 0;
      failures += 1;
      timer = deps.setTimer(() => {
        timer = null;
        ask();
      }, wait);
    },
    answered() {
      failures = 0;
    },
    cancel() {
      timer?.cancel();
      timer = null;
    },
  };
}
