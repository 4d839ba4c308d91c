import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether the text stands anywhere in the account's folder, whatever file it is in. */
export function isOnDisk(folder: string, text: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .some((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(text));
}
