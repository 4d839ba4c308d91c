import { AppFailure } from '#shared/ipc/result.ts';
import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/** What ended a command, as an error for people: a fault of Roster's own is `internal`, with its text. */
export function errorOf(thrown: unknown): AppError {
  if (thrown instanceof AppFailure) return thrown.error;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message: t('cli.internal', { reason }) };
}
