import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** The system's codes for a disk or folder that takes no writes: read-only, no right, full, over quota. */
const unwritable: ReadonlySet<string> = new Set(['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT']);

/**
 * Turns a failed write into what the person is told.
 * @param error what the file system said
 * @param folder where we tried to write
 * @returns `read-only` when the disk or folder takes no writes, else the error itself
 */
export function fileFailure(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return unwritable.has(code) ? new AppFailure('read-only', t('main.error.read-only', { folder, code })) : error;
}
