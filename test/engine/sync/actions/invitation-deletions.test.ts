import { describe, expect, it } from 'vitest';
import { withInvites } from '../../../helpers/invitation-harness.ts';
import type { FaultRule } from '#practice/start-practice-hq.ts';

const lost = (path: string, kind: FaultRule['kind']): FaultRule => ({
  match: { method: 'POST', path },
  kind,
  times: 1,
});

describe('deleting an invitation', () => {
  it('deletes, and the row goes; one that is gone already is done', async () => {
    const { invited, act, sync, state, call, atHq, finish } = await withInvites();
    const first = await invited();
    await act('invitation', first.localId, 'remove');
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    expect(await state()).toEqual([]);
    expect((await call('invitations.list', {})).rows).toEqual([]);
    const second = await invited();
    await act('invitation', second.localId, 'remove');
    await atHq(second.uuid, { remove: true });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    const outcomes = (await finish()).map(({ kind, outcome }) => `${kind} ${outcome}`);
    expect(outcomes).toEqual(['create acked', 'delete acked', 'create acked', 'delete converged']);
  });

  it.each(['drop-before', 'drop-after', '500-after'] as const)('is settled by the list (%s)', async (kind) => {
    const { invited, act, sync, fault, ahead, state, finish } = await withInvites();
    const { localId } = await invited();
    await act('invitation', localId, 'remove');
    await fault(lost('/web/delete_invitation/', kind));
    await sync('push');
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await state()).toEqual([]);
    expect((await finish()).at(-1)).toMatchObject({ kind: 'delete', outcome: 'acked' });
  });

  it('prepared where HQ could not be asked is asked once more, with what HQ has then', async () => {
    const { invited, act, sync, changes, call, state, writes, finish } = await withInvites();
    const { localId } = await invited();
    await call('sync.workOffline', { on: true });
    await act('invitation', localId, 'remove');
    await call('sync.workOffline', { on: false });
    await writes();
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await writes()).toEqual([]);
    const [held] = await changes();
    expect(held).toMatchObject({ state: 'ask', reason: { message: expect.stringContaining('no way back') as string } });
    await expect(call('changes.answer', { id: held?.id ?? '', answer: 'done' })).rejects.toThrow(/not sent yet/);
    // Deleting again is the word.
    await act('invitation', localId, 'remove');
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await state()).toEqual([]);
    await finish();
  });

  it('for another address, prepared offline, keeps the new invitation waiting until it is confirmed', async () => {
    const { invited, call, recorded, sync, changes, state, mail, finish } = await withInvites();
    const { localId } = await invited();
    await call('sync.workOffline', { on: true });
    recorded.push('other-0001', 'other-0001-before');
    const other = { email: 'other@example.org', role: 'App Editor' };
    await call('invitations.create', { changeId: 'other-0001', values: other, replaces: localId });
    await call('sync.workOffline', { on: false });
    expect(await sync('push')).toMatchObject({ pushed: 0, pending: 1, attention: 1 });
    expect(await state()).toHaveLength(1);
    expect((await changes()).map((change) => change.state)).toEqual(['ask', 'queued']);
    await call('changes.answer', { id: 'other-0001-before', answer: 'send-again' });
    expect(await sync('push')).toMatchObject({ pushed: 2, attention: 0 });
    expect(await state()).toEqual([]);
    expect((await mail()).filter(({ to }) => to === other.email)).toHaveLength(1);
    await finish();
  });

  it('and inviting the address again goes in this order', async () => {
    const { invited, invite, act, sync, state, changes, writes, finish } = await withInvites();
    const { localId, uuid } = await invited();
    const removal = await act('invitation', localId, 'remove');
    const again = await invite({ role: 'Read Only' });
    expect(await changes()).toMatchObject([
      { id: removal.changeId, waitsFor: null },
      { id: again.changeId, waitsFor: removal.changeId },
    ]);
    await writes();
    expect(await sync('push')).toMatchObject({ pushed: 2, pending: 0, attention: 0 });
    const posts = (await writes()).filter(({ applied }) => applied).map(({ path }) => path);
    expect(posts).toMatchObject([
      expect.stringContaining('delete_invitation'),
      expect.stringContaining('invitation/v1'),
    ]);
    const [one] = await state();
    expect(one).toMatchObject({ role: 'Read Only' });
    expect(one?.['id']).not.toBe(uuid);
    await finish();
  });

  it('that is taken back stops the invitation that waited for it', async () => {
    const { invited, invite, act, call, changes, sync, writes, finish } = await withInvites();
    const { localId } = await invited();
    const removal = await act('invitation', localId, 'remove');
    await invite({ role: 'Read Only' });
    await call('changes.discard', { id: removal.changeId ?? '' });
    expect(await changes()).toMatchObject([{ state: 'rejected', reason: { code: 'wrong-state', status: null } }]);
    await sync('push');
    expect((await writes()).filter(({ path }) => !path.includes('login'))).toEqual([]);
    await finish();
  });
});
