/**
 * Keeps Roster's own calls below what HQ allows a project (HQ counts per project and window, sends no limit headers, and answers
 * an empty 429 without Retry-After when it is too much). Pull and push take turns, so that neither starves the other. What that budget is
 * and how much of it is left: rest-budget.ts.
 * Source: corehq/apps/api/resources/meta.py (`HQThrottle`), corehq/project_limits.
 */
import type { EngineDeps, TimerHandle } from '../deps.ts';
import { callsPerMinute, callsPerSecond, createRestBudget } from './rest-budget.ts';
import type { BudgetMemory, LongWindow, Wait } from './rest-budget.ts';

const lanes = ['pull', 'push', 'pages'] as const;
/**
 * Who asks: whole listings, single reads and writes for waiting changes, or HQ's web pages. The first two share HQ's budget for REST.
 * HQ's throttle is REST's alone (`HQThrottle` belongs to the resources): pages have a pace of their own and take nothing from it.
 */
export type ThrottleLane = (typeof lanes)[number];

export type Admission =
  | { admitted: true }
  /** `budget`: it is Roster that keeps below what HQ allows in this window, not HQ that refused. */
  | { admitted: false; why: 'cancelled' | 'paused'; retryAfterMs: number; budget?: LongWindow };

/**
 * For pages, at least: a sign-in and the look at the project (some ten pages) take seconds whatever the project's size, and one person
 * with a browser asks for more. In a large project pages may go as fast as REST.
 */
const pagesBudget = { second: 5, minute: 120 };
/** Pauses after the 1st, 2nd … 429 in a row, ms: past the second's window, then the minute's, then the hour's a few times over. */
const pauses = [2_000, 15_000, 60_000, 300_000, 900_000];
/** HQ's longest window is a day: a Retry-After that asks for more is some proxy's mistake, and must not stop sync for good. */
export const longestPauseMs = 86_400_000;
/** A pause this short is waited out; a longer one is answered at once, so that a run can end and say so. */
const shortPauseMs = 3_000;
/** Counts of hours and days are kept this often at most: what a kill can lose is far below the part of the budget left free. */
const keepEveryMs = 5_000;

/** Where the counts of HQ's long windows outlive a start. */
export type ThrottleMemory = { kept: BudgetMemory | null; keep: (memory: BudgetMemory) => void };

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
  /** Has the counts kept now; before the account closes. */
  keepNow(): void;
};

type Waiting = { resolve: (admission: Admission) => void; signal: AbortSignal | undefined; onAbort: () => void };

export function createThrottle(
  deps: Pick<EngineDeps, 'now' | 'random' | 'setTimer'>,
  memory: ThrottleMemory | null = null,
): Throttle {
  const queues: Record<ThrottleLane, Waiting[]> = { pull: [], push: [], pages: [] };
  const rest = createRestBudget(shortPauseMs, memory?.kept);
  /** Times of the calls of pages within the last minute, oldest first. */
  let pageCalls: number[] = [];
  let keptAt = -Infinity;
  /** Index of the lane whose turn it is. */
  let turn = 0;
  let pausedTill = 0;
  /** How long the present pause is at most: the clock may be set back while it lasts. */
  let pauseMs = 0;
  let refusals = 0;
  let timer: TimerHandle | null = null;

  function waitForPages(now: number): Wait {
    // A call that lies ahead was made before the clock was set back; when that was, nobody can say any more.
    pageCalls = pageCalls.filter((at) => at > now - 60_000 && at <= now);
    const second = Math.max(pagesBudget.second, Math.floor(callsPerSecond(rest.users())));
    const minute = Math.max(pagesBudget.minute, Math.floor(callsPerMinute(rest.users())));
    const untilSecond = (pageCalls[pageCalls.length - second] ?? -Infinity) + 1_000 - now;
    const untilMinute = (pageCalls[pageCalls.length - minute] ?? -Infinity) + 60_000 - now;
    return { ms: Math.max(0, untilSecond, untilMinute), used: null };
  }

  /** Until one more call of the lane fits; 0 ms when it fits now. */
  function waitFor(lane: ThrottleLane, now: number): Wait {
    const wait = lane === 'pages' ? waitForPages(now) : rest.wait(now);
    return pausedTill - now > wait.ms ? { ms: pausedTill - now, used: null } : wait;
  }

  /** Lanes with somebody waiting, the one whose turn it is first. */
  function waitingLanes(): ThrottleLane[] {
    return [...lanes.slice(turn), ...lanes.slice(0, turn)].filter((lane) => queues[lane].length > 0);
  }

  /** The present pause by the present clock: one that was set back makes nobody wait longer than the whole of it once more. */
  function keepPauseShort(now: number): void {
    pausedTill = Math.min(pausedTill, now + pauseMs);
  }

  function pause(until: number): void {
    const now = deps.now();
    keepPauseShort(now);
    if (until <= Math.max(now, pausedTill)) return;
    pausedTill = until;
    pauseMs = until - now;
  }

  function drain(): void {
    timer?.cancel();
    timer = null;
    const now = deps.now();
    keepPauseShort(now);
    if (pausedTill - now > shortPauseMs) {
      for (const lane of waitingLanes())
        turnAway(lane, { admitted: false, why: 'paused', retryAfterMs: pausedTill - now });
      return;
    }
    for (let asking = waitingLanes(); asking.length > 0; asking = waitingLanes()) {
      const waits = asking.map((lane) => ({ lane, ...waitFor(lane, deps.now()) }));
      const spent = waits.find((wait): wait is typeof wait & { used: LongWindow } => wait.used !== null);
      const free = waits.find(({ ms }) => ms === 0);
      if (spent !== undefined) {
        const retryAfterMs = Math.min(spent.ms, longestPauseMs);
        turnAway(spent.lane, { admitted: false, why: 'paused', retryAfterMs, budget: spent.used });
      } else if (free !== undefined) admit(free.lane);
      else {
        timer = deps.setTimer(drain, Math.min(...waits.map(({ ms }) => ms)));
        return;
      }
    }
  }

  function turnAway(lane: ThrottleLane, admission: Admission): void {
    for (const waiting of queues[lane].splice(0)) settle(waiting, admission);
  }

  function admit(lane: ThrottleLane): void {
    const now = deps.now();
    if (lane === 'pages') pageCalls.push(now);
    else {
      rest.count(now);
      // Not from a time to come: the clock may have been set back since.
      if (now - keptAt >= keepEveryMs || keptAt > now) keepNow();
    }
    turn = (lanes.indexOf(lane) + 1) % lanes.length;
    const waiting = queues[lane].shift();
    if (waiting) settle(waiting, { admitted: true });
  }

  function keepNow(): void {
    keptAt = deps.now();
    memory?.keep(rest.memory());
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
      const news = rest.users() !== count;
      rest.setUsers(count);
      if (news) keepNow();
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
    keepNow,
  };
}
