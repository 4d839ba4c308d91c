/** How often something may crash before starting it again stops making sense. */

/** Five in five minutes: a passing trouble (memory, a killed process) fits, a crash at every start does not. */
const defaultLimit = { crashes: 5, withinMs: 5 * 60_000 };

export class CrashBudget {
  readonly #now: () => number;
  readonly #limit: { crashes: number; withinMs: number };
  #crashes: number[] = [];

  /** @param now milliseconds on any steady scale */
  constructor(now: () => number, limit = defaultLimit) {
    this.#now = now;
    this.#limit = limit;
  }

  /** Books a crash. @returns whether another start is still allowed */
  spend(): boolean {
    const now = this.#now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < this.#limit.withinMs), now];
    return this.#crashes.length < this.#limit.crashes;
  }

  /** The person asked to try again: everything is forgotten. */
  reset(): void {
    this.#crashes = [];
  }
}
