import type { EngineDeps } from '#engine/deps.ts';

/** A clock that moves only when told to; timers fire in order on the way. */
export function fakeClock(start = 1_000_000) {
  let time = start;
  let skew = 0;
  let timers: { at: number; callback: () => void }[] = [];
  return {
    deps: {
      now: () => time + skew,
      random: () => 0.5,
      setTimer: (callback, ms) => {
        const entry = { at: time + ms, callback };
        timers.push(entry);
        return { cancel: () => void (timers = timers.filter((other) => other !== entry)) };
      },
    } satisfies Pick<EngineDeps, 'now' | 'random' | 'setTimer'>,
    /** Lets `ms` go by; promises settled by a timer run before the next timer does. */
    async advance(ms: number): Promise<void> {
      const end = time + ms;
      // What was settled before now belongs to now.
      await Promise.resolve();
      await Promise.resolve();
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        time = Math.max(time, due.at);
        due.callback();
        await Promise.resolve();
        await Promise.resolve();
      }
      time = end;
      await Promise.resolve();
    },
    /** Somebody sets the computer's clock; timers do not mind. */
    set(by: number): void {
      skew += by;
    },
    pendingTimers: () => timers.length,
  };
}
