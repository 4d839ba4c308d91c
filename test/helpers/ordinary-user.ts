import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** 'nobody' on Linux and macOS: no rights beyond everybody's. */
const nobody = 65_534;

/**
 * Runs `work` with `folder` and everything in it write-protected. Root may write anywhere whatever the mode, so when the tests run as
 * root the process becomes an ordinary user meanwhile.
 */
export function withoutWriteAccess<T>(folder: string, work: () => T): T {
  const modes = lockDown(folder);
  const isRoot = process.getuid?.() === 0;
  try {
    if (isRoot) process.seteuid?.(nobody);
    return work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    for (const [path, mode] of modes) chmodSync(path, mode);
  }
}

function lockDown(folder: string): [string, number][] {
  const paths = [folder, ...readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)))];
  return paths.map((path) => {
    const stats = statSync(path);
    chmodSync(path, stats.isDirectory() ? 0o555 : 0o444);
    return [path, stats.mode & 0o777];
  });
}
