/** Timers from outside, so that tests decide when time passes. */
export type Timers = { set(callback: () => void, ms: number): { cancel(): void } };

/** The process's own timers. */
export const systemTimers: Timers = {
  set(callback, ms) {
    const handle = setTimeout(callback, ms);
    return {
      cancel: () => {
        clearTimeout(handle);
      },
    };
  },
};

/** Waits at most `ms` for a promise. @returns whether it was fulfilled or rejected in time */
export async function settlesWithin(promise: Promise<unknown>, ms: number, timers: Timers): Promise<boolean> {
  let timer: { cancel(): void } | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = timers.set(() => {
      resolve(false);
    }, ms);
  });
  const settled = promise.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([settled, late]);
  } finally {
    timer?.cancel();
  }
}
