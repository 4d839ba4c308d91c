/**
 * Owns the engine process: starts it, starts it again after a crash (within a budget), opens the account again before anybody's
 * call gets through, and ends it in order.
 *
 * - `stopped`: not started yet, or ended by us.
 * - `starting`: the process is coming up (and the account is being opened again); calls wait.
 * - `running`: calls go through.
 * - `failed`: it crashed too often or could not be started; every call is answered with that until `restart`.
 */
import type { EngineLog } from '#shared/ipc/engine-host.ts';
import { AppFailure, fail, type AppError, type Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { ChildPort } from './child-port.ts';
import { CrashBudget } from './crash-budget.ts';
import { EngineChannel } from './engine-channel.ts';
import { settlesWithin, type Timers } from './timers.ts';

/** From fork to the ready message; about 0.3 s, with room for a cold and busy machine. */
const readyTimeoutMs = 30_000;

/** What the engine promises for its orderly end (shared/ipc/engine-host.ts), and what a person will wait. */
const shutdownTimeoutMs = 3_000;

export type EngineRequestFn = (method: string, params: unknown, timeoutMs?: number | null) => Promise<Result<unknown>>;

export type EngineHostDeps = {
  fork: () => ChildPort;
  now: () => number;
  timers: Timers;
  log: (level: EngineLog['log']['level'], message: string) => void;
  onEvent: (name: string, payload: unknown) => void;
  /** Called after every start but the first, before waiting calls get through: opens the account again. */
  reopen: (request: EngineRequestFn) => Promise<void>;
  /** Called when the engine will not be started again by itself. */
  onFailed: (error: AppError) => void;
};

type State =
  | { name: 'stopped' }
  | { name: 'starting'; ready: Promise<void> }
  | { name: 'running'; channel: EngineChannel }
  | { name: 'failed'; error: AppError };

export class EngineHost {
  readonly #deps: EngineHostDeps;
  readonly #budget: CrashBudget;
  #state: State = { name: 'stopped' };
  #port: ChildPort | null = null;
  #channel: EngineChannel | null = null;
  #ended: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(deps: EngineHostDeps) {
    this.#deps = deps;
    this.#budget = new CrashBudget(deps.now);
  }

  /** The engine's process id while it runs. */
  get pid(): number | undefined {
    return this.#port?.pid();
  }

  /** Starts the engine; calls may be made at once, they wait. */
  start(): void {
    if (this.#state.name === 'stopped') this.#launch(false);
  }

  /** Starts a failed engine again because the person asked for it. */
  restart(): void {
    if (this.#state.name !== 'failed') return;
    this.#budget.reset();
    this.#launch(true);
  }

  /** Asks the engine, waiting while it is starting. Never rejects. */
  readonly request: EngineRequestFn = async (method, params, timeoutMs) => {
    while (this.#state.name === 'starting') await this.#state.ready;
    const state = this.#state;
    if (state.name === 'running') return state.channel.request(method, params, timeoutMs);
    if (state.name === 'failed') return { ok: false, error: state.error };
    return fail('engine-restarted', t('main.error.engine-restarted'));
  };

  /** Lets the engine finish what it is doing (at most 3 s), then ends it for good. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const { timers, log } = this.#deps;
    if (this.#state.name === 'running') {
      const answered = await settlesWithin(
        this.#state.channel.request('shutdown', {}, null),
        shutdownTimeoutMs,
        timers,
      );
      if (!answered) log('warn', 'the engine did not end in time and was stopped');
    }
    this.#port?.kill();
    await settlesWithin(this.#ended, shutdownTimeoutMs, timers);
    this.#state = { name: 'stopped' };
  }

  #launch(again: boolean): void {
    let port: ChildPort;
    try {
      port = this.#deps.fork();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#fail(
        error instanceof AppFailure
          ? error.error
          : { code: 'internal', message: t('main.error.engine-start', { message }) },
      );
      return;
    }
    this.#port = port;
    const ready = this.#connect(port, again);
    this.#state = { name: 'starting', ready };
  }

  /** Resolves when the child is running or has ended; the state says which. */
  async #connect(port: ChildPort, again: boolean): Promise<void> {
    const { log, timers, onEvent, reopen } = this.#deps;
    let lastLine = '';
    let signalReady: () => void = () => undefined;
    const isReady = new Promise<void>((resolve) => {
      signalReady = resolve;
    });
    const channel = new EngineChannel(port, timers, {
      ready: signalReady,
      event: onEvent,
      log: ({ level, message }) => {
        log(level, message);
      },
    });
    this.#channel = channel;
    port.onErrorLine((line) => {
      lastLine = line.trim() === '' ? lastLine : line;
      log('error', line);
    });
    this.#ended = new Promise((resolve) => {
      port.onExit((reason) => {
        channel.close();
        resolve();
        if (this.#port === port) this.#onExit(reason, lastLine);
      });
    });
    const ended = this.#ended;
    const inTime = await settlesWithin(Promise.race([isReady, ended]), readyTimeoutMs, timers);
    if (!inTime) {
      log('error', 'the engine did not become ready in time');
      port.kill();
      await ended;
    }
    if (this.#channel !== channel || this.#port !== port) return;
    if (again) {
      await reopen((method, params, timeoutMs) => channel.request(method, params, timeoutMs)).catch(
        (error: unknown) => {
          log('error', `the account could not be opened again: ${String(error)}`);
        },
      );
    }
    if (this.#port === port) this.#state = { name: 'running', channel };
  }

  #onExit(reason: string, lastLine: string): void {
    this.#port = null;
    this.#channel = null;
    if (this.#stopping) {
      this.#state = { name: 'stopped' };
      return;
    }
    this.#deps.log('error', `the engine ended (${reason})`);
    if (this.#budget.spend()) this.#launch(true);
    else this.#fail({ code: 'internal', message: t('main.error.engine-failed', { reason: lastLine || reason }) });
  }

  #fail(error: AppError): void {
    this.#port = null;
    this.#state = { name: 'failed', error };
    this.#deps.onFailed(error);
  }
}
