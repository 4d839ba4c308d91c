// Reads a JSON file of our own tools, whose shape the caller knows and states.
import { readFileSync } from 'node:fs';

/**
 * @template T
 * @param {string} file
 * @returns {T} what the file holds, taken to be what the caller says
 */
export function readJson(file) {
  const content = /** @type {unknown} */ (JSON.parse(readFileSync(file, 'utf8')));
  return /** @type {T} */ (content);
}
