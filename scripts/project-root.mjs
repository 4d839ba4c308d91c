// The one place that knows where the repository's root is, seen from scripts/.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Absolute path of the repository's root. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Says whether a module is the script that `node` was started with (and not merely imported).
 * Symbolic links are followed, since Node does so for the URL of the module it starts.
 * @param {string} moduleUrl the module's `import.meta.url`
 * @returns {boolean}
 */
export function isEntryScript(moduleUrl) {
  const entry = process.argv[1];
  return entry !== undefined && pathToFileURL(realpathSync(entry)).href === moduleUrl;
}
