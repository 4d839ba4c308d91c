import { describe, expect, it } from 'vitest';
import type { PersonAction } from '#shared/domain/action.ts';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';

async function pulled() {
  const harness = await startHarness();
  const { open, sync, call, requests } = harness;
  await open();
  await sync('pull');
  await requests();
  const worker = (await call('mobileWorkers.list', { status: 'active' })).rows.find(({ email }) => email !== '');
  const users = (await call('webUsers.list', {})).rows;
  if (!worker) throw new Error('the sample has no worker with an e-mail');
  const me = users.find(({ username }) => username === harness.practice.hq.username);
  const user = users.find(({ isAdmin, status }) => !isAdmin && status === 'active');
  if (!me || !user) throw new Error('the sample has no web users');
  let made = 0;
  const act = (entity: 'mobile-worker' | 'web-user', localId: string, action: PersonAction) => {
    made += 1;
    return call('people.act', { changeId: `action-${made}`.padEnd(10, '0'), entity, localId, action });
  };
  return { ...harness, worker, me, user, act };
}

describe('an action', () => {
  it('shows at once in list and detail, and is taken back by its opposite', async () => {
    const { worker, act, call, engine, folder } = await pulled();
    const first = await act('mobile-worker', worker.localId, 'deactivate');
    expect(first.detail).toMatchObject({
      status: 'deactivated',
      syncState: 'pending',
      changes: [{ id: first.changeId, kind: 'action', action: 'deactivate', state: 'queued', key: worker.username }],
    });
    const { rows } = await call('mobileWorkers.list', { sync: 'waiting' });
    expect(rows).toMatchObject([{ localId: worker.localId, status: 'deactivated', waiting: ['deactivate'] }]);
    expect(await act('mobile-worker', worker.localId, 'deactivate')).toMatchObject({ changeId: first.changeId });
    const back = await act('mobile-worker', worker.localId, 'reactivate');
    expect(back).toMatchObject({ changeId: null, detail: { status: 'active', syncState: 'clean', changes: [] } });
    await engine.shutdown();
    assertLaws(folder, ['action-100', 'action-200', 'action-300']);
  });

  it('that is so already waits for nothing', async () => {
    const { worker, act } = await pulled();
    expect(await act('mobile-worker', worker.localId, 'reactivate')).toMatchObject({ changeId: null });
  });

  it('sent twice by the window is one change', async () => {
    const { user, call } = await pulled();
    const params = { changeId: 'twice-0001', entity: 'web-user', localId: user.localId, action: 'deactivate' } as const;
    await call('people.act', params);
    expect(await call('people.act', params)).toMatchObject({ changeId: 'twice-0001' });
    expect((await call('changes.list', {})).totals.all).toBe(1);
  });

  it('is not for oneself, nor for the last admin who has access', async () => {
    const { me, user, act } = await pulled();
    await expect(act('web-user', me.localId, 'deactivate')).rejects.toThrow(/yourself/);
    await expect(act('web-user', me.localId, 'remove')).rejects.toThrow(/yourself/);
    expect(await act('web-user', user.localId, 'deactivate')).toMatchObject({ detail: { status: 'deactivated' } });
  });

  it('of another kind of person is refused', async () => {
    const { user, act } = await pulled();
    await expect(act('web-user', user.localId, 'link')).rejects.toThrow(/invalid-input/);
  });

  it('lets edits join what waited before it', async () => {
    const { worker, act, call } = await pulled();
    const edit = (changeId: string, patch: Record<string, string>) =>
      call('people.edit', { changeId, entity: 'mobile-worker', localId: worker.localId, patch });
    await edit('edit-0001', { first_name: 'Before' });
    await act('mobile-worker', worker.localId, 'deactivate');
    expect(await edit('edit-0002', { last_name: 'After' })).toMatchObject({ changeId: 'edit-0001' });
  });

  it('that removes takes the place of what waited, and nothing may follow', async () => {
    const { worker, act, call, engine, folder } = await pulled();
    const { localId } = worker;
    await call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch: { first_name: 'No' } });
    await act('mobile-worker', localId, 'deactivate');
    const removal = await act('mobile-worker', localId, 'remove');
    expect(removal.detail).toMatchObject({ changes: [{ id: removal.changeId, kind: 'delete', action: 'remove' }] });
    expect((await call('mobileWorkers.list', { sync: 'waiting' })).rows).toMatchObject([{ waiting: ['remove'] }]);
    await expect(act('mobile-worker', localId, 'deactivate')).rejects.toThrow(/wrong-state/);
    const more = { changeId: 'edit-0002', entity: 'mobile-worker', localId, patch: { first_name: 'X' } } as const;
    await expect(call('people.edit', more)).rejects.toThrow(/wrong-state/);
    // What it took the place of was not taken back: it waits again.
    await call('changes.discard', { id: removal.changeId ?? '' });
    expect(await call('people.get', { entity: 'mobile-worker', key: localId })).toMatchObject({
      syncState: 'pending',
      status: 'deactivated',
      values: { first_name: 'No' },
      changes: [
        { id: 'edit-0001', state: 'queued' },
        { action: 'deactivate', state: 'queued' },
      ],
    });
    await engine.shutdown();
    assertLaws(folder, ['edit-0001', 'action-100', 'action-200']);
  });

  it('that removes somebody HQ never saw leaves nothing', async () => {
    const { act, call, sync, writes } = await pulled();
    const values = { username: 'nia.one', first_name: 'Nia' };
    const { detail } = await call('mobileWorkers.create', { changeId: 'create-0001', values, password: 'Long-pass-1' });
    await act('mobile-worker', detail.localId, 'deactivate');
    expect(await act('mobile-worker', detail.localId, 'remove')).toEqual({ changeId: null, detail: null });
    await sync('push');
    expect(await writes()).toEqual([]);
  });

  it('mails a password reset only where there is an address', async () => {
    const { worker, act, call } = await pulled();
    await act('mobile-worker', worker.localId, 'email-password-reset');
    const bare = (await call('mobileWorkers.list', { where: { email: '' } })).rows[0];
    if (bare) await expect(act('mobile-worker', bare.localId, 'email-password-reset')).rejects.toThrow(/email address/);
    expect(bare).toBeDefined();
  });
});
