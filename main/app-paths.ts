/** Where things lie: in the app (source tree or asar, same layout) and in the person's data folder. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { fileFailure } from './file-failure.ts';

/**
 * The data folder named by ROSTER_USER_DATA, for tests and for carrying Roster on a stick; packaged apps honour it too.
 * @returns null when the variable is not set
 * @throws AppFailure `invalid-input` for a relative path, which would mean another folder at each start
 */
export function userDataOverride(env: NodeJS.ProcessEnv): string | null {
  const named = env['ROSTER_USER_DATA'];
  if (named === undefined || named === '') return null;
  if (!path.isAbsolute(named)) throw new AppFailure('invalid-input', t('main.error.user-data', { path: named }));
  return path.normalize(named);
}

/**
 * Makes sure that the data folder is there and takes writes: nothing of Roster works without, and Electron itself only says that
 * another instance has the lock.
 * @param check throws the system's error when a folder takes no writes
 * @throws AppFailure `read-only`
 */
export function ensureWritable(
  folder: string,
  check: (folder: string) => void = (checked) => {
    accessSync(checked, constants.W_OK);
  },
): void {
  try {
    mkdirSync(folder, { recursive: true });
    check(folder);
  } catch (error) {
    throw fileFailure(error, folder);
  }
}

/** @param appPath `app.getAppPath()`: the folder with package.json, or the asar */
export function bundlePaths(appPath: string) {
  const out = path.join(appPath, 'out');
  return {
    renderer: path.join(out, 'renderer'),
    preload: path.join(out, 'preload', 'index.cjs'),
    engine: path.join(out, 'main', 'engine.cjs'),
    practice: path.join(out, 'main', 'practice.cjs'),
  };
}

export function dataPaths(userData: string) {
  return {
    accounts: path.join(userData, 'accounts'),
    practice: path.join(userData, 'practice'),
    samples: path.join(userData, 'practice', 'samples'),
    logs: path.join(userData, 'logs'),
  };
}
