/**
 * HQ's rate limits (project_limits, api/resources/meta.py): per window of time a project with N users gets
 * `perUser * N + base` requests. The figures are HQ's.
 */
const WINDOWS = [
  { ms: 1_000, perUser: 0.217, base: 1 },
  { ms: 60_000, perUser: 3.04, base: 10 },
  { ms: 3_600_000, perUser: 130.4, base: 30 },
  { ms: 86_400_000, perUser: 1_000, base: 50 },
] as const;

type Counter = { start: number; current: number; previous: number };

/** Usage of one scope (project or billing account). */
class Scope {
  readonly #counters: Counter[] = WINDOWS.map(() => ({ start: 0, current: 0, previous: 0 }));

  count(now: number): void {
    WINDOWS.forEach((window, index) => {
      this.#at(index, window.ms, now).current += 1;
    });
  }

  isBelow(users: number, now: number): boolean {
    return WINDOWS.every((window, index) => {
      const counter = this.#at(index, window.ms, now);
      const elapsed = (now - counter.start) / window.ms;
      return counter.current + counter.previous * (1 - elapsed) < window.perUser * users + window.base;
    });
  }

  /** A sliding window by two fixed ones: the last one fades out as the present one goes on. */
  #at(index: number, ms: number, now: number): Counter {
    const counter = this.#counters[index];
    if (counter === undefined) throw new Error(`no window ${index}`);
    const start = Math.floor(now / ms) * ms;
    if (start !== counter.start) {
      counter.previous = start - counter.start === ms ? counter.current : 0;
      counter.current = 0;
      counter.start = start;
    }
    return counter;
  }
}

/** Counts requests of the throttled resources. A request passes if either scope is below all of its windows. */
export class Throttle {
  readonly #project = new Scope();
  readonly #account = new Scope();

  /** `projectUsers`: active mobile workers; `accountUsers`: users included in the subscription. */
  allows(projectUsers: number, accountUsers: number, now: Date): boolean {
    const at = now.getTime();
    return this.#project.isBelow(projectUsers, at) || this.#account.isBelow(accountUsers, at);
  }

  /** To be called after a handler returned (not after it threw). */
  count(now: Date): void {
    this.#project.count(now.getTime());
    this.#account.count(now.getTime());
  }
}
