/**
 * Keeps Roster's own calls below what HQ allows a project (HQ counts per project and window, sends no limit headers, and answers
 * an empty 429 without Retry-After when it is too much). Pull and push take turns, so that neither starves the other.
 * Source: corehq/apps/api/resources/meta.py (`HQThrottle`), corehq/project_limits.
 */
import type { EngineDeps, TimerHandle } from '../deps.ts';

const lanes = ['pull', 'push', 'pages'] as const;
/**
 * Who asks: whole listings, single reads and writes for waiting changes, or HQ's web pages. The first two share HQ's budget for REST.
 * HQ's throttle is REST's alone (`HQThrottle` belongs to the resources): pages have a pace of their own and take nothing from it.
 */
type Budget = { second: number; minute: number };
export type ThrottleLane = (typeof lanes)[number];

export type Admission = { admitted: true } | { admitted: false; why: 'cancelled' | 'paused'; retryAfterMs: number };

/** Part of HQ's budget we take: other integrations of the project share it, and its windows are not cut where ours are. */
const share = 0.9;
/** Before a listing has told how many users there are: as for the smallest project, but the first calls need not crawl. */
const startBudget: Budget = { second: 2, minute: 10 };
/**
 * For pages, at least: a sign-in and the look at the project (some ten pages) take seconds whatever the project's size, and one person
 * with a browser asks for more. In a large project pages may go as fast as REST.
 */
const pagesBudget: Budget = { second: 5, minute: 120 };
/** Pauses after the 1st, 2nd … 429 in a row, ms: past the second's window, then the minute's, then the hour's a few times over. */
const pauses = [2_000, 15_000, 60_000, 300_000, 900_000];
/** HQ's longest window is a day: a Retry-After that asks for more is some proxy's mistake, and must not stop sync for good. */
export const longestPauseMs = 86_400_000;
/** A pause this short is waited out; a longer one is answered at once, so that a run can end and say so. */
const shortPauseMs = 3_000;

export type Throttle = {
  /** Waits for a place in the budget. Cancelled through the signal, or refused while a longer pause lasts. */
  acquire(lane: ThrottleLane, signal?: AbortSignal): Promise<Admission>;
  /** Number of the project's users as last seen in a listing (HQ's N). */
  setUsers(count: number): void;
  /** HQ said 429. Begins (or lengthens) the pause and gives its end, ms since 1970. */
  refused(retryAfterMs: number | null): number;
  /** An answer other than 429 came: the next 429 starts with the short pause again. */
  answered(): void;
  /** End of the present pause, ms since 1970; null when there is none. */
  pausedUntil(): number | null;
  /** Sets a pause, e.g. one kept from an earlier run. */
  pauseUntil(until: number): void;
};

type Waiting = { resolve: (admission: Admission) => void; signal: AbortSignal | undefined; onAbort: () => void };

function meterOf(lane: ThrottleLane): 'rest' | 'pages' {
  return lane === 'pages' ? 'pages' : 'rest';
}

function restBudget(users: number): Budget {
  return {
    second: Math.max(1, Math.floor((0.217 * users + 1) * share)),
    minute: Math.max(1, Math.floor((3.04 * users + 10) * share)),
  };
}

