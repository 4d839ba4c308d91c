/** An invitation that is known to have been made, though nobody saw which it is at HQ: what stands behind it must still act on that one. */
import { describe, expect, it } from 'vitest';
import { email, withInvites } from '../../../helpers/invitation-harness.ts';

/** Sent, its answer lost, nobody signed in: the person is asked. */
async function asked() {
  const harness = await withInvites();
  const { detail, changeId } = await harness.invite();
  await harness.fault({ match: { method: 'POST', path: '/invitation/v1/' }, kind: 'drop-after', times: 1 });
  await harness.sync('push');
  harness.ahead(600_000);
  await harness.sync('push');
  expect(await harness.changes()).toMatchObject([{ state: 'ask' }]);
  return { ...harness, changeId, localId: detail.localId };
}

const role = { role: 'Field Implementer' };

describe('an invitation the person calls done', () => {
  it('is done at once where nothing stands behind it', async () => {
    const { call, changeId, changes, finish } = await asked();
    await call('changes.answer', { id: changeId, answer: 'done' });
    expect(await changes()).toEqual([]);
    expect(await finish()).toMatchObject([
      { outcome: 'acked', answer: { note: expect.stringContaining('person') as string } },
    ]);
  });

  it('keeps a removal waiting until it is known which it is, and then that one is deleted', async () => {
    const { call, act, changeId, localId, changes, sync, signIn, state, writes, finish } = await asked();
    await act('invitation', localId, 'remove');
    await call('changes.answer', { id: changeId, answer: 'done' });
    await writes();
    for (const _run of [1, 2]) await sync('push');
    expect(await writes()).toEqual([]);
    expect(await changes()).toMatchObject([
      { id: changeId, state: 'unknown', reason: { message: expect.stringContaining('signed in') as string } },
      { kind: 'delete', state: 'queued', waitsFor: changeId },
    ]);
    expect(await state()).toHaveLength(1);
    await signIn();
    // It was prepared where it could not be sent: now that it can, the deletion is asked about once more.
    await sync('push');
    const [removal] = await changes();
    expect(removal).toMatchObject({ kind: 'delete', state: 'ask' });
    await call('changes.answer', { id: removal?.id ?? '', answer: 'send-again' });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await state()).toEqual([]);
    expect(await finish()).toMatchObject([
      { kind: 'create', outcome: 'acked', answer: { note: expect.stringContaining('person') as string } },
      { kind: 'delete', outcome: 'acked' },
    ]);
  });

  it('takes an edit along under HQ’s id', async () => {
    const { call, changeId, localId, sync, signIn, state, mails, finish } = await asked();
    const edit = { changeId: 'edit-0001', entity: 'invitation' as const, localId, patch: role };
    await call('people.edit', edit);
    await call('changes.answer', { id: changeId, answer: 'done' });
    await sync('push');
    await signIn();
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    const [one, ...more] = await state();
    expect(more).toEqual([]);
    expect(one).toMatchObject(role);
    expect((await call('invitations.list', {})).rows).toContainEqual(
      expect.objectContaining({ localId, serverId: one?.['id'], email: email.toLowerCase(), syncState: 'clean' }),
    );
    expect(await mails()).toHaveLength(1);
    await finish(['edit-0001']);
  });

  it('is done without more ado once nothing stands behind it any more', async () => {
    const { call, act, changeId, localId, sync, changes, finish } = await asked();
    const { changeId: removal } = await act('invitation', localId, 'remove');
    await call('changes.answer', { id: changeId, answer: 'done' });
    await sync('push');
    await call('changes.discard', { id: removal ?? '' });
    await sync('push');
    expect(await changes()).toEqual([]);
    expect(await finish()).toMatchObject([{ outcome: 'discarded' }, { kind: 'create', outcome: 'acked' }]);
  });

  it('that is not pending any more lets a removal end', async () => {
    const { call, act, changeId, localId, sync, signIn, state, atHq, changes, finish } = await asked();
    await act('invitation', localId, 'remove');
    await call('changes.answer', { id: changeId, answer: 'done' });
    const [one] = await state();
    await atHq(String(one?.['id']), { remove: true });
    await signIn();
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await changes()).toEqual([]);
    expect(await finish()).toMatchObject([
      { kind: 'create', outcome: 'acked' },
      { kind: 'delete', outcome: 'converged' },
    ]);
  });

  it('and is looked for takes along what is edited meanwhile: nothing is left for nobody', async () => {
    const { call, act, changeId, localId, sync, signIn, state, atHq, changes, fault } = await asked();
    const { changeId: removal } = await act('invitation', localId, 'remove');
    await call('changes.answer', { id: changeId, answer: 'done' });
    await call('changes.discard', { id: removal ?? '' });
    const [one] = await state();
    await atHq(String(one?.['id']), { remove: true });
    await signIn();
    // Nothing is behind it when HQ is asked, something is when HQ has said that it is not there.
    await fault({ match: { method: 'GET', path: '/users/web/' }, kind: 'delay', ms: 400, times: 2 });
    const running = sync('push');
    await expect.poll(async () => (await call('sync.status', {})).phase).toBe('pushing');
    await call('people.edit', { changeId: 'edit-0001', entity: 'invitation', localId, patch: role });
    await running;
    expect(await changes()).toMatchObject([{ id: 'edit-0001', state: 'conflict' }]);
    expect(await state()).toEqual([]);
  });

  it('that is not pending any more asks about an edit', async () => {
    const { call, changeId, localId, sync, signIn, state, atHq, changes } = await asked();
    await call('people.edit', { changeId: 'edit-0001', entity: 'invitation', localId, patch: role });
    await call('changes.answer', { id: changeId, answer: 'done' });
    const [one] = await state();
    await atHq(String(one?.['id']), { remove: true });
    await signIn();
    await sync('push');
    expect(await changes()).toMatchObject([
      { id: 'edit-0001', state: 'conflict', fields: [{}, { field: '*deleted*' }] },
    ]);
  });

  it('and a mail that is called done leave an edit behind them on its way', async () => {
    const { invited, act, call, fault, ahead, sync, changes, state, finish } = await withInvites();
    const { localId } = await invited();
    const { changeId } = await act('invitation', localId, 'resend');
    await fault({ match: { method: 'POST', path: 'reinvite' }, kind: 'drop-before', times: 1 });
    await sync('push');
    ahead(600_000);
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'ask' }]);
    await call('people.edit', { changeId: 'edit-0001', entity: 'invitation', localId, patch: role });
    await call('changes.answer', { id: changeId ?? '', answer: 'done' });
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect((await state())[0]).toMatchObject(role);
    await finish(['edit-0001']);
  });
});

