/** Turns what SQLite and the file system throw into the errors a person can act on. */
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** SQLite's or Node's code of a thrown error ('SQLITE_CORRUPT_VTAB', 'EROFS'), '' when it has none. */
export function failureCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return '';
}

/**
 * The `AppFailure` for an error of the database file at `path` (`database-corrupt`, `read-only`), or the error itself when it says
 * nothing about the file: a fault in our SQL must not look like a damaged disk.
 */
export function databaseFailure(error: unknown, path: string): unknown {
  const code = failureCode(error);
  const reason = error instanceof Error ? error.message : String(error);
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return corruptFailure(path, reason);
  if (/^(SQLITE_FULL|ENOSPC|EDQUOT)/.test(code)) return new AppFailure('read-only', t('db.full', { path }), { path });
  if (/^(SQLITE_(READONLY|CANTOPEN|PERM)|EACCES|EPERM|EROFS)/.test(code))
    return new AppFailure('read-only', t('db.read-only', { path }), { path });
  if (/^(SQLITE_IOERR|EIO)/.test(code)) return new AppFailure('read-only', t('db.io', { path, reason }), { path });
  if (/^SQLITE_BUSY/.test(code)) return new AppFailure('busy', t('db.busy.file', { path }), { path });
  return error;
}

export function corruptFailure(path: string, reason: string): AppFailure {
  return new AppFailure('database-corrupt', t('db.corrupt', { path, reason }), { path, reason });
}
