import { expect, it, vi } from 'vitest';
import { createFakeBridge } from '../../../../helpers/fake-bridge/fake-bridge.ts';
import { fakeChange } from '../../../../helpers/fake-bridge/fake-changes.ts';
import { call } from '../../../../../renderer/api/call.ts';
import { discardBatch, retryBatch } from '../../../../../renderer/features/changes/decide-batch.ts';
import { useToasts } from '../../../../../renderer/state/toasts.ts';

const told = () => useToasts.getState().toasts[0]?.text;

function open(): void {
  const batchId = 'batch';
  const changes = [
    fakeChange({ id: 'change-1', batchId }),
    fakeChange({ id: 'change-2', batchId, state: 'rejected' }),
    fakeChange({ id: 'change-3', batchId, state: 'conflict' }),
    fakeChange({ id: 'change-4' }),
  ];
  vi.stubGlobal('window', { roster: createFakeBridge({ changes }) });
}

it('retry says how many go out and how many still need the person', async () => {
  open();
  expect(await retryBatch('batch')).toBeNull();
  expect(told()).toBe('2 changes will be sent with the next sync. 1 still needs you.');
});

it('discard takes the batch and nothing else', async () => {
  open();
  expect(await discardBatch('batch')).toBeNull();
  expect(told()).toBe('3 changes were discarded.');
  expect(await call('changes.list', {})).toMatchObject({ ok: true, data: { changes: [{ id: 'change-4' }] } });
});

it('of many it asks piece by piece, and tells the sum', async () => {
  const asked: unknown[] = [];
  const next = { part: 'changes', at: 1001 };
  const answers: unknown[] = [
    { retried: 990, left: 10, next },
    { retried: 5, left: 0 },
    { discarded: 1000, next },
    { discarded: 1, next: { part: 'joined', at: 1000 } },
    { discarded: 2 },
  ];
  const invoke = (_name: string, input: unknown) => {
    asked.push(input);
    return Promise.resolve({ ok: true, data: answers.shift() });
  };
  vi.stubGlobal('window', { roster: { invoke } });
  expect(await retryBatch('batch')).toBeNull();
  expect(useToasts.getState().toasts.at(-1)?.text).toBe(
    '995 changes will be sent with the next sync. 10 still need you.',
  );
  expect(await discardBatch('batch')).toBeNull();
  expect(useToasts.getState().toasts.at(-1)?.text).toBe('1,003 changes were discarded.');
  expect(asked).toEqual([
    { batchId: 'batch' },
    { batchId: 'batch', from: next },
    { batchId: 'batch' },
    { batchId: 'batch', from: next },
    { batchId: 'batch', from: { part: 'joined', at: 1000 } },
  ]);
});