describe('an invitation HQ refuses as taken after a lost answer, while nobody is signed in', () => {
  it('keeps what stands behind it waiting until it is known which it is', async () => {
    const { call, act, changeId, localId, changes, sync, signIn, state, mails, finish } = await asked();
    await act('invitation', localId, 'remove');
    await call('changes.answer', { id: changeId, answer: 'send-again' });
    await sync('push');
    await sync('push');
    expect(await changes()).toMatchObject([
      { id: changeId, state: 'unknown', reason: { message: expect.stringContaining('signed in') as string } },
      { kind: 'delete', state: 'queued' },
    ]);
    await signIn();
    // It was prepared where it could not be sent: now that it can, the deletion is asked about once more.
    await sync('push');
    const [removal] = await changes();
    expect(removal).toMatchObject({ kind: 'delete', state: 'ask' });
    await call('changes.answer', { id: removal?.id ?? '', answer: 'send-again' });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await state()).toEqual([]);
    expect(await mails()).toHaveLength(1);
    await finish([], { again: 1 });
  });

  it('is not mailed a second time where it was withdrawn at HQ meanwhile', async () => {
    const { call, act, changeId, localId, changes, sync, signIn, state, atHq, mails, ahead } = await asked();
    await act('invitation', localId, 'remove');
    await call('changes.answer', { id: changeId, answer: 'send-again' });
    await sync('push');
    expect(await changes()).toMatchObject([{ id: changeId, state: 'unknown' }, { kind: 'delete' }]);
    const [one] = await state();
    await atHq(String(one?.['id']), { remove: true });
    await signIn();
    await sync('push');
    ahead(600_000);
    await sync('push');
    expect(await changes()).toEqual([]);
    expect(await mails()).toHaveLength(1);
  });
});
