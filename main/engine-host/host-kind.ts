/** Which process runs the engine and the practice HQ, and what it needs. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** better-sqlite3's binaries are built against Node-API 10; loading one in an older Electron aborts the process. */
const neededNodeApi = 10;

export type EngineHostKind = 'utility' | 'node';

/** `utility`: Electron itself can run the engine; `node`: its Node is too old, a Node 24 runs it. */
export function hostKind(nodeApi: string | undefined): EngineHostKind {
  return Number(nodeApi ?? 0) >= neededNodeApi ? 'utility' : 'node';
}

/**
 * The Node that runs the engine beside an older Electron: the one named by ROSTER_NODE, else the dev dependency `node`.
 * @param appPath the app's folder
 * @throws AppFailure with what to do when there is none
 */
export function findNode(
  env: NodeJS.ProcessEnv,
  appPath: string,
  exists: (file: string) => boolean = existsSync,
): string {
  const named = env['ROSTER_NODE'];
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const candidates = [named ?? '', path.join(appPath, 'node_modules', 'node', 'bin', binary)];
  const found = candidates.find((file) => file !== '' && exists(file));
  if (found === undefined) throw new AppFailure('internal', t('main.error.no-node'));
  return found;
}

/** A plain Node cannot read inside an asar: there the unpacked copy beside it is meant. */
export function unpackedPath(file: string): string {
  return file.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');
}

/** What would change how Node or Electron starts; and the command line's secrets, which children get by message if at all. */
const notHandedOn = new Set(['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE', 'ROSTER_API_KEY', 'ROSTER_WORKER_PASSWORD']);

/** What a child sees of our environment, and the app's version, by which the engine marks the files it writes. */
export function childEnvironment(env: NodeJS.ProcessEnv, version: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !notHandedOn.has(name.toUpperCase()));
  return { ...Object.fromEntries(kept), ROSTER_VERSION: version };
}
