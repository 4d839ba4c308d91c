import type { Timers } from '../../main/engine-host/timers.ts';

/** Timers that fire when the test moves the clock. */
export class ManualTimers implements Timers {
  now = 0;
  #waiting: { at: number; callback: () => void }[] = [];

  set(callback: () => void, ms: number): { cancel: () => void } {
    const timer = { at: this.now + ms, callback };
    this.#waiting.push(timer);
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((other) => other !== timer);
      },
    };
  }

  /** How many timers are running. */
  get waiting(): number {
    return this.#waiting.length;
  }

  advance(ms: number): void {
    this.now += ms;
    const due = this.#waiting.filter(({ at }) => at <= this.now);
    this.#waiting = this.#waiting.filter(({ at }) => at > this.now);
    for (const { callback } of due) callback();
  }
}
