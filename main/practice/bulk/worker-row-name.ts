import { isEmail, workerSuffix } from '../resources/worker-name.ts';

/** HQ takes no signs in the local part but these. */
const PLAIN = /^[A-Za-z0-9.+_-]+$/;

/**
 * The full username of a row's cell, or undefined if it cannot be one. Without "@" blanks become dots and letters small:
 * `Jane Doe` is jane.doe. HQ: users/util.py normalize_username.
 */
export function normalizedUsername(given: string, project: string): string | undefined {
  const suffix = workerSuffix(project);
  const full = given.includes('@') ? given.toLowerCase() : given.replaceAll(/\s+/g, '.').toLowerCase() + suffix;
  const at = full.lastIndexOf('@');
  return isEmail(full) && PLAIN.test(full.slice(0, at)) && full.slice(at) === suffix ? full : undefined;
}
