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
