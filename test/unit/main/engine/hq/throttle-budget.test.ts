import { describe, expect, it } from 'vitest';
import type { BudgetMemory } from '#engine/hq/rest-budget.ts';
import { createThrottle } from '#engine/hq/throttle.ts';
import { Throttle as HqThrottle } from '#practice/throttle.ts';
import { fakeClock } from '../../../../helpers/fake-clock.ts';

const hourMs = 3_600_000;

/** Numbers that look random and are the same each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

type Load = {
  users: number;
  callers: number;
  /** On the way to HQ, at most, ms. */
  latency: number;
  /** Calls come for so long, then there is quiet, ms. */
  busyMs: number;
  everyMs: number;
};

/** Callers that ask again as soon as they are answered, for 25 hours, with HQ's windows cut anywhere. */
async function simulate(load: Load) {
  const clock = fakeClock(Date.UTC(2026, 0, 5));
  const { now, setTimer } = clock.deps;
  const throttle = createThrottle(clock.deps);
  throttle.setUsers(load.users);
  const hq = new HqThrottle();
  const random = seeded(load.users);
  const begin = now();
  const phase = Math.floor(random() * 86_400_000);
  const sleep = (ms: number) => new Promise<void>((resolve) => void setTimer(() => resolve(), ms));
  let calls = 0;
  let refusals = 0;
  const told = new Set<string>();
  async function caller(): Promise<void> {
    for (;;) {
      const into = (now() - begin) % load.everyMs;
      if (into >= load.busyMs) await sleep(load.everyMs - into);
      const admission = await throttle.acquire('push');
      if (!admission.admitted) {
        told.add(admission.budget ?? admission.why);
        await sleep(admission.retryAfterMs);
        continue;
      }
      await sleep(Math.floor(random() * load.latency));
      const at = new Date(now() + phase);
      calls += 1;
      if (hq.allows(load.users, 0, at)) hq.count(at);
      else refusals += 1;
    }
  }
  for (let i = 0; i < load.callers; i += 1) void caller();
  await clock.advance(25 * hourMs);
  return { calls, refusals, told };
}

/** Some seconds of work on a quiet machine; on a busy one many times that. */
const simulationMs = 120_000;

describe('the throttle against the windows of HQ, for 25 hours', () => {
  const always = { latency: 150, busyMs: 25 * hourMs, everyMs: 25 * hourMs };
  it.each<Load>([
    { users: 0, callers: 2, ...always },
    { users: 1, callers: 3, ...always },
    { users: 20, callers: 4, ...always },
    { users: 100, callers: 8, ...always },
    // As much as can be asked of it is millions of calls: two minutes of it every five hours.
    { users: 10_000, callers: 60, latency: 40, busyMs: 120_000, everyMs: 5 * hourMs },
  ])('$users workers, $callers callers: never a 429, and no crawling', { timeout: simulationMs }, async (load) => {
    const { calls, refusals, told } = await simulate(load);
    expect(refusals).toBe(0);
    const allowed = 1_000 * load.users + 50;
    if (load.busyMs < load.everyMs) expect(calls).toBeGreaterThan(5 * 3.04 * load.users);
    else {
      expect(calls).toBeGreaterThan(allowed * 0.7);
      expect(told).toContain('day');
    }
  });
});

describe('the budget of an hour and a day', () => {
  async function useUp(kept: BudgetMemory | null = null) {
    const clock = fakeClock(Date.UTC(2026, 0, 5));
    let memory: BudgetMemory | null = kept;
    const keep = (budget: BudgetMemory) => void (memory = structuredClone(budget));
    const throttle = createThrottle(clock.deps, { kept, keep, pause: null, keepPause: () => undefined });
    const ask = async () => {
      const answer = throttle.acquire('push');
      await clock.advance(60_000);
      return answer;
    };
    return { clock, throttle, ask, memory: () => memory };
  }

  it('is said at once when it is used up, with the time when there is room for more than one call', async () => {
    const { clock, throttle, ask } = await useUp();
    throttle.setUsers(0);
    let made = 0;
    let last = await ask();
    for (; last.admitted; last = await ask()) made += 1;
    expect(made).toBe(27);
    expect(last).toMatchObject({ why: 'paused', budget: 'hour' });
    await clock.advance(last.retryAfterMs - 60_000);
    const more = [await ask(), await ask(), await ask()];
    expect(more.map(({ admitted }) => admitted)).toEqual([true, true, true]);
  });

  it('outlives a start, also with the clock set back in between', async () => {
    const first = await useUp();
    first.throttle.setUsers(0);
    for (let i = 0; i < 27; i += 1) await first.ask();
    first.throttle.keepNow();
    expect(first.memory()?.users).toBe(0);
    for (const by of [0, -86_400_000]) {
      const second = await useUp(first.memory());
      second.clock.set(27 * 60_000 + by);
      expect(await second.throttle.acquire('pull')).toMatchObject({ admitted: false, budget: 'hour' });
      // Not for good: what was counted by the wrong clock is over in two windows' time at the latest.
      await second.clock.advance(2 * hourMs + 60_000);
      expect(await second.throttle.acquire('pull')).toEqual({ admitted: true });
    }
  });

  it('keeps its counts now and then, not with each call', async () => {
    const clock = fakeClock();
    let times = 0;
    const throttle = createThrottle(clock.deps, {
      kept: null,
      keep: () => (times += 1),
      pause: null,
      keepPause: () => undefined,
    });
    throttle.setUsers(1_000);
    for (let i = 0; i < 100; i += 1) void throttle.acquire('pull');
    await clock.advance(4_900);
    expect(times).toBe(1);
    void throttle.acquire('pull');
    await clock.advance(200);
    void throttle.acquire('pull');
    await clock.advance(200);
    expect(times).toBe(2);
  });

  it('does not hold up pages, nor anything while nobody knows how large the project is', async () => {
    const { clock, throttle, ask } = await useUp();
    for (let i = 0; i < 100; i += 1) expect(await ask()).toEqual({ admitted: true });
    throttle.setUsers(0);
    expect(await ask()).toMatchObject({ budget: 'day' });
    expect(await throttle.acquire('pages')).toEqual({ admitted: true });
    await clock.advance(0);
  });
});
