import { afterEach, expect, it, vi } from 'vitest';
import { fail, ok } from '#shared/ipc/result.ts';
import {
  cancelBatch,
  previewUndo,
  retryBatch,
  undoBatch,
} from '../../../../../renderer/features/bulk-changes/decide-in-pieces.ts';
import { createFakeBridge } from '../../../../helpers/fake-bridge/fake-bridge.ts';

const batchId = 'batch-0001';

afterEach(() => vi.unstubAllGlobals());

/** A bridge that gives these answers, one for each piece. @returns what was asked */
function answering(answers: readonly unknown[]): unknown[] {
  const asked: unknown[] = [];
  const bridge = createFakeBridge();
  bridge.invoke = (_method: string, input: unknown) => {
    asked.push(input);
    return Promise.resolve(answers[asked.length - 1]);
  };
  vi.stubGlobal('window', { roster: bridge });
  return asked;
}

it('asks for piece after piece from where the last ended, and tells the sum as it grows', async () => {
  const asked = answering([
    ok({ undone: 3, left: [], leftTotal: 1, next: 40 }),
    ok({ undone: 2, left: [], leftTotal: 2, next: null }),
  ]);
  const told: number[] = [];
  const result = await undoBatch(batchId, { onPiece: (done) => told.push(done), isStopped: () => false });
  expect(result).toEqual(ok({ done: 5, left: 3 }));
  expect(told).toEqual([3, 5]);
  expect(asked).toEqual([
    { batchId, from: undefined },
    { batchId, from: 40 },
  ]);
});

it('ends behind the present piece once it is stopped, and says what is done', async () => {
  const asked = answering([ok({ cancelled: 3, next: { at: 'q' } }), ok({ cancelled: 9, next: null })]);
  const result = await cancelBatch(batchId, { onPiece: () => undefined, isStopped: () => true });
  expect(result).toEqual(ok({ done: 3, left: 0 }));
  expect(asked).toHaveLength(1);
});

it('says why a piece was not done', async () => {
  answering([fail('busy', 'A sync is at it.')]);
  const result = await retryBatch(batchId, { onPiece: () => undefined, isStopped: () => false });
  expect(result).toEqual(fail('busy', 'A sync is at it.'));
});

it('looks at piece after piece before, and names the first rows that stay alone', async () => {
  const stays = (count: number) => Array.from({ length: count }, (_, row) => ({ row, username: 'u', why: 'w' }));
  const piece = { waiting: 1, atHq: 2, invitations: 1, left: stays(15), leftTotal: 15 };
  const asked = answering([ok({ ...piece, next: 40 }), ok({ ...piece, next: null })]);
  const told: number[] = [];
  const result = await previewUndo(batchId, { onPiece: (count) => told.push(count), isStopped: () => false });
  expect(result).toMatchObject(ok({ waiting: 2, atHq: 4, invitations: 2, leftTotal: 30 }));
  expect(result.ok && result.data.left).toHaveLength(20);
  expect(told).toEqual([18, 36]);
  expect(asked).toEqual([
    { batchId, from: undefined },
    { batchId, from: 40 },
  ]);
});
