/**
 * The engine process of the fault suite: main/engine's engine behind its own protocol (serve.ts), with the suite's time, and with one
 * thing more: it kills itself (SIGKILL, nothing can be tidied up) when it comes to the n-th failpoint after the suite said so.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { serveEngine } from '#engine/serve.ts';
import type { EnginePort } from '#engine/serve.ts';
import { VirtualTime } from './virtual-time.ts';

/** What the suite says beside the engine's own requests. */
const controlSchema = z.discriminatedUnion('control', [
  z.object({ control: z.literal('begin'), now: z.number() }),
  z.object({ control: z.literal('pass'), id: z.number(), ms: z.number() }),
  z.object({ control: z.literal('rush'), id: z.number(), ms: z.number() }),
  z.object({ control: z.literal('clock'), skew: z.number() }),
  /** null: not any more. */
  z.object({ control: z.literal('arm'), failpoints: z.number().nullable() }),
]);
export type Control = z.infer<typeof controlSchema>;

const time = new VirtualTime();
let left: number | null = null;

function tell(message: unknown): void {
  if (process.connected) process.send?.(message);
}

function obey(control: Control): void {
  switch (control.control) {
    case 'begin':
      time.begin(control.now);
      break;
    case 'pass':
      void time.pass(control.ms).then(() => tell({ passed: control.id, exchanges: time.exchanges }));
      break;
    case 'rush':
      time.rush(control.ms);
      tell({ passed: control.id, exchanges: time.exchanges });
      break;
    case 'clock':
      time.setClock(control.skew);
      break;
    case 'arm':
      left = control.failpoints;
  }
}

const port: EnginePort = {
  // Events are for windows; the suite asks.
  send: (message) => {
    if (!('event' in message)) tell(message);
  },
  onMessage: (listener) =>
    process.on('message', (message) => {
      const control = controlSchema.safeParse(message);
      if (control.success) obey(control.data);
      else listener(message);
    }),
};

const engine = serveEngine(port, {
  now: () => time.now(),
  random: () => Math.random(),
  uuid: () => randomUUID(),
  setTimer: (callback, ms) => time.setTimer(callback, ms),
  // Each request is an info line; what the suite wants to see are faults of ours.
  log: (level, message) => {
    if (level === 'error') tell({ log: { level, message } });
  },
  failpoint: () => {
    if (left === null) return;
    left -= 1;
    if (left <= 0) process.kill(process.pid, 'SIGKILL');
  },
  version: '0.0.0-fault',
});
process.on('disconnect', () => void engine.shutdown().finally(() => process.exit(0)));
