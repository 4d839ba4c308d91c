/** When to try again (pure; randomness given). Delays double, half of each is random so that many clients do not come back at once. */
import { longestPauseMs } from '../hq/throttle.ts';

/** First delay: long enough for a hiccup, short enough not to be noticed. */
export const firstDelayMs = 2_000;
/** Longest delay: a project that is back is noticed within five minutes. */
export const longestDelayMs = 300_000;
/** HQ's windows of 429 are a second, a minute, an hour and a day; a pause shorter than this only meets the next 429. */
export const firstThrottlePauseMs = 15_000;

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

/** Pause after a 429: the server's own wish when it has one, else backoff over consecutive pauses. */
export function throttlePause(consecutive: number, random: number, retryAfterMs: number | null): number {
  const pause = Math.max(retryAfterMs ?? 0, backoffDelay(consecutive, random, firstThrottlePauseMs));
  return Math.min(pause, longestPauseMs);
}

/** `ms` moved by up to `share` to either side. */
export function jitter(ms: number, random: number, share = 0.1): number {
  return Math.round(ms * (1 - share + 2 * share * random));
}
