import type { BatchSummary } from '#shared/domain/bulk-batch.ts';
import { AppFailure } from '#shared/ipc/result.ts';
import { t } from '#shared/messages/translate.ts';
import type { CommandContext } from '../command.ts';
import { totalsLine } from './batch-told.ts';

type Piece<Place> = { next: Place | null; batch: BatchSummary };

/**
 * What is decided about a batch goes piece by piece.
 *
 * @returns the batch behind the last of them
 * @throws AppFailure `cancelled` where somebody wanted an end between two: what was decided so far stands, and is told
 */
export async function inPieces<Place>(
  { signal }: Pick<CommandContext, 'signal'>,
  decide: (from: Place | undefined) => Promise<Piece<Place>>,
): Promise<BatchSummary> {
  for (let from: Place | undefined; ;) {
    const { next, batch } = await decide(from);
    if (next === null) return batch;
    if (signal.aborted) throw new AppFailure('cancelled', t('cli.bulk.stopped-between', { batch: totalsLine(batch) }));
    from = next;
  }
}
