import { describe, expect, it } from 'vitest';
import { assertQuiet } from '../../../helpers/assert-laws.ts';
import { startActions } from '../../../helpers/action-harness.ts';
import type { HarnessOptions } from '../../../helpers/engine-harness.ts';

async function withWorker(options: HarnessOptions = {}) {
  const harness = await startActions(options);
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const worker = rows.find(({ email }) => email !== '');
  const inactive = (await harness.call('mobileWorkers.list', { status: 'deactivated' })).rows[0];
  if (!worker || !inactive) throw new Error('the sample lacks workers');
  const doIt = (action: Parameters<typeof harness.act>[2]) => harness.act('mobile-worker', worker.localId, action);
  return { ...harness, worker, inactive, id: worker.serverId ?? '', doIt };
}

describe('deactivating and reactivating a worker', () => {
  it('is sent once, and the mirror keeps HQ’s word over lists that lag behind', async () => {
    const { worker, inactive, id, doIt, act, sync, writes, stateOf, call, fault, finish, practice, folder } =
      await withWorker();
    await doIt('deactivate');
    await act('mobile-worker', inactive.localId, 'reactivate');
    expect(await sync('push')).toMatchObject({ done: true, pushed: 2, pending: 0, attention: 0 });
    expect((await writes()).map(({ path, status }) => `${path.split('/').at(-2)} ${status}`).sort()).toEqual([
      'activate 202',
      'deactivate 202',
    ]);
    expect(await stateOf('worker', id)).toMatchObject({ is_active: false });
    expect(await stateOf('worker', inactive.serverId ?? '')).toMatchObject({ is_active: true });
    await fault({ match: { path: '/user/v1/?' }, kind: 'stale-list', times: 2, ms: 60_000 });
    await sync('pull');
    const shown = () => call('people.get', { entity: 'mobile-worker', key: worker.localId });
    expect(await shown()).toMatchObject({ status: 'deactivated', syncState: 'clean', changes: [] });
    await sync('pull');
    expect(await shown()).toMatchObject({ status: 'deactivated' });
    const lines = await finish();
    expect(lines.map(({ action, outcome }) => `${action} ${outcome}`).sort()).toEqual([
      'deactivate acked',
      'reactivate acked',
    ]);
    expect(lines[0]?.answer).toMatchObject({ status: 202 });
    await assertQuiet(folder, practice);
  });

  it('that somebody else did meanwhile is not sent', async () => {
    const { worker, doIt, sync, writes, editAtHq, finish } = await withWorker();
    await doIt('deactivate');
    await editAtHq('worker', worker.username, { is_active: false });
    expect(await sync('push')).toMatchObject({ pushed: 0, pending: 0, attention: 0 });
    expect(await writes()).toEqual([]);
    expect(await finish()).toMatchObject([{ action: 'deactivate', outcome: 'converged' }]);
  });

  it('that HQ refuses stays with its words', async () => {
    const { id, doIt, sync, changes, editAtHq, worker, call, finish } = await withWorker();
    await editAtHq('worker', worker.username, { is_location_user: true });
    await doIt('deactivate');
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { hqMessages: [expect.stringContaining('This is a location user')], status: 400 } },
    ]);
    expect(await call('people.get', { entity: 'mobile-worker', key: id })).toMatchObject({
      status: 'active',
      syncState: 'attention',
    });
    await finish();
  });

  it('of somebody deleted at HQ is a question', async () => {
    const { doIt, sync, changes, editAtHq, worker, writes, finish } = await withWorker();
    await doIt('deactivate');
    await editAtHq('worker', worker.username, {}, { remove: true });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'conflict', reason: { code: 'not-found' }, key: worker.username }]);
    expect(await writes()).toEqual([]);
    await finish();
  });

  it.each(['drop-before', 'drop-after', '500-after', 'cut-body'] as const)(
    'is settled by reading when the answer is lost (%s)',
    async (kind) => {
      const { id, doIt, sync, fault, ahead, stateOf, writes, finish, practice, folder } = await withWorker();
      await doIt('deactivate');
      await fault({ match: { method: 'POST', path: '/deactivate/' }, kind, times: 1 });
      await sync('push');
      ahead(600_000);
      expect(await sync()).toMatchObject({ pending: 0, attention: 0 });
      expect(await stateOf('worker', id)).toMatchObject({ is_active: false });
      expect((await writes()).filter(({ applied }) => applied)).toHaveLength(1);
      expect(await finish()).toMatchObject([{ outcome: 'acked' }]);
      await assertQuiet(folder, practice);
    },
  );
});

