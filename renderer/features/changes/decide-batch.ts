import type { AppError } from '#shared/ipc/result.ts';
import { ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import { call } from '../../api/call.ts';
import { useToasts } from '../../state/toasts.ts';
import { formatNumber } from '../../ui/format.ts';

/** Sends again what of a batch can be sent, and says how much of it still needs the person. */
export async function retryBatch(batchId: string): Promise<AppError | null> {
  const result = await retryInPieces(batchId);
  if (!result.ok) return result.error;
  const { retried, left } = result.data;
  const sent = t('changes.batch.retried', { count: retried, number: formatNumber(retried) });
  const rest = left === 0 ? '' : ` ${t('changes.batch.left', { count: left, number: formatNumber(left) })}`;
  useToasts.getState().show({ tone: 'good', text: sent + rest });
  return null;
}

/** Takes a batch back for good. */
export async function discardBatch(batchId: string): Promise<AppError | null> {
  const result = await discardInPieces(batchId);
  if (!result.ok) return result.error;
  const count = result.data;
  useToasts
    .getState()
    .show({ tone: 'good', text: t('changes.batch.discarded', { count, number: formatNumber(count) }) });
  return null;
}

async function retryInPieces(batchId: string): Promise<Result<{ retried: number; left: number }>> {
  let retried = 0;
  let left = 0;
  for (let place = {}; ;) {
    const piece = await call('changes.retryBatch', { batchId, ...place });
    if (!piece.ok) return piece;
    retried += piece.data.retried;
    left += piece.data.left;
    if (!piece.data.next) return ok({ retried, left });
    place = { from: piece.data.next };
  }
}

/** @returns how many changes are gone */
export async function discardInPieces(batchId: string): Promise<Result<number>> {
  let discarded = 0;
  for (let place = {}; ;) {
    const piece = await call('changes.discardBatch', { batchId, ...place });
    if (!piece.ok) return piece;
    discarded += piece.data.discarded;
    if (!piece.data.next) return ok(discarded);
    place = { from: piece.data.next };
  }
}
