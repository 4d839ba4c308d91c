/** A file that is there whole or not at all: written beside its place, flushed, then renamed. */
import { renameSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** What is written names people: for the person's own account only. */
const privateFile = 0o600;

/**
 * @param id makes the name of the part unique
 * @param place puts the written file into its place by `move`, at once; where it does so and throws after it, the file goes again. Where it
 *   does not, there is no file
 * @throws AppFailure `read-only` when the file cannot be written; what `write` or `place` throws otherwise. An older file at `path` stays
 *   then, unless it was moved over.
 */
export async function writeNewFile<Value>(
  path: string,
  id: string,
  write: (file: FileHandle) => Promise<Value>,
  place: (move: () => void) => void = (move) => move(),
): Promise<Value> {
  const part = `${path}.${id}.part`;
  const placed = { isBegun: false, isMoved: false };
  const move = () => {
    renameSync(part, path);
    placed.isMoved = true;
  };
  try {
    const file = await open(part, 'wx', privateFile);
    placed.isBegun = true;
    let value: Value;
    try {
      value = await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    place(move);
    return value;
  } catch (error) {
    if (placed.isMoved) await rm(path, { force: true });
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new AppFailure('read-only', failureText(path, error));
  } finally {
    if (placed.isBegun && !placed.isMoved) await rm(part, { force: true });
  }
}

function failureText(path: string, error: Error): string {
  const isFolderMissing = 'code' in error && error.code === 'ENOENT';
  if (isFolderMissing) return t('file.no-folder', { path });
  // The part beside it is nobody's business.
  return t('file.not-saved', { path, reason: error.message.replace(/,? [a-z]+ '.*$/s, '') });
}
