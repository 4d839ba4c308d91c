/**
 * Start of the engine process, as a utility process of Electron or as a Node forked beside it. Real time, randomness and timers come in
 * here and nowhere else.
 */
import { randomUUID } from 'node:crypto';
import type { FromEngine } from '#shared/ipc/engine-host.ts';
import type { EngineDeps } from './deps.ts';
import { serveEngine } from './serve.ts';
import type { EnginePort } from './serve.ts';

/** The port a utility process has; Node's types do not know it. */
type ParentPort = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
};

const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };

function openPort(): EnginePort {
  if (parentPort) {
    return {
      send: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data)),
    };
  }
  return {
    // A parent that is gone cannot be told anything; "disconnect" below ends the process.
    send: (message) => {
      if (process.connected) process.send?.(message);
    },
    onMessage: (listener) => process.on('message', listener),
  };
}

const port = openPort();

function log(level: 'info' | 'warn' | 'error', message: string): void {
  const line: FromEngine = { log: { level, message } };
  port.send(line);
}

const deps: EngineDeps = {
  now: () => Date.now(),
  random: () => Math.random(),
  uuid: () => randomUUID(),
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(timer) };
  },
  log,
  version: process.env['ROSTER_VERSION'] ?? '0',
};

const engine = serveEngine(port, deps);

function end(): void {
  void engine.shutdown().finally(() => process.exit(0));
}

// Without the parent nobody sees the engine any more and the account's lock would stay taken.
process.on('disconnect', end);
parentPort?.on('close', end);
process.on('SIGTERM', end);
// Ctrl-C in a terminal reaches every process of the group; the parent ends us in order.
process.on('SIGINT', () => log('info', 'engine: interrupted, waiting for the parent'));

function crash(error: unknown): void {
  log('error', `engine: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  // What is committed is safe; going on in an unknown state is not. A moment for the log line to leave.
  setTimeout(() => process.exit(1), 50);
}
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
