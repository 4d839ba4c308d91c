/** When to try again (pure; randomness given). Delays double, half of each is random so that many clients do not come back at once. */

/** First delay: long enough for a hiccup, short enough not to be noticed. */
export const firstDelayMs = 2_000;
/** Longest delay: a project that is back is noticed within five minutes. */
export const longestDelayMs = 300_000;

/**
 * @param attempt 1 for the first failure
 * @param random  in [0, 1)
 * @returns milliseconds
 */
export function backoffDelay(attempt: number, random: number, first = firstDelayMs): number {
  const doublings = Math.min(Math.max(attempt - 1, 0), 30);
  const full = Math.min(first * 2 ** doublings, longestDelayMs);
  return Math.round(full / 2 + (full / 2) * random);
}

/** `ms` moved by up to `share` to either side. */
export function jitter(ms: number, random: number, share = 0.1): number {
  return Math.round(ms * (1 - share + 2 * share * random));
}
