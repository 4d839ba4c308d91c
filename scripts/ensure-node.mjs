// Makes sure that the project's own Node 24 (the binary of the npm package `node`) is there, and says where.
//
// .npmrc keeps install scripts off, so after a plain `npm install` the package is there without its binary. This script
// runs that one install script, once. It must itself work under Node 20. Run directly, it prints the binary's path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isEntryScript, projectRoot } from './project-root.mjs';
import { runNpm } from './run-npm.mjs';

/** better-sqlite3 13 crashes on Node 20; vitest and Electron's own package want 22.12. The engine is written for 24. */
export const wantedMajor = 24;

/** A 40 MB download; ten minutes allow for a slow line and still end. */
const installTimeoutMs = 10 * 60_000;

/**
 * Where the binary may lie below the project, best first: linked by the package's install script, or in its platform
 * package (where the link could not be made).
 * @param {string} root
 * @param {NodeJS.Platform} platform
 * @param {string} arch
 * @returns {string[]}
 */
export function nodeCandidates(root, platform, arch) {
  const name = platform === 'win32' ? 'node.exe' : 'node';
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const platformPackage = `${prefix}-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const modules = path.join(root, 'node_modules');
  return [
    path.join(modules, 'node', 'bin', name),
    path.join(modules, 'node', 'node_modules', platformPackage, 'bin', name),
    path.join(modules, platformPackage, 'bin', name),
  ];
}

/**
 * The major version in `node --version` output, or undefined when it is no such output.
 * @param {string} output
 * @returns {number | undefined}
 */
export function parseMajor(output) {
  const match = /^v(\d+)\.\d+\.\d+/.exec(output.trim());
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** @param {string} file @returns {boolean} whether the file is a Node that runs here and is new enough */
function isWantedNode(file) {
  if (!existsSync(file)) return false;
  const run = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return run.status === 0 && (parseMajor(run.stdout) ?? 0) >= wantedMajor;
}

/** @returns {string | undefined} the project's own Node, when it is in place and runs */
function findNode() {
  return nodeCandidates(projectRoot, process.platform, process.arch).find(isWantedNode);
}

/**
 * Finds the project's Node 24, installing it when it is missing.
 * @returns {string} absolute path of a Node binary of version 24 or newer
 * @throws {Error} with what to do, when there is none and it cannot be installed
 */
export function ensureNode() {
  const present = findNode();
  if (present !== undefined) return present;
  if (!existsSync(path.join(projectRoot, 'node_modules', 'node'))) {
    throw new Error('The dependencies are not installed yet. Run: npm install');
  }
  console.error(`Roster: fetching Node ${String(wantedMajor)} for this project (once)…`);
  const result = runNpm(['rebuild', 'node', '--ignore-scripts=false'], {
    cwd: projectRoot,
    timeoutMs: installTimeoutMs,
  });
  const installed = findNode();
  if (installed !== undefined) return installed;
  // The person's own Node may be new enough: then nothing has to be fetched at all.
  if ((parseMajor(process.version) ?? 0) >= wantedMajor) return process.execPath;
  throw new Error(
    `Roster needs Node ${String(wantedMajor)} and could not fetch it (${result.ok ? 'no working binary for this system' : result.reason}). ` +
      `Check the connection and run: npm rebuild node --ignore-scripts=false, or install Node ${String(wantedMajor)} yourself.`,
  );
}

if (isEntryScript(import.meta.url)) {
  try {
    console.log(ensureNode());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
