import { describe, expect, it } from 'vitest';
import { backoffDelay, firstDelayMs, jitter, longestDelayMs } from '#engine/sync/backoff.ts';

describe('backoff', () => {
  it('doubles, half of it random, up to five minutes', () => {
    expect(backoffDelay(1, 0)).toBe(firstDelayMs / 2);
    expect(backoffDelay(1, 1)).toBe(firstDelayMs);
    expect(backoffDelay(3, 1)).toBe(firstDelayMs * 4);
    expect(backoffDelay(1_000, 1)).toBe(longestDelayMs);
    expect(backoffDelay(1_000, 0)).toBe(longestDelayMs / 2);
  });

  it('never falls below one half of the first delay', () => {
    for (const attempt of [-1, 0, 1]) expect(backoffDelay(attempt, 0)).toBe(firstDelayMs / 2);
  });

  it('moves a period a little to either side', () => {
    expect(jitter(1_000, 0)).toBe(900);
    expect(jitter(1_000, 0.5)).toBe(1_000);
    expect(jitter(1_000, 1)).toBe(1_100);
  });
});
