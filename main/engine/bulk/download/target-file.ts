/** What lies where a file is to be saved: a download may end long after somebody said that a file there may go. */
import { existsSync, statSync } from 'node:fs';
import { format, parse } from 'node:path';

/** Tells one file, and one state of it, from another. null: there is none. */
export function fileThere(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.mtimeMs} ${found.size}`;
}

/** @returns `path` where there is still what was `there`; else the next free name beside it: nobody said that this file may go */
export function placeFor(path: string, there: string | null): string {
  const now = fileThere(path);
  if (now === null || now === there) return path;
  const { dir, name, ext } = parse(path);
  for (let n = 2; ; n += 1) {
    const beside = format({ dir, name: `${name} (${n})`, ext });
    if (!existsSync(beside)) return beside;
  }
}
