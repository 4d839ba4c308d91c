/**
 * The engine's time in the fault suite: it stands still until the suite lets some pass, and then jumps from timer to timer. It never
 * jumps while an exchange with HQ is under way, so that no request is called too slow because time was short: what the engine does
 * between two timers is real, only its waiting is left out.
 */
import type { TimerHandle } from '#engine/deps.ts';

/**
 * The timer that guards a whole exchange with HQ is set when it begins and cancelled when it has ended (hq/rest/http-client.ts,
 * timeout times five); nothing else waits for exactly this long. So these timers tell what is under way.
 */
const exchangeMs = 450_000;

/** Turns of the event loop without a new exchange after which the engine counts as quiet: its steps in between are promises only. */
const quietTurns = 3;

type Timer = { at: number; order: number; isExchange: boolean; callback: () => void };
type Waiter = { until: number; resolve: () => void };

export class VirtualTime {
  #now = 0;
  #horizon = 0;
  #skew = 0;
  #order = 0;
  #turning = false;
  #exchanges = 0;
  readonly #timers = new Set<Timer>();
  #waiters: Waiter[] = [];

  /** Where this process's time begins. */
  begin(now: number): void {
    this.#now = now;
    this.#horizon = now;
  }

  /** Milliseconds since 1970, as the computer's clock says. */
  now(): number {
    return this.#now + this.#skew;
  }

  /** Exchanges begun so far; none after a pull means that `exchangeMs` is not what it was. */
  get exchanges(): number {
    return this.#exchanges;
  }

  /** The person (or the network's time server) sets the computer's clock; timers do not mind. */
  setClock(skew: number): void {
    this.#skew = skew;
  }

  setTimer(callback: () => void, ms: number): TimerHandle {
    this.#order += 1;
    const isExchange = ms === exchangeMs;
    if (isExchange) this.#exchanges += 1;
    const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order, isExchange, callback };
    this.#timers.add(timer);
    this.#turn();
    return {
      cancel: () => {
        if (this.#timers.delete(timer)) this.#turn();
      },
    };
  }

  /** Lets `ms` more pass; resolves once they have and the engine is quiet. */
  pass(ms: number): Promise<void> {
    this.#horizon += ms;
    const until = this.#horizon;
    return new Promise((resolve) => {
      this.#waiters.push({ until, resolve });
      this.#turn();
    });
  }

  /** Lets `ms` pass at once, also for the exchanges under way: HQ is that slow. */
  rush(ms: number): void {
    const until = this.#now + ms;
    this.#horizon += ms;
    for (;;) {
      const timer = this.#earliest(until, true);
      if (!timer) break;
      this.#fire(timer);
    }
    this.#now = until;
    this.#turn();
  }

  #turn(): void {
    if (this.#turning) return;
    this.#turning = true;
    this.#quietly(quietTurns);
  }

  #quietly(turns: number): void {
    setImmediate(() => {
      if (this.#isBusy()) {
        // The end of the exchange begins the next turn.
        this.#turning = false;
        return;
      }
      if (turns > 1) {
        this.#quietly(turns - 1);
        return;
      }
      this.#turning = false;
      this.#jump();
    });
  }

  #isBusy(): boolean {
    for (const timer of this.#timers) if (timer.isExchange) return true;
    return false;
  }

  #jump(): void {
    const timer = this.#earliest(this.#horizon, false);
    if (timer) {
      this.#fire(timer);
      this.#turn();
      return;
    }
    this.#now = this.#horizon;
    const passed = this.#waiters.filter(({ until }) => until <= this.#now);
    this.#waiters = this.#waiters.filter(({ until }) => until > this.#now);
    for (const { resolve } of passed) resolve();
  }

  #fire(timer: Timer): void {
    this.#now = Math.max(this.#now, timer.at);
    this.#timers.delete(timer);
    timer.callback();
  }

  #earliest(until: number, withExchanges: boolean): Timer | undefined {
    let found: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > until || (timer.isExchange && !withExchanges)) continue;
      if (!found || timer.at < found.at || (timer.at === found.at && timer.order < found.order)) found = timer;
    }
    return found;
  }
}
