/** Requests with an id, one reply each, events any time: main's end of shared/ipc/engine-host.ts over one child process. */
import { z } from 'zod';
import type { EngineLog, EngineRequest } from '#shared/ipc/engine-host.ts';
import { appErrorSchema, fail, type Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { ChildPort } from './child-port.ts';
import type { Timers } from './timers.ts';

/** Longest a call may take unless told: a page of 100,000 people takes milliseconds, so only a hung engine gets here. */
const defaultTimeoutMs = 60_000;

const messageSchema = z.union([
  z.object({
    id: z.number(),
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), data: z.unknown() }),
      z.object({ ok: z.literal(false), error: appErrorSchema }),
    ]),
  }),
  z.object({ event: z.string(), payload: z.unknown() }),
  z.object({ ready: z.literal(true) }),
  z.object({ log: z.object({ level: z.enum(['info', 'warn', 'error']), message: z.string() }) }),
]);

export type ChannelListeners = {
  ready: () => void;
  event: (name: string, payload: unknown) => void;
  log: (line: EngineLog['log']) => void;
};

type Pending = { settle: (result: Result<unknown>) => void; cancelTimer: () => void };

export class EngineChannel {
  readonly #port: ChildPort;
  readonly #timers: Timers;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #closed = false;

  constructor(port: ChildPort, timers: Timers, listeners: ChannelListeners) {
    this.#port = port;
    this.#timers = timers;
    port.onMessage((raw) => {
      this.#receive(raw, listeners);
    });
  }

  /**
   * Asks the engine. Never rejects: no answer in time is `internal`, the engine's end meanwhile `engine-restarted`.
   * @param timeoutMs null: as long as the engine lives
   */
  request(method: string, params: unknown, timeoutMs: number | null = defaultTimeoutMs): Promise<Result<unknown>> {
    if (this.#closed) return Promise.resolve(fail('engine-restarted', t('main.error.engine-restarted')));
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer =
        timeoutMs === null
          ? null
          : this.#timers.set(() => {
              this.#settle(
                id,
                fail('internal', t('main.error.engine-timeout', { seconds: Math.round(timeoutMs / 1000) })),
              );
            }, timeoutMs);
      this.#pending.set(id, { settle: resolve, cancelTimer: () => timer?.cancel() });
      const request: EngineRequest = { id, method, params };
      this.#port.send(request);
    });
  }

  /** The process has ended: every call under way is answered, since its fate is unknown to us. */
  close(): void {
    this.#closed = true;
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, fail('engine-restarted', t('main.error.engine-restarted')));
    }
  }

  #settle(id: number, result: Result<unknown>): void {
    const pending = this.#pending.get(id);
    // A reply after its timeout: the caller has had an answer.
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.cancelTimer();
    pending.settle(result);
  }

  #receive(raw: unknown, listeners: ChannelListeners): void {
    const parsed = messageSchema.safeParse(raw);
    if (!parsed.success) {
      listeners.log({ level: 'error', message: 'the engine sent a message of an unknown form' });
      return;
    }
    const message = parsed.data;
    if ('id' in message) this.#settle(message.id, message.result);
    else if ('event' in message) listeners.event(message.event, message.payload);
    else if ('log' in message) listeners.log(message.log);
    else listeners.ready();
  }
}
