/** A file that is there whole or not at all: written beside its place, flushed, then renamed. */
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** What is written names people: for the person's own account only. */
const privateFile = 0o600;

/**
 * @param id makes the name of the part unique
 * @throws AppFailure `read-only` when the file cannot be written; what `write` throws otherwise. An older file at `path` stays then.
 */
export async function writeNewFile<Value>(
  path: string,
  id: string,
  write: (file: FileHandle) => Promise<Value>,
): Promise<Value> {
  const part = `${path}.${id}.part`;
  try {
    const file = await open(part, 'wx', privateFile);
    let value: Value;
    try {
      value = await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    return value;
  } catch (error) {
    await rm(part, { force: true });
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new AppFailure('read-only', t('history.export.failed', { path, reason: error.message }));
  }
}
