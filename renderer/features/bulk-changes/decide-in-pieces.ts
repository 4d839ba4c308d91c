import type { MethodOutput } from '#shared/ipc/contract.ts';
import { ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { call } from '../../api/call.ts';

/** What is told while a decision about a batch is carried out piece by piece. */
export type Watch = {
  /** How many are done so far. */
  onPiece(done: number): void;
  /** The person wants no further piece. */
  isStopped(): boolean;
};

type Piece<Place> = { done: number; left?: number; next: Place | null };

/** Asks for piece after piece. @returns the sums, also of a decision that was stopped in between */
async function inPieces<Place>(
  decide: (from: Place | undefined) => Promise<Result<Piece<Place>>>,
  { onPiece, isStopped }: Watch,
): Promise<Result<{ done: number; left: number }>> {
  const sum = { done: 0, left: 0 };
  for (let from: Place | undefined; ;) {
    const piece = await decide(from);
    if (!piece.ok) return piece;
    const { done, left = 0, next } = piece.data;
    sum.done += done;
    sum.left += left;
    onPiece(sum.done);
    if (next === null || isStopped()) return ok(sum);
    from = next;
  }
}

type Place = NonNullable<MethodOutput<'bulk.cancelBatch'>['next']>;

/** What HQ does not have yet is taken back for good. */
export function cancelBatch(batchId: string, watch: Watch) {
  return inPieces<Place>(async (from) => {
    const piece = await call('bulk.cancelBatch', { batchId, from });
    return piece.ok ? ok({ done: piece.data.cancelled, next: piece.data.next }) : piece;
  }, watch);
}

/** What waits or was refused is sent again. `left`: still needs the person. */
export function retryBatch(batchId: string, watch: Watch) {
  return inPieces<Place>(async (from) => {
    const piece = await call('bulk.retryBatch', { batchId, from });
    return piece.ok ? ok({ done: piece.data.retried, left: piece.data.left, next: piece.data.next }) : piece;
  }, watch);
}

/** All of it is taken back, as far as HQ still shows it as ours. `left`: stays. */
export function undoBatch(batchId: string, watch: Watch) {
  return inPieces<number>(async (from) => {
    const piece = await call('bulk.undoBatch', { batchId, from });
    return piece.ok ? ok({ done: piece.data.undone, left: piece.data.leftTotal, next: piece.data.next }) : piece;
  }, watch);
}

export type UndoPreview = Omit<MethodOutput<'bulk.previewUndo'>, 'next'>;

/** What taking it back would do; nothing is changed. `onPiece`: changes looked at so far. */
export async function previewUndo(batchId: string, { onPiece, isStopped }: Watch): Promise<Result<UndoPreview>> {
  const sum: UndoPreview = { waiting: 0, atHq: 0, invitations: 0, left: [], leftTotal: 0 };
  const looked = await inPieces<number>(
    async (from) => {
      const piece = await call('bulk.previewUndo', { batchId, from });
      if (!piece.ok) return piece;
      const { waiting, atHq, invitations, left, leftTotal, next } = piece.data;
      sum.waiting += waiting;
      sum.atHq += atHq;
      sum.invitations += invitations;
      sum.left.push(...left.slice(0, namedLeft - sum.left.length));
      sum.leftTotal += leftTotal;
      return ok({ done: waiting + atHq + leftTotal, next });
    },
    { onPiece, isStopped },
  );
  return looked.ok ? ok(sum) : looked;
}

/** Rows that stay named with their reason; the rest is a number. */
export const namedLeft = 20;
