import type { AppError } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { formatNumber } from '../../ui/format.ts';

/** Sends again what of a batch can be sent, and says how much of it still needs the person. */
export async function retryBatch(batchId: string): Promise<AppError | null> {
  const result = await call('changes.retryBatch', { batchId });
  if (!result.ok) return result.error;
  const { retried, left } = result.data;
  const sent = t('changes.batch.retried', { count: retried, number: formatNumber(retried) });
  const rest = left === 0 ? '' : ` ${t('changes.batch.left', { count: left, number: formatNumber(left) })}`;
  useToasts.getState().show({ tone: 'good', text: sent + rest });
  return null;
}

/** Takes a batch back for good. */
export async function discardBatch(batchId: string): Promise<AppError | null> {
  const result = await call('changes.discardBatch', { batchId });
  if (!result.ok) return result.error;
  const count = result.data.discarded;
  useToasts
    .getState()
    .show({ tone: 'good', text: t('changes.batch.discarded', { count, number: formatNumber(count) }) });
  return null;
}
