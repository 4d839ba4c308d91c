// @vitest-environment node
import { afterEach, expect, it, vi } from 'vitest';
import type { ManyOutcome } from '#shared/ipc/contract.ts';
import { ok } from '#shared/ipc/result.ts';
import {
  changeInPieces,
  previewInPieces,
  undoInPieces,
} from '../../../../renderer/features/people/bulk/many-in-pieces.ts';

afterEach(() => vi.unstubAllGlobals());

const batch = {
  batchId: 'batch-0001',
  entity: 'mobile-worker' as const,
  who: { filter: {} },
  what: { kind: 'act' as const, action: 'deactivate' as const },
};
const outcome = (total: number, left: number): ManyOutcome => ({
  total,
  changed: total,
  admins: 0,
  already: 0,
  cannot: [],
  cannotTotal: 0,
  left,
});

/** Answers one call after the other, and tells what was asked. */
function answering(...answers: unknown[]) {
  const asked: [string, unknown][] = [];
  const invoke = (name: string, input: unknown) => {
    asked.push([name, input]);
    return Promise.resolve(ok(answers.shift()));
  };
  vi.stubGlobal('window', { roster: { invoke } });
  return asked;
}

it('a preview adds up its pieces, tells how far it is, and ends when nobody wants to know', async () => {
  const { batchId: _id, ...many } = batch;
  const asked = answering(outcome(1000, 500), outcome(500, 0), outcome(1000, 500));
  const progress: unknown[] = [];
  const open = new AbortController();
  expect(await previewInPieces(many, open.signal, (told) => progress.push(told))).toEqual(outcome(1500, 0));
  expect(progress).toEqual([{ done: 1000, of: 1500 }]);
  expect(asked.map(([, input]) => (input as { from?: number }).from)).toEqual([undefined, 1000]);
  open.abort();
  await expect(previewInPieces(many, open.signal, () => undefined)).rejects.toThrow();
  expect(asked).toHaveLength(3);
});

it('a batch is asked for until nobody is left, and its end tells all of it', async () => {
  const asked = answering(outcome(1000, 500), outcome(1500, 0));
  const progress: unknown[] = [];
  const saved = await changeInPieces(batch, { onPiece: (told) => progress.push(told), isStopped: () => false });
  expect(saved).toEqual(ok({ changed: 1500, left: 0 }));
  expect(progress).toEqual([{ done: 1000, of: 1500 }]);
  expect(asked).toEqual([
    ['people.changeMany', batch],
    ['people.changeMany', batch],
  ]);
});

it('one that is stopped tells the engine, and how many were left out', async () => {
  const asked = answering(outcome(1000, 500), { left: 500 });
  const saved = await changeInPieces(batch, { onPiece: () => undefined, isStopped: () => true });
  expect(saved).toEqual(ok({ changed: 1000, left: 500 }));
  expect(asked.at(-1)).toEqual(['people.stopMany', { batchId: 'batch-0001' }]);
});

it('a batch is taken back piece by piece', async () => {
  const asked = answering({ undone: 990, sent: 10, next: 1000 }, { undone: 500, sent: 0 });
  expect(await undoInPieces('batch-0001')).toEqual(ok({ undone: 1490, sent: 10 }));
  expect(asked.map(([, input]) => (input as { from: number }).from)).toEqual([0, 1000]);
});
