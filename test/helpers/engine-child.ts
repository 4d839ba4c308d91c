/**
 * The engine process of the crash tests: exactly main/engine/entry.ts's engine behind the same protocol, but killing itself
 * (SIGKILL, nothing can be tidied up) the n-th time it comes to a failpoint. Arguments: `failpoint#n`, and `ChildOptions` as JSON.
 */
import { randomUUID } from 'node:crypto';
import { flushCompileCache } from 'node:module';
import { serveEngine } from '#engine/serve.ts';
import type { EnginePort } from '#engine/serve.ts';
import { defaultSyncConfig } from '#engine/sync/sync-config.ts';
import type { ChildOptions } from './fork-engine.ts';

const [name = '', count = '1'] = (process.argv[2] ?? '').split('#');
let left = Number(count);
const { pageSize = defaultSyncConfig.pageSize, clock } = JSON.parse(process.argv[3] ?? '{}') as ChildOptions;
const began = Date.now();
const { start, speed } = clock ?? { start: began, speed: 1 };

const port: EnginePort = {
  send: (message) => process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
};

const engine = serveEngine(port, {
  now: () => start + (Date.now() - began) * speed,
  random: () => Math.random(),
  uuid: () => randomUUID(),
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, ms / speed);
    return { cancel: () => clearTimeout(timer) };
  },
  log: (level, message) => port.send({ log: { level, message } }),
  failpoint: (at) => {
    if (at !== name) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
  version: '0.0.0-test',
  sync: { secondLookMs: 50, editDelayMs: 60_000, pageSize },
});
// What is killed writes nothing at its end, and the next one would compile all of it again.
flushCompileCache();
process.on('disconnect', () => void engine.shutdown().finally(() => process.exit(0)));
