/**
 * Owns the practice HQ's process. Its data lie in a folder of ours, so the practice project is the same after a restart, a crash
 * or kill -9; its port is kept for as long as the app runs, so that a restart goes unnoticed.
 */
import { z } from 'zod';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { ChildPort } from './child-port.ts';
import { CrashBudget } from './crash-budget.ts';
import { settlesWithin, type Timers } from './timers.ts';

/** Making a sample project of 100,000 people takes a while on a slow disk; 400 take a moment. */
const readyTimeoutMs = 180_000;

/** Its writes are transactions; there is nothing to wait for but the process's end. */
const stopTimeoutMs = 2_000;

const readySchema = z.object({
  type: z.literal('ready'),
  url: z.url(),
  project: z.string(),
  username: z.string(),
  apiKey: z.string(),
  /** For its web pages. */
  signIn: z.object({ username: z.string(), password: z.string() }),
});
const fromPracticeSchema = z.union([readySchema, z.object({ type: z.literal('failed'), message: z.string() })]);

/** Where the practice HQ answers and how to sign in. */
export type PracticeReady = Omit<z.infer<typeof readySchema>, 'type'>;

/** What the process takes as JSON in its first argument. */
export type PracticeOptions = { stateDir: string; size?: number; port?: number };

export type PracticeHostDeps = {
  /** @param options JSON for the process's first argument */
  fork: (options: string) => ChildPort;
  stateDir: string;
  now: () => number;
  timers: Timers;
  log: (level: 'info' | 'warn' | 'error', message: string) => void;
  /** After a crash it answers at another address. */
  onMoved: (ready: PracticeReady) => void;
};

export class PracticeHost {
  readonly #deps: PracticeHostDeps;
  readonly #budget: CrashBudget;
  #running: { port: ChildPort; ended: Promise<void>; ready: PracticeReady } | null = null;
  #wanted = false;
  /** A start under way: two processes on one folder would fight over it. */
  #starting: Promise<PracticeReady> | null = null;

  constructor(deps: PracticeHostDeps) {
    this.#deps = deps;
    this.#budget = new CrashBudget(deps.now);
  }

  /** Where it answers, while it runs. */
  get ready(): PracticeReady | null {
    return this.#running?.ready ?? null;
  }

  /** The practice HQ's process id while it runs. */
  get pid(): number | undefined {
    return this.#running?.port.pid();
  }

  /**
   * Starts the practice HQ, or says where the running one is.
   * @param size mobile workers of a project that is made now; an existing practice project stays as it is
   * @throws AppFailure `internal` with the reason when it does not come up
   */
  async start(size?: number): Promise<PracticeReady> {
    this.#wanted = true;
    if (this.#running !== null) return this.#running.ready;
    if (this.#starting !== null) return this.#starting;
    this.#budget.reset();
    return this.#begin(() => this.#launch(size === undefined ? {} : { size }));
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    const running = this.#running;
    if (running === null) return;
    this.#running = null;
    running.port.kill();
    await settlesWithin(running.ended, stopTimeoutMs, this.#deps.timers);
  }

  #begin(launch: () => Promise<PracticeReady>): Promise<PracticeReady> {
    this.#starting = launch().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #launch(options: { size?: number; port?: number }): Promise<PracticeReady> {
    const { log, timers, stateDir } = this.#deps;
    const full: PracticeOptions = { stateDir, ...options };
    const port = this.#deps.fork(JSON.stringify(full));
    let lastLine = '';
    port.onErrorLine((line) => {
      lastLine = line.trim() === '' ? lastLine : line;
      log('warn', `practice HQ: ${line}`);
    });
    let hasEnded: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      hasEnded = resolve;
    });
    const outcome = new Promise<PracticeReady | string>((resolve) => {
      port.onMessage((raw) => {
        const message = fromPracticeSchema.safeParse(raw);
        if (!message.success) return;
        if (message.data.type === 'failed') resolve(message.data.message);
        else resolve(withoutType(message.data));
      });
      port.onExit((reason) => {
        hasEnded();
        resolve(lastLine || reason);
        if (this.#running?.port === port) this.#onCrash(reason);
      });
    });
    const inTime = await settlesWithin(outcome, readyTimeoutMs, timers);
    const ready = inTime ? await outcome : t('main.error.practice-timeout');
    if (typeof ready === 'string') {
      port.kill();
      throw new AppFailure('internal', t('main.error.practice', { message: ready }));
    }
    if (!this.#wanted) {
      port.kill();
      throw new AppFailure('cancelled', t('main.error.practice-stopped'));
    }
    this.#running = { port, ended, ready };
    return ready;
  }

  #onCrash(reason: string): void {
    const before = this.#running?.ready;
    this.#running = null;
    this.#deps.log('error', `the practice HQ ended (${reason})`);
    if (!this.#wanted || before === undefined || !this.#budget.spend()) return;
    // The old port may have been taken meanwhile: then any will do.
    this.#begin(() => this.#launch({ port: Number(new URL(before.url).port) }).catch(() => this.#launch({})))
      .then((ready) => {
        if (ready.url !== before.url) this.#deps.onMoved(ready);
      })
      .catch((error: unknown) => {
        this.#deps.log('error', `the practice HQ does not start again: ${String(error)}`);
      });
  }
}

function withoutType({ url, project, username, apiKey, signIn }: z.infer<typeof readySchema>): PracticeReady {
  return { url, project, username, apiKey, signIn };
}
