// @vitest-environment node
import { afterEach, expect, it, vi } from 'vitest';
import { sendInvites } from '../../../../../renderer/features/invitations/send-invites.ts';
import { useToasts } from '../../../../../renderer/state/toasts.ts';
import { createFakeBridge } from '../../../../helpers/fake-bridge/fake-bridge.ts';

afterEach(() => vi.unstubAllGlobals());

function bridge() {
  const roster = createFakeBridge({ invitations: 1 });
  vi.stubGlobal('window', { roster });
  return roster;
}

async function changesOf(roster: ReturnType<typeof bridge>) {
  const answer = await roster.invoke('changes.list', {});
  return (answer as { data: { changes: { key: string; batchId: string | null; waitsFor: string | null }[] } }).data
    .changes;
}

const values = { role: 'Read Only' };

it('saves several as one batch, and takes all of them back', async () => {
  const roster = bridge();
  const emails = ['a@example.org', 'b@example.org'];
  expect(await sendInvites({ emails, values, batchId: 'batch-0001' })).toEqual({ saved: emails, error: null });
  expect(await changesOf(roster)).toMatchObject([{ batchId: 'batch-0001' }, { batchId: 'batch-0001' }]);
  useToasts.getState().toasts[0]?.action?.run();
  await vi.waitFor(async () => expect(await changesOf(roster)).toEqual([]));
});

it('puts one in the place of another behind its removal', async () => {
  const roster = bridge();
  await sendInvites({ emails: ['a@example.org'], values, batchId: 'batch-0001', replaces: 'i0' });
  expect(await changesOf(roster)).toMatchObject([
    { key: 'invited.1@example.org' },
    { waitsFor: 'batch-0001-0-before' },
  ]);
});
