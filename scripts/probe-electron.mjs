// Asks an Electron binary which versions are inside, by running it as plain Node.
import { spawnSync } from 'node:child_process';

/** The Node-API that better-sqlite3 needs. An Electron with less runs the engine under Node 24, beside it. */
export const engineNodeApi = 10;

/**
 * @param {string} output what {@link probeElectron} printed: a line of JSON
 * @returns {{ electron: string, nodeApi: number }}
 * @throws {Error} when this is not the output of an Electron
 */
export function parseProbe(output) {
  const parsed = /** @type {unknown} */ (JSON.parse(output));
  const { electron, napi } = /** @type {Record<string, string | undefined>} */ (parsed);
  if (electron === undefined || napi === undefined) throw new Error('This program is no Electron.');
  return { electron, nodeApi: Number(napi) };
}

/**
 * @param {string} executable an Electron whose fuse RunAsNode is on, as every unpackaged one's is
 * @returns {{ electron: string, nodeApi: number }} its version, and the Node-API it offers to native modules
 * @throws {Error} when the binary does not run or is no Electron
 */
export function probeElectron(executable) {
  const run = spawnSync(executable, ['-p', 'JSON.stringify(process.versions)'], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) throw new Error(`${executable} does not run: ${run.stderr.slice(-500)}`);
  return parseProbe(run.stdout);
}
