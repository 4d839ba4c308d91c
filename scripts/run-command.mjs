// Runs a program in the foreground, with Ctrl-C and termination passed on, so that nothing is left behind.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Signals that end a script; each is handed to the running child, whose end then ends us. */
const endSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Runs a program with our stdin, stdout and stderr and waits for its end.
 * @param {string} file the program
 * @param {readonly string[]} args its arguments
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string }} [options]
 * @returns {Promise<number>} the exit code; 128 + signal number when a signal ended it
 */
export function runCommand(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      // A terminal's Ctrl-C reaches the whole group already; what comes by `kill` reaches only us.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    for (const signal of endSignals) process.on(signal, forward);
    const finish = () => {
      for (const signal of endSignals) process.off(signal, forward);
    };
    child.on('error', (error) => {
      finish();
      reject(error);
    });
    child.on('close', (code, signal) => {
      finish();
      resolve(code ?? 128 + (signal === null ? 1 : constants.signals[signal]));
    });
  });
}
