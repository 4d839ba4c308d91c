// Everything between a fresh clone and a window: an Electron, what it needs of the system, and a display to open it on.
import { electronEnvironment, ensureElectron } from './ensure-electron.mjs';
import { ensureDisplay } from './ensure-display.mjs';
import { startDisplay } from './start-display.mjs';

/**
 * Readies this machine for Electron windows.
 * @returns {Promise<{ electron: import('./ensure-electron.mjs').ElectronDist, env: NodeJS.ProcessEnv, stop: () => void }>}
 *   the Electron, the environment to start it (or Playwright, or electron-vite) with, and what to call at the end
 * @throws {Error} with what to do
 */
export async function prepareElectron() {
  const electron = await ensureElectron();
  ensureDisplay(electron.executable);
  const display = await startDisplay();
  return { electron, env: { ...process.env, ...electronEnvironment(electron), ...display.env }, stop: display.stop };
}

/**
 * Switches Electron needs on this machine. Chromium refuses its sandbox to root (containers, CI); for everybody else it
 * stays on.
 * @param {number | undefined} uid the user's id; undefined on Windows
 * @returns {string[]}
 */
export function sandboxSwitches(uid) {
  return uid === 0 ? ['--no-sandbox'] : [];
}
