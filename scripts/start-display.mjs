// A virtual display of our own (Xvfb) for as long as it is needed, where the machine has none.
import { spawn } from 'node:child_process';
import { hasDisplay } from './ensure-display.mjs';

/** Large enough for the app's default window and for screenshots of it. */
const screen = '1600x1000x24';

/** Xvfb answers within a second; a machine under heavy load gets half a minute. */
const startTimeoutMs = 30_000;

/**
 * @typedef {object} Display
 * @property {Record<string, string>} env what to add to the environment of programs that open windows
 * @property {() => void} stop ends the virtual display, if there is one
 */

/** Set beside DISPLAY where the display is a virtual one of ours: nobody sees it, and there may be more of them. */
export const virtualDisplayVariable = 'ROSTER_VIRTUAL_DISPLAY';

/**
 * Starts Xvfb where there is no display (Linux only).
 * @returns {Promise<Display>}
 * @throws {Error} when Xvfb does not come up
 */
export async function startDisplay() {
  if (process.platform !== 'linux' || hasDisplay(process.env)) return { env: {}, stop: () => undefined };
  return startVirtualDisplay();
}

/**
 * Starts Xvfb, which picks a free display number itself; it ends with this process at the latest.
 * @returns {Promise<Display>}
 * @throws {Error} when Xvfb does not come up
 */
export async function startVirtualDisplay() {
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-noreset'], {
    // In its own process group: a Ctrl-C in the terminal ends the app first, and then we end the display.
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const stop = () => {
    xvfb.kill();
  };
  process.once('exit', stop);
  const number = await /** @type {Promise<string>} */ (
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error('Xvfb did not start in time'));
      }, startTimeoutMs);
      xvfb.once('error', reject);
      xvfb.once('exit', (code) => {
        reject(new Error(`Xvfb ended at once (exit code ${String(code)})`));
      });
      xvfb.stdio[3]?.once('data', (data) => {
        clearTimeout(timer);
        resolve(String(data).trim());
      });
    })
  );
  xvfb.unref();
  return { env: { DISPLAY: `:${number}`, [virtualDisplayVariable]: '1' }, stop };
}