describe('deleting a worker', () => {
  it('deletes, and the row goes at once', async () => {
    const { worker, doIt, sync, writes, call, atHq, fault, finish, practice, folder } = await withWorker();
    const { total } = await call('mobileWorkers.list', {});
    await doIt('remove');
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    expect(await writes()).toMatchObject([{ method: 'DELETE', status: 204, applied: true }]);
    expect(await atHq('worker', worker.username)).toMatchObject({ deleted: true });
    // A list that still shows the deleted one brings nobody back.
    await fault({ match: { path: '/user/v1/?' }, kind: 'stale-list', times: 2, ms: 60_000 });
    await sync('pull');
    expect((await call('mobileWorkers.list', {})).total).toBe(total - 1);
    expect(await finish()).toMatchObject([{ kind: 'delete', action: 'remove', outcome: 'acked' }]);
    await assertQuiet(folder, practice);
  });

  it('is not even saved while HQ cannot be reached; who is only here is taken back', async () => {
    const { worker, call, sync, fault, changes, finish, doIt, writes } = await withWorker();
    const removal = (changeId: string, localId: string) =>
      call('people.act', { changeId, entity: 'mobile-worker', localId, action: 'remove' });
    await call('sync.workOffline', { on: true });
    await expect(removal('remove-0101', worker.localId)).rejects.toThrow(/offline.*cannot be taken back/);
    const made = { changeId: 'create-0101', values: { username: 'nia.test' }, password: 'Lamp-Tree-91' };
    const { localId } = (await call('mobileWorkers.create', made)).detail;
    expect(await removal('remove-0102', localId)).toMatchObject({ changeId: null, detail: null });
    await call('sync.workOffline', { on: false });
    await fault({ match: { path: '/identity/' }, kind: 'drop-before', times: 1 });
    await sync('push');
    await expect(removal('remove-0103', worker.localId)).rejects.toThrow(/offline/);
    expect(await changes()).toEqual([]);
    expect(await writes()).toEqual([]);
    await sync('push');
    await doIt('remove');
    await sync('push');
    expect(await finish(['create-0101', 'remove-0102'])).toMatchObject([
      { outcome: 'discarded' },
      { outcome: 'discarded' },
      { kind: 'delete', outcome: 'acked' },
    ]);
  });

  it('the same command again is no new deletion, also out of reach', async () => {
    const { worker, call, changes, finish } = await withWorker();
    const input = {
      changeId: 'remove-0001',
      entity: 'mobile-worker',
      localId: worker.localId,
      action: 'remove',
    } as const;
    await call('people.act', input);
    await call('sync.workOffline', { on: true });
    expect(await call('people.act', input)).toMatchObject({ changeId: 'remove-0001' });
    await call('sync.workOffline', { on: false });
    expect(await changes()).toHaveLength(1);
    await finish(['remove-0001']);
  });

  it('that could not go within a quarter of an hour is asked about again, with what HQ has now', async () => {
    const { worker, doIt, call, sync, fault, ahead, changes, writes, editAtHq, finish } = await withWorker();
    await doIt('remove');
    await fault({ match: { path: '/identity/' }, kind: 'drop-before', times: 1 });
    await sync('push');
    ahead(16 * 60_000);
    await editAtHq('worker', worker.username, { first_name: 'Newer' });
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await writes()).toEqual([]);
    expect(await changes()).toMatchObject([
      { state: 'ask', reason: { message: expect.stringContaining('This deletion could not be sent') as string } },
    ]);
    expect(await call('people.get', { entity: 'mobile-worker', key: worker.localId })).toMatchObject({
      truth: { first_name: 'Newer' },
    });
    await doIt('remove');
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect((await finish()).map(({ outcome }) => outcome)).toEqual(['merged', 'acked']);
  });

  it('who is gone already is done', async () => {
    const { worker, doIt, sync, editAtHq, writes, changes, finish } = await withWorker();
    await doIt('remove');
    await editAtHq('worker', worker.username, {}, { remove: true });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await writes()).toEqual([]);
    expect(await changes()).toEqual([]);
    expect(await finish()).toMatchObject([{ kind: 'delete', outcome: 'converged' }]);
  });

  it.each(['drop-before', 'drop-after', '500-after'] as const)('is settled by reading (%s)', async (kind) => {
    const { doIt, sync, fault, ahead, writes, finish, practice, folder } = await withWorker();
    await doIt('remove');
    await fault({ match: { method: 'DELETE' }, kind, times: 1 });
    await sync('push');
    ahead(600_000);
    expect(await sync()).toMatchObject({ pending: 0, attention: 0 });
    expect((await writes()).filter(({ applied }) => applied)).toHaveLength(1);
    expect(await finish()).toMatchObject([{ kind: 'delete', outcome: 'acked' }]);
    await assertQuiet(folder, practice);
  });
});

