import { call } from '../../api/call.ts';

/** So many names go one straight after the other: what people paste as a rule is answered while they look at it. */
const withoutRest = 20;
/** Milliseconds before each further one: 200 pasted names then take half of the pace kept for HQ's pages, and sync has the other half. */
const restMs = 1_000;

export type UsernameAsker = {
  /**
   * Asks HQ about those of the names it has not told yet, one at a time, behind what was asked for before. Ends early once `signal` is
   * aborted, or where HQ cannot be asked now. Never throws.
   */
  ask(usernames: readonly string[], signal: AbortSignal): Promise<void>;
};

/**
 * @param onTold after each answer: all that HQ has told so far, by username; '' where the name is free, else HQ's words
 * @param pause waits so many milliseconds
 */
export function createUsernameAsker(
  onTold: (told: ReadonlyMap<string, string>) => void,
  pause: (ms: number) => Promise<void>,
): UsernameAsker {
  const told = new Map<string, string>();
  let before: Promise<void> = Promise.resolve();

  async function round(usernames: readonly string[], signal: AbortSignal): Promise<void> {
    for (const username of usernames) {
      if (told.has(username)) continue;
      if (told.size >= withoutRest && !signal.aborted) await pause(restMs);
      if (signal.aborted) return;
      const result = await call('mobileWorkers.askUsername', { username });
      if (!result.ok || !result.data.asked) return;
      told.set(username, result.data.problem ?? '');
      onTold(new Map(told));
    }
  }

  return {
    ask(usernames, signal) {
      before = before.then(() => round(usernames, signal));
      return before;
    },
  };
}
