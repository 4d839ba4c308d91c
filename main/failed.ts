import { AppFailure, fail, type Result } from '#shared/ipc/result.ts';

/** What was thrown, as a value. */
export function failed(error: unknown): Result<unknown> {
  return error instanceof AppFailure ? { ok: false, error: error.error } : fail('internal', String(error));
}
