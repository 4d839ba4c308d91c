import { describe, expect, it } from 'vitest';
import { createThrottle } from '#engine/hq/throttle.ts';
import type { Admission, KeptPause, Throttle, ThrottleLane } from '#engine/hq/throttle.ts';
import { fakeClock } from '../../../../helpers/fake-clock.ts';

function setUp() {
  const clock = fakeClock();
  const throttle = createThrottle(clock.deps);
  const times: number[] = [];
  const start = clock.deps.now();
  const ask = (count: number, lane: ThrottleLane = 'pull', target: Throttle = throttle) => {
    for (let i = 0; i < count; i += 1)
      void target.acquire(lane).then((admission) => {
        if (admission.admitted) times.push(clock.deps.now() - start);
      });
  };
  return { clock, throttle, times, ask };
}

/** The most calls that lie within any window of this length; `times` in order. */
function most(times: number[], windowMs: number): number {
  let found = 0;
  let first = 0;
  for (const [index, at] of times.entries()) {
    while ((times[first] ?? at) <= at - windowMs) first += 1;
    found = Math.max(found, index - first + 1);
  }
  return found;
}

describe('throttle', () => {
  it('starts with a few calls, as for the smallest project, until the number of users is known', async () => {
    const { clock, times, ask } = setUp();
    ask(30);
    await clock.advance(0);
    expect(times).toEqual([0]);
    await clock.advance(59_999);
    expect(times).toHaveLength(12);
    expect(most(times, 1_000)).toBe(1);
  });

  it('lets pages go beside REST at a pace of their own, known or unknown the number of users', async () => {
    for (const users of [null, 0]) {
      const { clock, throttle, times, ask } = setUp();
      if (users !== null) throttle.setUsers(users);
      let rest = 0;
      for (let i = 0; i < 5; i += 1) void throttle.acquire('pull').then(() => (rest += 1));
      ask(200, 'pages');
      await clock.advance(0);
      expect([rest, times.length]).toEqual([1, 5]);
      await clock.advance(59_999);
      expect([rest, times.length]).toEqual([5, 120]);
      expect(most(times, 1_000)).toBe(5);
    }
  });

  it('lets pages of a large project go as fast as REST, and holds them up in a pause alike', async () => {
    const { clock, throttle, times, ask } = setUp();
    throttle.setUsers(1_000);
    ask(400, 'pages');
    await clock.advance(1_000);
    expect(times).toHaveLength(348);
    throttle.refused(null);
    expect(await throttle.acquire('pages')).toMatchObject({ admitted: false, why: 'paused' });
    await clock.advance(60_000);
    expect(times).toHaveLength(348);
  });

  it.each([0, 10, 400, 5_000])('stays below the budget of a project of %i users', async (users) => {
    const { clock, throttle, times, ask } = setUp();
    throttle.setUsers(users);
    ask(20_000);
    await clock.advance(180_000);
    expect(most(times, 1_000)).toBeLessThanOrEqual(0.217 * users + 1);
    expect(most(times, 60_000)).toBeLessThanOrEqual(3.04 * users + 10);
    // Metering must not mean crawling: most of the minute's budget is used.
    expect(most(times, 60_000)).toBeGreaterThanOrEqual(Math.floor((3.04 * users + 10) * 0.8));
  });

  it('lets pull and push take turns', async () => {
    const { clock, throttle } = setUp();
    throttle.setUsers(0);
    const order: ThrottleLane[] = [];
    for (const lane of ['pull', 'pull', 'pull', 'pull', 'push', 'push'] as const)
      void throttle.acquire(lane).then(() => order.push(lane));
    await clock.advance(10_000);
    expect(order.slice(0, 5).filter((lane) => lane === 'push')).toHaveLength(2);
  });

  it('takes a cancelled call out of the queue', async () => {
    const { clock, throttle, times, ask } = setUp();
    throttle.setUsers(0);
    ask(1);
    const stop = new AbortController();
    const waiting = throttle.acquire('pull', stop.signal);
    ask(1);
    stop.abort();
    expect(await waiting).toMatchObject({ admitted: false, why: 'cancelled' });
    await clock.advance(1_250);
    expect(times).toEqual([0, 1_250]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('pauses longer after each 429 in a row, until HQ has let calls through for as long as the pause was', async () => {
    const { clock, throttle } = setUp();
    const pauseAndWait = async () => {
      const length = throttle.refused(null) - clock.deps.now();
      await clock.advance(length);
      throttle.answered();
      return length;
    };
    const lengths: number[] = [];
    for (let i = 0; i < 6; i += 1) lengths.push(await pauseAndWait());
    expect(lengths).toEqual([15_000, 60_000, 300_000, 900_000, 900_000, 900_000]);
    await clock.advance(900_000);
    throttle.answered();
    expect(await pauseAndWait()).toBe(15_000);
  });

  it('takes 429s of calls that were under way together for one, and the longest Retry-After of them', async () => {
    const { clock, throttle } = setUp();
    const first = throttle.refused(null);
    expect([throttle.refused(null), throttle.refused(1_000)]).toEqual([first, first]);
    expect(throttle.refused(40_000)).toBe(clock.deps.now() + 40_000);
    await clock.advance(40_000);
    expect(throttle.refused(null) - clock.deps.now()).toBe(60_000);
  });

  it('turns away everything in a pause, also what HQ does not count', async () => {
    const { throttle } = setUp();
    throttle.refused(null);
    for (const lane of ['pull', 'push', 'pages', 'free'] as const)
      expect(await throttle.acquire(lane)).toEqual({ admitted: false, why: 'paused', retryAfterMs: 15_000 });
  });

  it('lets one call go alone after a pause, and the others by its answer', async () => {
    const { clock, throttle, times, ask } = setUp();
    throttle.setUsers(1_000);
    await clock.advance(throttle.refused(null) - clock.deps.now());
    expect(await throttle.acquire('free')).toEqual({ admitted: true, probe: true });
    ask(3);
    ask(3, 'pages');
    await clock.advance(30_000);
    expect(times).toEqual([]);
    // No answer, or one that says nothing: the next goes alone, too.
    throttle.probed(false);
    await clock.advance(0);
    expect(times).toHaveLength(1);
    throttle.probed(true);
    await clock.advance(0);
    expect(times).toHaveLength(6);
  });

  it('begins the pause anew where the call that went alone is refused', async () => {
    const { clock, throttle, times, ask } = setUp();
    await clock.advance(throttle.refused(null) - clock.deps.now());
    ask(1);
    await clock.advance(0);
    ask(3);
    expect(throttle.refused(null)).toBe(clock.deps.now() + 60_000);
    throttle.probed(false);
    await clock.advance(0);
    expect(times).toHaveLength(1);
    expect(await throttle.acquire('push')).toMatchObject({ admitted: false, why: 'paused' });
  });

  it('answers at once during a longer pause, also those who wait already', async () => {
    const { clock, throttle } = setUp();
    throttle.setUsers(0);
    void throttle.acquire('pull');
    const waiting = throttle.acquire('push');
    throttle.refused(60_000);
    const expected: Admission = { admitted: false, why: 'paused', retryAfterMs: 60_000 };
    expect(await waiting).toEqual(expected);
    expect(await throttle.acquire('pull')).toEqual(expected);
    expect(throttle.pausedUntil()).toBe(clock.deps.now() + 60_000);
  });

  it('keeps a pause over a new start, and how many there were in a row', async () => {
    const { clock } = setUp();
    const kept: (KeptPause | null)[] = [];
    const start = (pause: KeptPause | null) =>
      createThrottle(clock.deps, { kept: null, keep: () => undefined, pause, keepPause: (one) => kept.push(one) });
    start(null).refused(null);
    await clock.advance(5_000);
    const next = start(kept[0] ?? null);
    expect(await next.acquire('pull')).toMatchObject({ admitted: false, why: 'paused', retryAfterMs: 10_000 });
    await clock.advance(10_000);
    expect(await next.acquire('pull')).toEqual({ admitted: true, probe: true });
    expect(next.refused(null) - clock.deps.now()).toBe(60_000);
  });

  // Counter-example of the fault suite (seed 5026): every call waited for the day it had been.
  it('does not wait for yesterday when the clock is set back', async () => {
    const { clock, throttle, times, ask } = setUp();
    throttle.setUsers(0);
    ask(1);
    await clock.advance(2_000);
    clock.set(-86_400_000);
    ask(1);
    await clock.advance(2_000);
    expect(times).toHaveLength(2);
  });

  it('keeps a pause as long as it was, though the clock is set back meanwhile', async () => {
    const { clock, throttle } = setUp();
    throttle.refused(60_000);
    clock.set(-3_600_000);
    expect(await throttle.acquire('pull')).toMatchObject({ admitted: false, why: 'paused', retryAfterMs: 60_000 });
    await clock.advance(60_000);
    expect(await throttle.acquire('pull')).toEqual({ admitted: true, probe: true });
  });

  it('takes a longer pause though the one before lies in a time to come', async () => {
    const { clock, throttle } = setUp();
    throttle.refused(60_000);
    clock.set(-86_400_000);
    throttle.refused(600_000);
    expect(await throttle.acquire('pull')).toMatchObject({ admitted: false, retryAfterMs: 600_000 });
  });
});
