// Makes sure that Electron can open a window on this Linux: its shared libraries, and a virtual display (Xvfb) where there
// is no real one. As root on Debian and its kin what is missing is installed; otherwise the exact command is printed and
// the exit code is not 0. Nothing to do on Windows and macOS. Run directly: `ensure-display.mjs ELECTRON_BINARY`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isEntryScript } from './project-root.mjs';

/** What Electron links to or loads, by its Debian package. Packages renamed for 64-bit time carry the suffix t64 later on. */
const libraryPackages = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libnotify4', 'libxss1', 'libsecret-1-0'];

/** The virtual display and its xauth. */
const displayPackages = ['xvfb', 'xauth'];

/** Small fonts that together draw the scripts HQ's users write in (droid-fallback: Chinese, Japanese, Korean in 4 MB). */
const fontPackages = ['fonts-dejavu-core', 'fonts-noto-core', 'fonts-droid-fallback'];

/**
 * The libraries that the loader cannot find, from the output of `ldd`.
 * @param {string} lddOutput
 * @returns {string[]}
 */
export function missingLibraries(lddOutput) {
  return lddOutput.split('\n').flatMap((line) => /^\s*(\S+) => not found/.exec(line)?.[1] ?? []);
}

/**
 * Replaces each package by its 64-bit-time successor where only that one can be installed.
 * @param {readonly string[]} packages
 * @param {(name: string) => boolean} isInstallable
 * @returns {string[]}
 */
export function currentPackageNames(packages, isInstallable) {
  return packages.map((name) => (!isInstallable(name) && isInstallable(`${name}t64`) ? `${name}t64` : name));
}

/**
 * Whether a window can be shown without a virtual display.
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean}
 */
export function hasDisplay(env) {
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((value) => value !== undefined && value !== '');
}

/** @param {string} program @returns {boolean} whether the PATH has it */
function isOnPath(program) {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));
}

/** @param {string} electronBinary @returns {string[]} what is missing, in words for people */
function findMissing(electronBinary) {
  const ldd = spawnSync('ldd', [electronBinary], { encoding: 'utf8' });
  const missing = ldd.error === undefined ? missingLibraries(ldd.stdout) : [];
  return hasDisplay(process.env) || isOnPath('Xvfb') ? missing : [...missing, 'Xvfb (a virtual display)'];
}

/** @param {string} name @returns {boolean} whether apt can install a real package of this name */
function aptOffers(name) {
  const run = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  return /Candidate: (?!\(none\))/.test(run.stdout);
}

/** Seconds to wait for another installation to end: a machine that has just been started often updates itself first. */
const lockSeconds = 300;

/** @param {readonly string[]} args @returns {boolean} whether apt-get did it; its output goes to stderr */
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return (
    spawnSync('apt-get', ['-o', `DPkg::Lock::Timeout=${lockSeconds}`, ...args], { stdio: ['ignore', 2, 2], env })
      .status === 0
  );
}

/**
 * Checks the libraries and the display, installing what is missing where that is allowed.
 * @param {string} electronBinary absolute path of the Electron that is to run
 * @throws {Error} with the command to run, when something is missing and cannot be installed here
 */
export function ensureDisplay(electronBinary) {
  if (process.platform !== 'linux') return;
  const missing = findMissing(electronBinary);
  if (missing.length === 0) return;
  const list = missing.join(', ');
  if (!isOnPath('apt-get')) {
    throw new Error(`Electron needs what is missing on this system: ${list}. Install it with your package manager.`);
  }
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    console.error(`Roster: installing what Electron needs on this system (${list})…`);
    aptGet(['update', '-qq']);
  }
  const packages = currentPackageNames([...displayPackages, ...libraryPackages, ...fontPackages], aptOffers);
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  if (isRoot && aptGet(install) && findMissing(electronBinary).length === 0) return;
  const sudo = isRoot ? '' : 'sudo ';
  throw new Error(
    `Electron needs what is missing on this system: ${findMissing(electronBinary).join(', ')}. Run this once, then try again:\n` +
      `  ${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${packages.join(' ')}`,
  );
}

if (isEntryScript(import.meta.url)) {
  try {
    const [electronBinary] = process.argv.slice(2);
    if (electronBinary === undefined) throw new Error('Usage: node scripts/ensure-display.mjs ELECTRON_BINARY');
    ensureDisplay(electronBinary);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
