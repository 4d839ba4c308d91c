/**
 * Keeps Roster's own calls below what HQ allows a project (HQ counts per project and window, sends no limit headers, and answers
 * an empty 429 without Retry-After when it is too much). Pull and push take turns, so that neither starves the other. What that budget is
 * and how much of it is left: rest-budget.ts.
 * Source: corehq/apps/api/resources/meta.py (`HQThrottle`), corehq/project_limits.
 */
import type { EngineDeps, TimerHandle } from '../deps.ts';
import { callsPerMinute, callsPerSecond, createRestBudget } from './rest-budget.ts';
import type { BudgetMemory, LongWindow, Wait } from './rest-budget.ts';

const lanes = ['pull', 'push', 'pages', 'free'] as const;
/**
 * Who asks: whole listings, single reads and writes for waiting changes, or HQ's web pages. The first two share HQ's budget for REST.
 * HQ's throttle is REST's alone (`HQThrottle` belongs to the resources): pages have a pace of their own and take nothing from it. `free`:
 * what HQ does not count; only a pause holds it up.
 */
export type ThrottleLane = (typeof lanes)[number];

export type Admission =
  /** `probe`: the one call after a pause that goes alone; whoever makes it says how it ended (`probed`). */
  | { admitted: true; probe?: true }
  /** `budget`: it is Roster that keeps below what HQ allows in this window, not HQ that refused. */
  | { admitted: false; why: 'cancelled' | 'paused'; retryAfterMs: number; budget?: LongWindow };

/**
 * For pages, at least: a sign-in and the look at the project (some ten pages) take seconds whatever the project's size, and one person
 * with a browser asks for more. In a large project pages may go as fast as REST.
 */
const pagesBudget = { second: 5, minute: 120 };
/**
 * Pauses after the 1st, 2nd … 429 in a row, ms. HQ's windows are a second, a minute, an hour and a day: a pause shorter than the first
 * only meets the next 429; then past the minute's window, then the hour's a few times over.
 */
const pauses = [15_000, 60_000, 300_000, 900_000];
/** HQ's longest window is a day: a Retry-After that asks for more is some proxy's mistake, and must not stop sync for good. */
export const longestPauseMs = 86_400_000;
/** A wait of our own budget this short is waited out; a longer one is answered at once, so that a run can end and say so. */
const shortPauseMs = 3_000;
/** Counts of hours and days are kept this often at most: what a kill can lose is far below the part of the budget left free. */
const keepEveryMs = 5_000;

/** `until` (ms since 1970): its end; `lengthMs`: all of it; `refusals`: how many 429 in a row led to it. */
export type KeptPause = { until: number; lengthMs: number; refusals: number };

/** Where the counts of HQ's long windows and the pause outlive a start. */
export type ThrottleMemory = {
  kept: BudgetMemory | null;
  keep: (memory: BudgetMemory) => void;
  pause: KeptPause | null;
  /** Called before `refused` returns; null: the next 429 is the first again. */
  keepPause: (pause: KeptPause | null) => void;
};

export type Throttle = {
  /** Waits for a place in the budget. Cancelled through the signal, or refused while a pause lasts. */
  acquire(lane: ThrottleLane, signal?: AbortSignal): Promise<Admission>;
  /** Number of the project's users as last seen in a listing (HQ's N). */
  setUsers(count: number): void;
  /**
   * HQ said 429. Begins the pause, for everything, and gives its end, ms since 1970. Those of calls that were under way then count as
   * one with it (a Retry-After of theirs can lengthen it).
   */
  refused(retryAfterMs: number | null): number;
  /** An answer other than 429 came. As long after a pause as it was long, the next 429 starts with the shortest pause again. */
  answered(): void;
  /** The call that was let go alone has ended; `answered` by HQ: the others may go. Else the next goes alone. */
  probed(answered: boolean): void;
  /** End of the present pause, ms since 1970; null when there is none. */
  pausedUntil(): number | null;
  /** Has the counts kept now; before the account closes. */
  keepNow(): void;
};

type Waiting = { resolve: (admission: Admission) => void; signal: AbortSignal | undefined; onAbort: () => void };

