// Runs a script under the project's own Node 24, whatever Node runs npm: `node scripts/run-under-node24.mjs SCRIPT ARGS…`.
// Every npm script goes through here. It must itself work under Node 20.
//
// The script finds node_modules/.bin first in its PATH and the Node binary in ROSTER_NODE.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode } from './ensure-node.mjs';
import { isEntryScript, projectRoot } from './project-root.mjs';
import { runCommand } from './run-command.mjs';

/**
 * The environment for everything started under Node 24.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} node path of the Node 24 binary
 * @returns {NodeJS.ProcessEnv}
 */
export function node24Environment(env, node) {
  // Windows calls it Path; a second spelling beside it would hide the first.
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [path.dirname(node), path.join(projectRoot, 'node_modules', '.bin'), env[key] ?? ''];
  return { ...env, [key]: folders.filter((folder) => folder !== '').join(path.delimiter), ROSTER_NODE: node };
}

/**
 * Runs a script of the project under Node 24 and waits for its end.
 * @param {string | URL} script path (relative to the repository's root) or file URL of the script
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runUnderNode24(script, args) {
  const node = ensureNode();
  const file = script instanceof URL ? fileURLToPath(script) : path.resolve(projectRoot, script);
  return runCommand(node, [file, ...args], { env: node24Environment(process.env, node) });
}

if (isEntryScript(import.meta.url)) {
  const [script, ...args] = process.argv.slice(2);
  try {
    if (script === undefined) throw new Error('Usage: node scripts/run-under-node24.mjs SCRIPT [ARGS…]');
    process.exitCode = await runUnderNode24(script, args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