describe('a password reset by e-mail', () => {
  const resets = async ({ mail }: { mail: () => Promise<{ kind: string }[]> }) =>
    (await mail()).filter(({ kind }) => kind === 'password-reset');

  it('is mailed once', async () => {
    const harness = await withWorker();
    const { doIt, sync, finish, worker } = harness;
    await doIt('email-password-reset');
    await doIt('email-password-reset');
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    expect(await resets(harness)).toMatchObject([{ to: worker.email }]);
    expect(await finish()).toMatchObject([{ outcome: 'merged' }, { outcome: 'acked' }]);
  });

  it.each([
    ['drop-after', 1],
    ['drop-before', 0],
    ['500-after', 1],
  ] as const)('whose answer is lost (%s) is never repeated by itself', async (kind, mails) => {
    const harness = await withWorker();
    const { doIt, sync, fault, ahead, changes, call, finish } = harness;
    await doIt('email-password-reset');
    await fault({ match: { method: 'POST', path: 'email_password_reset' }, kind, times: 1 });
    await sync('push');
    ahead(600_000);
    expect(await sync()).toMatchObject({ attention: 1 });
    expect(await changes()).toMatchObject([{ state: 'ask', can: { answer: true } }]);
    expect(await resets(harness)).toHaveLength(mails);
    const [change] = await changes();
    expect(await call('changes.answer', { id: change?.id ?? '', answer: 'done' })).toEqual({ change: null });
    await sync('push');
    expect(await resets(harness)).toHaveLength(mails);
    expect(await finish()).toMatchObject([{ outcome: 'acked', answer: { note: expect.any(String) as string } }]);
  });

  it('is sent again at the person’s word', async () => {
    const harness = await withWorker();
    const { doIt, sync, fault, changes, call, finish } = harness;
    await doIt('email-password-reset');
    await fault({ match: { method: 'POST', path: 'email_password_reset' }, kind: 'drop-after', times: 1 });
    await sync('push');
    const [change] = await changes();
    const answered = await call('changes.answer', { id: change?.id ?? '', answer: 'send-again' });
    expect(answered).toMatchObject({ change: { state: 'queued' } });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await resets(harness)).toHaveLength(2);
    await finish([], { again: 1 });
  });

  it('is sent again where the button is pressed again, and its line says that this was the word', async () => {
    const harness = await withWorker();
    const { doIt, sync, fault, changes, finish } = harness;
    await doIt('email-password-reset');
    // Pressed again before it was sent it is one mail.
    await doIt('email-password-reset');
    await fault({ match: { method: 'POST', path: 'email_password_reset' }, kind: 'drop-after', times: 1 });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'ask' }]);
    await doIt('email-password-reset');
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await resets(harness)).toHaveLength(2);
    const lines = await finish();
    expect(lines.map(({ answer }) => (answer as { again?: boolean }).again ?? false)).toEqual([false, true, false]);
  });
});

