/** The suite's end of an engine process: calls, time, and its death. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Result } from '#shared/ipc/result.ts';
import type { Control } from './engine-child.ts';

type Told =
  | { ready: true }
  | { id: number; result: Result<unknown> }
  | { passed: number; exchanges: number }
  | { log: { level: string; message: string } };

export class EngineProcess {
  readonly ready: Promise<void>;
  /** How it ended: a signal or an exit code. */
  readonly ended: Promise<string>;
  /** Error lines the engine logged: each is a fault of ours. */
  readonly errors: string[] = [];
  /** Exchanges with HQ begun so far, as told with the last `pass`. */
  exchanges = 0;
  isOver = false;
  readonly #child: ChildProcess;
  readonly #calls = new Map<number, (result: Result<unknown> | null) => void>();
  readonly #passes = new Map<number, () => void>();
  #last = 0;

  /** @param file the program: engine-child.ts, or its bundle */
  constructor(file: string) {
    this.#child = fork(file, [], { silent: true });
    this.#child.stderr?.on('data', (text: Buffer) => this.errors.push(text.toString()));
    this.ended = new Promise((resolve) => {
      this.#child.on('exit', (code, signal) => {
        this.isOver = true;
        for (const answer of this.#calls.values()) answer(null);
        for (const passed of this.#passes.values()) passed();
        resolve(signal ?? String(code));
      });
    });
    this.ready = new Promise((resolve, reject) => {
      void this.ended.then((how) => reject(new Error(`the engine ended at its start: ${how} ${this.errors.join('')}`)));
      this.#child.on('message', (message: Told) => {
        if ('ready' in message) resolve();
        else this.#hear(message);
      });
    });
    // A spare process may end before anybody waits for it.
    this.ready.catch(() => undefined);
  }

  #hear(message: Exclude<Told, { ready: true }>): void {
    if ('log' in message) {
      this.errors.push(message.log.message);
      return;
    }
    if ('passed' in message) {
      this.exchanges = message.exchanges;
      this.#passes.get(message.passed)?.();
      this.#passes.delete(message.passed);
      return;
    }
    this.#calls.get(message.id)?.(message.result);
    this.#calls.delete(message.id);
  }

  #send(message: Control | { id: number; method: string; params: unknown }): void {
    // A message to a process that has just died is nobody's loss: the caller gets null.
    if (!this.isOver && this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** A contract or host method; null when the process ended before it answered. */
  call(method: string, params: unknown): Promise<Result<unknown> | null> {
    if (this.isOver) return Promise.resolve(null);
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#calls.set(id, resolve);
      this.#send({ id, method, params });
    });
  }

  begin(now: number): void {
    this.#send({ control: 'begin', now });
  }

  setClock(skew: number): void {
    this.#send({ control: 'clock', skew });
  }

  /** Dies at the n-th failpoint from now on. */
  arm(failpoints: number | null): void {
    this.#send({ control: 'arm', failpoints });
  }

  /** Time passes in the engine; resolves when it is quiet, or dead. */
  pass(ms: number): Promise<void> {
    return this.#passTime('pass', ms);
  }

  /** Time passes at once, also for requests under way. */
  rush(ms: number): Promise<void> {
    return this.#passTime('rush', ms);
  }

  #passTime(control: 'pass' | 'rush', ms: number): Promise<void> {
    if (this.isOver) return Promise.resolve();
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#passes.set(id, resolve);
      this.#send({ control, id, ms });
    });
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** As when the app quits: the file is closed, the compiled engine is kept for the next start. */
  async end(): Promise<void> {
    if (!this.isOver) this.#child.disconnect();
    await this.ended;
  }
}

/**
 * Engine processes: a start is the dearest thing in a run. One that lives on after its account was closed serves the next run, and a
 * spare is warming up for when one is killed.
 */
export class EnginePool {
  readonly #file: string;
  #idle: EngineProcess[] = [];

  /** @param file the engines' program */
  constructor(file: string) {
    this.#file = file;
  }

  async take(): Promise<EngineProcess> {
    const taken = this.#idle.shift() ?? new EngineProcess(this.#file);
    if (this.#idle.length === 0) this.#idle.push(new EngineProcess(this.#file));
    await taken.ready;
    return taken;
  }

  /** @param engine with no account open */
  give(engine: EngineProcess): void {
    this.#idle.unshift(engine);
  }

  async close(): Promise<void> {
    const idle = this.#idle;
    this.#idle = [];
    for (const engine of idle) {
      await engine.ready.catch(() => undefined);
      await engine.end();
    }
  }
}