export function createThrottle(
  deps: Pick<EngineDeps, 'now' | 'random' | 'setTimer'>,
  memory: ThrottleMemory | null = null,
): Throttle {
  const queues: Record<ThrottleLane, Waiting[]> = { pull: [], push: [], pages: [], free: [] };
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
  /** After a pause one call is `due` to go alone, is then `out`, and lets the others go by its answer. */
  let probe: 'none' | 'due' | 'out' = 'none';
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
    if (lane === 'free') return { ms: 0, used: null };
    return lane === 'pages' ? waitForPages(now) : rest.wait(now);
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
    if (until <= Math.max(now, pausedTill)) return;
    pausedTill = until;
    pauseMs = until - now;
    probe = 'due';
  }

  function takeUp({ until, lengthMs, refusals: before }: KeptPause): void {
    refusals = before;
    // A clock that was wrong then or is now makes nobody wait longer than the whole of it.
    pause(Math.min(until, deps.now() + lengthMs));
    pauseMs = lengthMs;
  }

  function drain(): void {
    timer?.cancel();
    timer = null;
    const now = deps.now();
    keepPauseShort(now);
    if (pausedTill > now) {
      for (const lane of waitingLanes())
        turnAway(lane, { admitted: false, why: 'paused', retryAfterMs: pausedTill - now });
      return;
    }
    // Nobody else goes before it is answered.
    if (probe === 'out') return;
    for (let asking = waitingLanes(); asking.length > 0; asking = waitingLanes()) {
      const waits = asking.map((lane) => ({ lane, ...waitFor(lane, deps.now()) }));
      const spent = waits.find((wait): wait is typeof wait & { used: LongWindow } => wait.used !== null);
      const free = waits.find(({ ms }) => ms === 0);
      if (spent !== undefined) {
        const retryAfterMs = Math.min(spent.ms, longestPauseMs);
        turnAway(spent.lane, { admitted: false, why: 'paused', retryAfterMs, budget: spent.used });
      } else if (free !== undefined) {
        admit(free.lane);
        if (isProbing()) return;
      } else {
        timer = deps.setTimer(drain, Math.min(...waits.map(({ ms }) => ms)));
        return;
      }
    }
  }

  function isProbing(): boolean {
    return probe === 'out';
  }

  function turnAway(lane: ThrottleLane, admission: Admission): void {
    for (const waiting of queues[lane].splice(0)) settle(waiting, admission);
  }

  function admit(lane: ThrottleLane): void {
    const now = deps.now();
    if (lane === 'pages') pageCalls.push(now);
    else if (lane !== 'free') {
      rest.count(now);
      // Not from a time to come: the clock may have been set back since.
      if (now - keptAt >= keepEveryMs || keptAt > now) keepNow();
    }
    turn = (lanes.indexOf(lane) + 1) % lanes.length;
    const waiting = queues[lane].shift();
    if (!waiting) return;
    const alone = probe === 'due';
    if (alone) probe = 'out';
    settle(waiting, { admitted: true, ...(alone ? { probe: true } : {}) });
  }

  function keepNow(): void {
    keptAt = deps.now();
    memory?.keep(rest.memory());
  }

  function settle(waiting: Waiting, admission: Admission): void {
    waiting.signal?.removeEventListener('abort', waiting.onAbort);
    waiting.resolve(admission);
  }

  if (memory?.pause) takeUp(memory.pause);

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
      const now = deps.now();
      keepPauseShort(now);
      let own = 0;
      if (pausedTill <= now) {
        const step = pauses[Math.min(refusals, pauses.length - 1)] ?? longestPauseMs;
        refusals += 1;
        // Jitter of a quarter either way: several Rosters of one project must not come back in the same moment.
        own = step * (0.75 + deps.random() / 2);
      }
      pause(Math.ceil(now + Math.min(Math.max(retryAfterMs ?? 0, own), longestPauseMs)));
      memory?.keepPause({ until: pausedTill, lengthMs: pauseMs, refusals });
      drain();
      return pausedTill;
    },
    answered: () => {
      // Right after a pause an answer says little: HQ may let a few calls through and then refuse again.
      if (refusals === 0 || deps.now() < pausedTill + pauseMs) return;
      refusals = 0;
      memory?.keepPause(null);
    },
    probed: (answered) => {
      if (probe !== 'out') return;
      probe = answered ? 'none' : 'due';
      drain();
    },
    pausedUntil: () => {
      const now = deps.now();
      keepPauseShort(now);
      return pausedTill > now ? pausedTill : null;
    },
    keepNow,
  };
}
