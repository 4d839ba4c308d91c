/**
 * What HQ allows a project's REST calls, and how much of it is left. N is the number of its active mobile workers. HQ counts in four
 * windows; the second's is kept by spacing the calls, the others by counting them. The hour's and the day's counts outlive a start.
 * Source: corehq/apps/api/resources/meta.py (`HQThrottle`), corehq/project_limits.
 */
import { createWindowCount } from './window-count.ts';
import type { CountedPieces } from './window-count.ts';

const second = { perUser: 0.217, base: 1 };
const minute = { perUser: 3.04, base: 10 };
const hour = { perUser: 130.4, base: 30 };
const day = { perUser: 1_000, base: 50 };

/** Part of HQ's budget we take: other integrations of the project share it. */
const share = 0.9;
/** Of the second's, less: on the way to HQ calls catch up with each other. */
const secondShare = 0.8;
/** Calls of large projects may go in small groups, a timer being no finer than a millisecond. Together with the pace it stays below 1. */
const groupShare = 0.1;
/** Before a listing has told how many users there are: as for the smallest project that has any. */
const startUsers = 1;
/**
 * When the hour's or the day's budget is used up, it is waited until so much of it is free again: a run that begins with room for a
 * single call would end at the next.
 */
const freeShare = 0.1;

/** The windows too long to wait for in silence. */
export type LongWindow = 'hour' | 'day';

/** What is kept over a start. */
export type BudgetMemory = { users: number | null; hour: CountedPieces; day: CountedPieces };

/** `ms`: until the call fits. `used`: the window that is used up; the time is then until there is room for more than one call. */
export type Wait = { ms: number; used: LongWindow | null };

export type RestBudget = {
  /** Number of the project's users; null while no listing has told it. */
  users(): number | null;
  setUsers(count: number): void;
  wait(now: number): Wait;
  count(now: number): void;
  memory(): BudgetMemory;
};

function limitOf(window: { perUser: number; base: number }, users: number): number {
  return window.perUser * users + window.base;
}

/** Calls a day that HQ allows a project of so many active workers; as for the smallest where that is not known. */
export function callsPerDay(users: number | null): number {
  return limitOf(day, users ?? startUsers) * share;
}

/** A second's budget, for who goes as fast as REST. */
export function callsPerSecond(users: number | null): number {
  return limitOf(second, users ?? startUsers) * secondShare;
}

export function callsPerMinute(users: number | null): number {
  return limitOf(minute, users ?? startUsers) * share;
}

/** @param waitedOutMs waits for the hour's and day's windows up to this long are like those for the others */
export function createRestBudget(waitedOutMs: number, kept: BudgetMemory | null = null): RestBudget {
  let users = kept?.users ?? null;
  const minutes = createWindowCount(60_000);
  const long = {
    hour: createWindowCount(3_600_000, kept?.hour),
    day: createWindowCount(86_400_000, kept?.day),
  };
  /** When the next call is due by the pace, were there no groups. */
  let due = -Infinity;

  const gapMs = () => 1_000 / callsPerSecond(users);
  const groupMs = () => (Math.max(1, limitOf(second, users ?? startUsers) * groupShare) - 1) * gapMs();

  function longWait(now: number, window: LongWindow): Wait {
    // Nobody knows how large the project is (its workers may not be listed by this key): HQ's own 429 says when it is too much.
    if (users === null) return { ms: 0, used: null };
    const limit = limitOf(window === 'hour' ? hour : day, users) * share;
    const ms = long[window].waitMs(now, limit);
    if (ms <= waitedOutMs) return { ms, used: null };
    return { ms: long[window].waitMs(now, limit * (1 - freeShare)), used: window };
  }

  return {
    users: () => users,
    setUsers: (count) => {
      users = count;
    },
    wait: (now) => {
      // Never from a time to come: the clock may have been set back since.
      due = Math.min(due, now + gapMs() + groupMs());
      const paced = { ms: Math.max(0, Math.ceil(due - groupMs() - now)), used: null };
      const waits: Wait[] = [
        paced,
        { ms: minutes.waitMs(now, callsPerMinute(users)), used: null },
        longWait(now, 'hour'),
        longWait(now, 'day'),
      ];
      return waits.reduce((longest, wait) => (wait.ms > longest.ms ? wait : longest));
    },
    count: (now) => {
      due = Math.max(due, now) + gapMs();
      minutes.add(now);
      long.hour.add(now);
      long.day.add(now);
    },
    memory: () => ({ users, hour: long.hour.pieces(), day: long.day.pieces() }),
  };
}
