/**
 * The engine process of the crash tests: exactly main/engine/entry.ts's engine behind the same protocol, but killing itself
 * (SIGKILL, nothing can be tidied up) the n-th time it comes to a failpoint.
 */
import { randomUUID } from 'node:crypto';
import { serveEngine } from '#engine/serve.ts';
import type { EnginePort } from '#engine/serve.ts';

const [name = '', count = '1'] = (process.argv[2] ?? '').split('#');
let left = Number(count);

const port: EnginePort = {
  send: (message) => process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
};

const engine = serveEngine(port, {
  now: () => Date.now(),
  random: () => Math.random(),
  uuid: () => randomUUID(),
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(timer) };
  },
  log: (level, message) => port.send({ log: { level, message } }),
  failpoint: (at) => {
    if (at !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
  version: '0.0.0-test',
  sync: { secondLookMs: 50, editDelayMs: 60_000 },
});
process.on('disconnect', () => void engine.shutdown().finally(() => process.exit(0)));