describe('PersonalID', () => {
  const linked = { personalid_link_active: true };

  it('waits for a session and holds nothing else up', async () => {
    const { worker, inactive, id, doIt, act, sync, changes, editAtHq, signIn, stateOf, call, finish } =
      await withWorker();
    await editAtHq('worker', worker.username, linked);
    await doIt('unlink');
    await act('mobile-worker', inactive.localId, 'reactivate');
    expect(await sync('push')).toMatchObject({
      done: true,
      pushed: 1,
      pending: 1,
      attention: 0,
      hold: null,
      error: null,
    });
    expect(await changes()).toMatchObject([
      {
        state: 'queued',
        attempts: 0,
        reason: { code: 'credential', message: expect.stringContaining('sign in') as string },
      },
    ]);
    expect(await call('people.get', { entity: 'mobile-worker', key: id })).toMatchObject({ syncState: 'pending' });
    await signIn();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    expect(await stateOf('worker', id)).toMatchObject({ personalid_link_active: false });
    expect(await finish()).toMatchObject([{ action: 'reactivate' }, { action: 'unlink', outcome: 'acked' }]);
  });

  it('that is so already is not sent; without a link it is refused', async () => {
    const { worker, inactive, doIt, act, sync, changes, editAtHq, signIn, writes, finish } = await withWorker();
    await editAtHq('worker', worker.username, linked);
    await editAtHq('worker', inactive.username, { personalid_link_active: null });
    await signIn();
    await writes();
    await doIt('link');
    await act('mobile-worker', inactive.localId, 'link');
    await sync('push');
    expect((await writes()).filter(({ path }) => path.includes('personalid_link'))).toEqual([]);
    expect(await changes()).toMatchObject([{ state: 'rejected', key: inactive.username, reason: { status: null } }]);
    expect(await finish()).toMatchObject([{ action: 'link', outcome: 'converged' }]);
  });

  it('of a username with a dot is refused with the reason by older versions of HQ', async () => {
    const { act, sync, changes, editAtHq, signIn, practice, call, stateOf, finish } = await withWorker();
    const { rows } = await call('mobileWorkers.list', { status: 'active', limit: 500 });
    const dotted = rows.find(({ username }) => username.split('@')[0]?.includes('.'));
    if (!dotted) throw new Error('the sample lacks a worker with a dot');
    await editAtHq('worker', dotted.username, linked);
    await practice.control('settings', { json: { plainPersonalIdNames: true } });
    await signIn();
    await act('mobile-worker', dotted.localId, 'unlink');
    expect(await sync('push')).toMatchObject({ done: true, attention: 1 });
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { message: expect.stringContaining('of a username like') as string } },
    ]);
    expect(await stateOf('worker', dotted.serverId ?? '')).toMatchObject({ personalid_link_active: true });
    await finish();
  });

  it('shows what will be, then what HQ said, and cancels out while it waits', async () => {
    const { worker, id, doIt, sync, call, changes, editAtHq, signIn, inactive, finish } = await withWorker();
    await editAtHq('worker', worker.username, linked);
    await editAtHq('worker', inactive.username, { personalid_link_active: null });
    await signIn();
    await sync('pull');
    const shown = async () =>
      (await call('mobileWorkers.list', { status: 'all', limit: 500 })).rows.find(({ serverId }) => serverId === id)
        ?.personalId;
    expect(await shown()).toBe('active');
    expect(await doIt('link')).toMatchObject({ changeId: null });
    await doIt('unlink');
    expect(await shown()).toBe('inactive');
    expect(await doIt('link')).toMatchObject({ changeId: null, detail: { syncState: 'clean' } });
    expect(await changes()).toEqual([]);
    const none = {
      changeId: 'none-0001',
      entity: 'mobile-worker',
      localId: inactive.localId,
      action: 'link',
    } as const;
    await expect(call('people.act', none)).rejects.toThrow(/sent a PersonalID invite/);
    await doIt('unlink');
    await sync('push');
    expect(await changes()).toEqual([]);
    expect(await shown()).toBe('inactive');
    const { entries } = await call('history.list', {});
    const line = entries.find(({ outcome }) => outcome === 'acked');
    expect(line).toMatchObject({ action: 'unlink', undo: { can: true } });
    await editAtHq('worker', worker.username, linked);
    await sync('pull');
    const after = (await call('history.list', {})).entries.find(({ outcome }) => outcome === 'acked');
    expect(after).toMatchObject({ undo: { can: false } });
    await finish();
  });

  it('is refused in a project without it; so is one that waited, and not as if there were no link', async () => {
    const { worker, inactive, act, doIt, sync, changes, editAtHq, signIn, writes, practice, engine } =
      await withWorker();
    await editAtHq('worker', worker.username, linked);
    await signIn();
    await doIt('unlink');
    await practice.control('settings', { json: { connect: false } });
    await sync('push');
    const message = expect.stringContaining('does not use PersonalID') as string;
    expect(await changes()).toMatchObject([{ state: 'rejected', reason: { message } }]);
    expect((await writes()).filter(({ path }) => path.includes('personalid_link'))).toEqual([]);
    await sync('pull');
    await expect(act('mobile-worker', inactive.localId, 'link')).rejects.toThrow(/does not use PersonalID/);
    await engine.shutdown();
  });

  it.each(['drop-before', 'drop-after', '500-after'] as const)('is settled by the list (%s)', async (kind) => {
    const { worker, id, doIt, sync, fault, ahead, editAtHq, signIn, stateOf, finish } = await withWorker();
    await editAtHq('worker', worker.username, linked);
    await signIn();
    await doIt('unlink');
    await fault({ match: { method: 'POST', path: 'personalid_link' }, kind, times: 1 });
    await sync('push');
    ahead(600_000);
    expect(await sync()).toMatchObject({ pending: 0, attention: 0 });
    expect(await stateOf('worker', id)).toMatchObject({ personalid_link_active: false });
    expect(await finish()).toMatchObject([{ outcome: 'acked' }]);
  });

  it('meets a session that is over as one that never was', async () => {
    const { worker, doIt, sync, changes, editAtHq, signIn, practice, finish } = await withWorker();
    await editAtHq('worker', worker.username, linked);
    await signIn();
    await doIt('unlink');
    await practice.control('end-sessions', { json: {} });
    expect(await sync('push')).toMatchObject({ done: true, pending: 1, attention: 0, hold: null });
    expect(await changes()).toMatchObject([{ state: 'queued', attempts: 0, reason: { code: 'credential' } }]);
    await signIn();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    await finish();
  });
});
