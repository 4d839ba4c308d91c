import { describe, expect, it } from 'vitest';
import { createWindowCount } from '#engine/hq/window-count.ts';

const day = 86_400_000;
const hour = 3_600_000;

describe('a clock that is set back by a day', () => {
  it('does not make the calls of two days count as those of one', () => {
    const count = createWindowCount(day);
    // 60 calls yesterday, 60 today: of yesterday's half have faded.
    for (let call = 0; call < 60; call += 1) count.add(10 * day + call);
    for (let call = 0; call < 60; call += 1) count.add(11.5 * day + call);
    const before = count.used(11.5 * day + hour);
    expect(before).toBeLessThan(100);
    expect(count.used(10.5 * day + hour)).toBeLessThanOrEqual(before + 5);
    expect(count.waitMs(10.5 * day + hour, 100)).toBe(0);
  });

  it('forgets no call of the day', () => {
    const kept = createWindowCount(day);
    for (let call = 0; call < 60; call += 1) kept.add(11 * day + call);
    const count = createWindowCount(day, kept.pieces());
    expect(count.used(10 * day)).toBe(60);
    expect(count.used(10 * day + 12 * hour)).toBe(60);
    expect(count.used(12.5 * day)).toBe(0);
  });
});
