import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';

/**
 * For the moment before something is saved or sent: whoever asked for an end by then, while the account was opened or between two steps, gets one.
 * @throws AppFailure `cancelled`
 */
export function refuseStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new AppFailure('cancelled', t('cli.stopped'));
}
