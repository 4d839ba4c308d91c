// Calls the npm that called us (or the one on the PATH), with the user's own npm configuration.
import { spawnSync } from 'node:child_process';

/**
 * How to start npm: by its own JavaScript file when a npm script runs us (the same npm, no shell), else by name.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath the Node that should run npm's JavaScript
 * @param {NodeJS.Platform} platform
 * @returns {{ file: string, args: string[], shell: boolean }}
 */
export function npmCommand(env, execPath, platform) {
  const script = env['npm_execpath'];
  // pnpm and yarn set npm_execpath too; only npm's own is of use here.
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script)) return { file: execPath, args: [script], shell: false };
  // Windows refuses to start a .cmd file without a shell.
  return { file: platform === 'win32' ? 'npm.cmd' : 'npm', args: [], shell: platform === 'win32' };
}

/**
 * Runs npm and waits. Only its errors are shown: our own stdout may be data (`roster … --json`).
 * @param {readonly string[]} args
 * @param {{ cwd: string, timeoutMs: number }} options
 * @returns {{ ok: true } | { ok: false, reason: string }}
 */
export function runNpm(args, { cwd, timeoutMs }) {
  const npm = npmCommand(process.env, process.execPath, process.platform);
  const run = spawnSync(npm.file, [...npm.args, ...args], {
    cwd,
    timeout: timeoutMs,
    shell: npm.shell,
    stdio: ['ignore', 'ignore', 2],
  });
  if (run.error !== undefined) return { ok: false, reason: run.error.message };
  if (run.status !== 0) return { ok: false, reason: `npm ${args[0] ?? ''} ended with exit code ${String(run.status)}` };
  return { ok: true };
}
