// Where Roster's scripts keep what they download: a per-user folder outside the repository, shared by all its clones.
import os from 'node:os';
import path from 'node:path';

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [home]
 * @returns {string} absolute path (it may not exist yet); XDG_CACHE_HOME counts only when absolute, as its standard says
 */
export function cacheFolder(env = process.env, home = os.homedir()) {
  const xdg = env['XDG_CACHE_HOME'];
  return path.join(xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'roster');
}
