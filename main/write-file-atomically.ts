import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Only the person's own account may read what we keep: the files name people, projects or hold keys. */
const privateFile = 0o600;
const privateFolder = 0o700;

/**
 * Writes a small file so that a crash at any point leaves the old content or the new, never a part: written beside it,
 * flushed to the disk, then renamed over it.
 * @param file absolute path; its folder is made when missing
 */
export async function writeFileAtomically(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: privateFolder });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', privateFile);
    try {
      await handle.writeFile(content, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
