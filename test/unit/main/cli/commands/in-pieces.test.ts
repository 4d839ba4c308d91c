import { expect, it, vi } from 'vitest';
import { inPieces } from '../../../../../main/cli/commands/in-pieces.ts';
import { batchRowOutcomes } from '#shared/domain/bulk-batch.ts';
import type { BatchSummary, BatchTotals } from '#shared/domain/bulk-batch.ts';

const totals = Object.fromEntries(['rows', ...batchRowOutcomes].map((key) => [key, 0])) as BatchTotals;

function batch(cancelled: number): BatchSummary {
  return {
    batchId: 'batch-0001',
    kind: 'mobile-workers',
    way: 'rows',
    file: 'people.xlsx',
    createdAt: 1,
    author: 'me@example.org',
    paused: false,
    followable: false,
    following: null,
    again: { rows: 0, lost: 0 },
    messages: [],
    totals: { ...totals, rows: 3, cancelled },
  };
}

/** Three pieces. */
const piece = (from = 0) => Promise.resolve({ next: from === 2 ? null : from + 1, batch: batch(from + 1) });

it('goes on until nothing is left', async () => {
  const decide = vi.fn(piece);
  const { signal } = new AbortController();
  expect((await inPieces({ signal }, decide)).totals.cancelled).toBe(3);
  expect(decide.mock.calls).toEqual([[undefined], [1], [2]]);
});

it('stops between two pieces where somebody wants an end, and tells how far it came and how to go on', async () => {
  const stop = new AbortController();
  const decide = vi.fn((from?: number) => {
    if (from === 1) stop.abort();
    return piece(from);
  });
  await expect(inPieces({ signal: stop.signal }, decide)).rejects.toThrow(
    'the same command goes on with the rest. Batch batch-0001, people.xlsx: 2 cancelled',
  );
  expect(decide).toHaveBeenCalledTimes(2);
});

it('is done where the end was wanted within the last piece', async () => {
  const stop = new AbortController();
  const decide = (from?: number) => {
    if (from === 2) stop.abort();
    return piece(from);
  };
  expect((await inPieces({ signal: stop.signal }, decide)).totals.cancelled).toBe(3);
});
