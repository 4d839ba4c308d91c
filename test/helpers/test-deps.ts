import type { EngineDeps } from '#engine/deps.ts';

/** The seed of this run; the same seed gives the same run. */
export const seed = Number(process.env['ROSTER_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

export type TestDeps = EngineDeps & {
  /** Lines logged so far. */
  logged: { level: string; message: string }[];
  /** Moves the clock. */
  advance(ms: number): void;
};

/** Dependencies of the engine under a test's control: a clock that moves by hand, seeded randomness, timers of the real world. */
export function testDeps(more: Partial<EngineDeps> = {}): TestDeps {
  let now = Date.UTC(2026, 5, 1, 9, 0, 0);
  const random = seededRandom(seed);
  const logged: TestDeps['logged'] = [];
  return {
    logged,
    advance(ms) {
      now += ms;
    },
    now: () => now,
    random,
    uuid: () =>
      hex(random, 8) + '-' + hex(random, 4) + '-4' + hex(random, 3) + '-8' + hex(random, 3) + '-' + hex(random, 12),
    setTimer(callback, ms) {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
    log(level, message) {
      logged.push({ level, message });
    },
    version: '0.0.0-test',
    ...more,
  };
}

/** mulberry32: small, good enough, the same everywhere. */
export function seededRandom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function hex(random: () => number, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}
