/** Starts the engine and the practice HQ as processes of their own, the way the Electron at hand can. */
import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { app, utilityProcess } from 'electron';
import type { ChildPort } from './child-port.ts';
import { childEnvironment, findNode, hostKind, unpackedPath } from './host-kind.ts';

function eachLine(stream: NodeJS.ReadableStream | null | undefined, listener: (line: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', listener);
}

function forkUtility(file: string, args: string[], serviceName: string): ChildPort {
  const env = childEnvironment(process.env, app.getVersion());
  const child = utilityProcess.fork(file, args, { serviceName, stdio: ['ignore', 'ignore', 'pipe'], env });
  return {
    pid: () => child.pid,
    send: (message) => {
      child.postMessage(message);
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onErrorLine: (listener) => {
      eachLine(child.stderr, listener);
    },
    onExit: (listener) => {
      child.once('exit', (code) => {
        listener(`exit code ${String(code)}`);
      });
    },
    kill: () => {
      child.kill();
    },
  };
}

function forkNode(file: string, args: string[], execPath: string): ChildPort {
  const child = fork(unpackedPath(file), args, {
    execPath,
    // Structured clone, as between Electron's own processes.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(process.env, app.getVersion()),
    // Not our own switches (--inspect …), which a second process could not share.
    execArgv: [],
  });
  return {
    pid: () => child.pid,
    send: (message) => {
      // A child that has just gone is reported by its exit; the callback keeps the failed write from being thrown.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => {
      child.on('message', listener);
    },
    onErrorLine: (listener) => {
      eachLine(child.stderr, listener);
    },
    onExit: (listener) => {
      let told = false;
      const tell = (reason: string) => {
        if (!told) listener(reason);
        told = true;
      };
      child.once('exit', (code, signal) => {
        tell(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
      });
      child.once('error', (error) => {
        tell(error.message);
      });
    },
    kill: () => {
      // It had its time for an orderly end; nothing may outlive the app.
      child.kill('SIGKILL');
    },
  };
}

/**
 * Starts a bundle of ours as a process.
 * @param file absolute path of the bundle (may lie in the asar)
 * @param serviceName how the system's process list shows it
 * @throws AppFailure when an older Electron has no Node beside it
 */
export function forkChild(file: string, args: string[], serviceName: string): ChildPort {
  if (hostKind(process.versions['napi']) === 'utility') return forkUtility(file, args, serviceName);
  return forkNode(file, args, findNode(process.env, app.getAppPath()));
}
