/** A folder that takes no writes, for the app and for everybody else. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder with everything in it read-only. Modes do not bind root, so for root it becomes a read-only mount of itself.
 * @returns what makes it writable again
 */
export function makeReadOnly(folder: string): () => void {
  if (process.getuid?.() === 0) {
    execFileSync('mount', ['--bind', folder, folder]);
    execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
    return () => execFileSync('umount', [folder]);
  }
  setModes(folder, 0o555, 0o444);
  return () => setModes(folder, 0o755, 0o644);
}

function setModes(folder: string, folderMode: number, fileMode: number): void {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  chmodSync(folder, folderMode);
  for (const entry of entries)
    chmodSync(path.join(entry.parentPath, entry.name), entry.isDirectory() ? folderMode : fileMode);
}