export function createThrottle(deps: Pick<EngineDeps, 'now' | 'random' | 'setTimer'>): Throttle {
  const queues: Record<ThrottleLane, Waiting[]> = { pull: [], push: [], pages: [] };
  /** Times of the calls of the last minute, oldest first. */
  const calls: { rest: number[]; pages: number[] } = { rest: [], pages: [] };
  let users: number | null = null;
  /** Index of the lane whose turn it is. */
  let turn = 0;
  let pausedTill = 0;
  /** How long the present pause is at most: the clock may be set back while it lasts. */
  let pauseMs = 0;
  let refusals = 0;
  let timer: TimerHandle | null = null;

  function budgetOf(meter: keyof typeof calls): Budget {
    const rest = users === null ? startBudget : restBudget(users);
    if (meter === 'rest') return rest;
    return {
      second: Math.max(rest.second, pagesBudget.second),
      minute: Math.max(rest.minute, pagesBudget.minute),
    };
  }

  /** Milliseconds until one more call fits, 0 when it fits now. */
  function waitMs(lane: ThrottleLane, now: number): number {
    const meter = meterOf(lane);
    // A call that lies ahead was made before the clock was set back; when that was, nobody can say any more.
    const lately = calls[meter].filter((at) => at > now - 60_000 && at <= now);
    calls[meter] = lately;
    const { second, minute } = budgetOf(meter);
    const untilSecond = (lately[lately.length - second] ?? -Infinity) + 1_000 - now;
    const untilMinute = (lately[lately.length - minute] ?? -Infinity) + 60_000 - now;
    return Math.max(0, untilSecond, untilMinute, pausedTill - now);
  }

  /** Lanes with somebody waiting, the one whose turn it is first. */
  function waitingLanes(): ThrottleLane[] {
    return [...lanes.slice(turn), ...lanes.slice(0, turn)].filter((lane) => queues[lane].length > 0);
  }

  function pause(until: number): void {
    const now = deps.now();
    if (until <= Math.max(now, pausedTill)) return;
    pausedTill = until;
    pauseMs = until - now;
  }

  function drain(): void {
    timer?.cancel();
    timer = null;
    const now = deps.now();
    pausedTill = Math.min(pausedTill, now + pauseMs);
    if (pausedTill - now > shortPauseMs) {
      for (const lane of waitingLanes())
        for (const waiting of queues[lane].splice(0))
          settle(waiting, { admitted: false, why: 'paused', retryAfterMs: pausedTill - now });
      return;
    }
    for (let asking = waitingLanes(); asking.length > 0; asking = waitingLanes()) {
      const waits = asking.map((lane) => waitMs(lane, deps.now()));
      const lane = asking[waits.indexOf(0)];
      if (lane === undefined) {
        timer = deps.setTimer(drain, Math.min(...waits));
        return;
      }
      admit(lane);
    }
  }

  function admit(lane: ThrottleLane): void {
    calls[meterOf(lane)].push(deps.now());
    turn = (lanes.indexOf(lane) + 1) % lanes.length;
    const waiting = queues[lane].shift();
    if (waiting) settle(waiting, { admitted: true });
  }

  function settle(waiting: Waiting, admission: Admission): void {
    waiting.signal?.removeEventListener('abort', waiting.onAbort);
    waiting.resolve(admission);
  }

  return {
    acquire: (lane, signal) =>
      new Promise((resolve) => {
        const cancelled: Admission = { admitted: false, why: 'cancelled', retryAfterMs: 0 };
        if (signal?.aborted) {
          resolve(cancelled);
          return;
        }
        const waiting: Waiting = {
          resolve,
          signal,
          onAbort: () => {
            queues[lane] = queues[lane].filter((other) => other !== waiting);
            resolve(cancelled);
          },
        };
        signal?.addEventListener('abort', waiting.onAbort, { once: true });
        queues[lane].push(waiting);
        drain();
      }),
    setUsers: (count) => {
      users = count;
      drain();
    },
    refused: (retryAfterMs) => {
      const step = pauses[Math.min(refusals, pauses.length - 1)] ?? shortPauseMs;
      refusals += 1;
      // Jitter of a quarter either way: several Rosters of one project must not come back in the same moment.
      const length = Math.min(retryAfterMs ?? step * (0.75 + deps.random() / 2), longestPauseMs);
      pause(Math.ceil(deps.now() + length));
      drain();
      return pausedTill;
    },
    answered: () => {
      // Answers to calls sent before the 429 say nothing about the pause.
      if (deps.now() >= pausedTill) refusals = 0;
    },
    pausedUntil: () => (pausedTill > deps.now() ? pausedTill : null),
    pauseUntil: (until) => {
      pause(until);
      drain();
    },
  };
}
