import type { ManyOutcome } from '#shared/ipc/contract.ts';
import type { MethodInput } from '#shared/ipc/contract.ts';
import { ok } from '#shared/ipc/result.ts';
import type { Result } from '#shared/ipc/result.ts';
import { call, callOrThrow } from '../../../api/call.ts';

/** How far a list that is done in pieces is. */
export type Progress = { done: number; of: number };

/** Of the people who cannot be changed that are told one by one: as many as the engine tells of a piece. */
const toldCannot = 500;

/** What a bulk change would do, piece by piece until all of the list is looked at, or nobody wants to know any more. */
export async function previewInPieces(
  many: MethodInput<'people.previewMany'>,
  signal: AbortSignal,
  onPiece: (progress: Progress) => void,
): Promise<ManyOutcome> {
  let sum = await callOrThrow('people.previewMany', many);
  while (sum.left > 0) {
    onPiece({ done: sum.total, of: sum.total + sum.left });
    signal.throwIfAborted();
    sum = added(sum, await callOrThrow('people.previewMany', { ...many, from: sum.total }));
  }
  return sum;
}

export function added(sum: ManyOutcome, piece: ManyOutcome): ManyOutcome {
  return {
    total: sum.total + piece.total,
    changed: sum.changed + piece.changed,
    admins: sum.admins + piece.admins,
    already: sum.already + piece.already,
    cannot: [...sum.cannot, ...piece.cannot].slice(0, toldCannot),
    cannotTotal: sum.cannotTotal + piece.cannotTotal,
    left: piece.left,
  };
}

/** `left`: of how many nothing was done, because the person stopped it. */
export type Saved = { changed: number; left: number };

/** Saves one batch. The same batch again, after a failure on the way, goes on where it was. */
export async function changeInPieces(
  batch: MethodInput<'people.changeMany'>,
  { onPiece, isStopped }: { onPiece(progress: Progress): void; isStopped(): boolean },
): Promise<Result<Saved>> {
  let changed = 0;
  for (let done = 0; ;) {
    const piece = await call('people.changeMany', batch);
    if (!piece.ok) return piece;
    // At its end all of the batch is told.
    if (piece.data.left === 0) return ok({ changed: piece.data.changed, left: 0 });
    changed += piece.data.changed;
    done += piece.data.total;
    onPiece({ done, of: done + piece.data.left });
    if (!isStopped()) continue;
    const stopped = await call('people.stopMany', { batchId: batch.batchId });
    return stopped.ok ? ok({ changed, left: stopped.data.left }) : stopped;
  }
}

/** Takes a batch back, piece by piece. */
export async function undoInPieces(batchId: string): Promise<Result<{ undone: number; sent: number }>> {
  let undone = 0;
  let sent = 0;
  for (let from: number | undefined = 0; from !== undefined;) {
    const piece: Awaited<ReturnType<typeof call<'people.undoMany'>>> = await call('people.undoMany', { batchId, from });
    if (!piece.ok) return piece;
    undone += piece.data.undone;
    sent += piece.data.sent;
    from = piece.data.next;
  }
  return ok({ undone, sent });
}
