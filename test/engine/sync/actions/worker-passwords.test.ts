import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { startActions } from '../../../helpers/action-harness.ts';
import type { HarnessOptions } from '../../../helpers/engine-harness.ts';
import { isOnDisk } from '../../../helpers/is-on-disk.ts';

const secret = 'Kestrel-Over-7-Fells';

async function withWorker(options: HarnessOptions = {}) {
  const harness = await startActions(options);
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const worker = rows.find(({ email }) => email !== '');
  if (!worker) throw new Error('the sample lacks workers');
  const id = worker.serverId ?? '';
  const link = (active: boolean | null) =>
    harness.editAtHq('worker', worker.username, { personalid_link_active: active });
  return {
    ...harness,
    worker,
    id,
    link,
    doIt: (action: Parameters<typeof harness.act>[2]) => harness.act('mobile-worker', worker.localId, action),
    setPassword: (password = secret) => harness.act('mobile-worker', worker.localId, 'set-password', password),
    hasPassword: async (password: string) =>
      (
        (await harness.practice.control('check-password', { json: { username: worker.username, password } })) as {
          matches: boolean;
        }
      ).matches,
  };
}

describe('a new password for a worker', () => {
  it('is kept encrypted, sent once by PUT, and nothing of it is left', async () => {
    const { setPassword, sync, writes, hasPassword, changes, folder, finish } = await withWorker();
    await setPassword();
    expect(isOnDisk(folder, secret)).toBe(false);
    expect(await changes()).toMatchObject([{ kind: 'action', action: 'set-password', fields: [] }]);
    expect(JSON.stringify(await changes())).not.toContain(secret);
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await writes()).toMatchObject([{ method: 'PUT', applied: true }]);
    expect(await hasPassword(secret)).toBe(true);
    expect(await changes()).toEqual([]);
    const lines = await finish();
    expect(lines).toMatchObject([{ action: 'set-password', outcome: 'acked' }]);
    expect(JSON.stringify(lines)).not.toContain(secret);
    expect(isOnDisk(folder, secret)).toBe(false);
  });

  it('that cannot be opened any more asks for a new one, at its field, and goes out with that', async () => {
    const { setPassword, sync, writes, hasPassword, changes, call, engine, account, folder, practice, finish } =
      await withWorker();
    await setPassword();
    const secrets = { apiKey: practice.hq.apiKey, secretKey: Buffer.alloc(32, 9).toString('base64') };
    await engine.call('account.open', { folder, account, secrets, autoSync: false });
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    const [change] = await changes();
    expect(change).toMatchObject({ state: 'rejected', reason: { fields: { password: [change?.reason?.message] } } });
    expect(await engine.call('changes.retry', { id: change?.id })).toMatchObject({ error: { code: 'validation' } });
    expect(await writes()).toEqual([]);
    await setPassword('Eiche-und-Ebbe-9');
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await hasPassword('Eiche-und-Ebbe-9')).toBe(true);
    expect((await call('changes.list', {})).changes).toEqual([]);
    await finish();
  });

  it('given again before it was sent is the newest one only', async () => {
    const { setPassword, sync, writes, hasPassword, finish } = await withWorker();
    await setPassword('Earlier-Heron-12');
    await setPassword();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    expect(await writes()).toHaveLength(1);
    expect(await hasPassword(secret)).toBe(true);
    expect(await finish()).toMatchObject([
      { action: 'set-password', outcome: 'merged' },
      { action: 'set-password', outcome: 'acked' },
    ]);
  });

  it('that gave way to a removal is sent after all when the removal is taken back', async () => {
    const { setPassword, doIt, call, sync, changes, hasPassword, folder, finish } = await withWorker();
    await setPassword();
    await doIt('remove');
    expect(await changes()).toMatchObject([{ action: 'remove' }]);
    await call('changes.discard', { id: 'remove-0002' });
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await hasPassword(secret)).toBe(true);
    await finish();
    expect(isOnDisk(folder, secret)).toBe(false);
  });

  it('that was let go comes back without what was typed, says so at once, and is sent when it is typed again', async () => {
    const { setPassword, call, sync, changes, worker, id, editAtHq, practice, hasPassword, folder, finish, writes } =
      await withWorker();
    await setPassword();
    await editAtHq('worker', worker.username, {}, { remove: true });
    await sync('push');
    const change = { id: 'set-password-0001' };
    await call('changes.resolve', { ...change, choices: [{ field: '*deleted*', use: 'theirs' }] });
    expect(isOnDisk(folder, secret)).toBe(false);
    await practice.control('edit', { json: { entity: 'worker', id, set: { deleted: false, is_active: true } } });
    await sync('pull');
    const message = 'The password saved with this change is gone. Type it again, or another one.';
    expect(await call('changes.unresolve', change)).toMatchObject({
      state: 'rejected',
      reason: { message, status: null, fields: { password: [message] } },
    });
    await expect(call('changes.retry', change)).rejects.toThrow(/Type it again/);
    await writes();
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await writes()).toEqual([]);
    await setPassword();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await hasPassword(secret)).toBe(true);
    expect(await changes()).toEqual([]);
    expect((await finish()).at(-1)).toMatchObject({ action: 'set-password', outcome: 'acked' });
  });

  it('that is empty is not taken', async () => {
    const { setPassword, finish, recorded } = await withWorker();
    await expect(setPassword('')).rejects.toThrow();
    recorded.pop();
    await finish();
  });

  it('that HQ finds too weak stays with its words', async () => {
    const { setPassword, sync, changes, practice, hasPassword, finish } = await withWorker();
    await practice.control('settings', { json: { strongPasswords: true } });
    await setPassword('aaa');
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { hqMessages: [expect.stringContaining('not strong enough')] } },
    ]);
    await setPassword();
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await hasPassword(secret)).toBe(true);
    await finish();
  });

  it.each(['drop-before', 'drop-after', '500-after'] as const)(
    'is sent again after a lost answer (%s)',
    async (kind) => {
      const { setPassword, sync, fault, ahead, hasPassword, finish } = await withWorker();
      await setPassword();
      await fault({ match: { method: 'PUT' }, kind, times: 1 });
      await sync('push');
      ahead(600_000);
      expect(await sync()).toMatchObject({ pending: 0, attention: 0 });
      expect(await hasPassword(secret)).toBe(true);
      expect((await finish()).at(-1)).toMatchObject({ outcome: 'acked' });
    },
  );
});

describe('a password and PersonalID', () => {
  it('is not taken while the link is Active, nor is a mail about it', async () => {
    const { setPassword, doIt, link, signIn, sync, recorded, finish } = await withWorker();
    await link(true);
    await signIn();
    await sync('pull');
    await expect(setPassword()).rejects.toThrow(/PersonalID is Active/);
    await expect(doIt('email-password-reset')).rejects.toThrow(/PersonalID is Active/);
    recorded.splice(0);
    await finish();
  });

  it('goes behind an unlinking once that has succeeded', async () => {
    const { setPassword, doIt, link, signIn, sync, writes, hasPassword, stateOf, id, finish } = await withWorker();
    await link(true);
    await signIn();
    await sync('pull');
    await writes();
    await doIt('unlink');
    await setPassword();
    expect(await sync('push')).toMatchObject({ pushed: 2, pending: 0, attention: 0 });
    expect((await writes()).map(({ method }) => method)).toEqual(['POST', 'PUT']);
    expect(await stateOf('worker', id)).toMatchObject({ personalid_link_active: false });
    expect(await hasPassword(secret)).toBe(true);
    await finish();
  });

  it('stays here where the unlinking was refused', async () => {
    const { setPassword, doIt, link, signIn, sync, practice, changes, hasPassword, finish } = await withWorker();
    await link(true);
    await signIn();
    await sync('pull');
    await doIt('unlink');
    await setPassword();
    await practice.control('settings', { json: { connect: false } });
    await sync('push');
    expect(await changes()).toMatchObject([
      { action: 'unlink', state: 'rejected' },
      { action: 'set-password', state: 'queued' },
    ]);
    expect(await hasPassword(secret)).toBe(false);
    await finish();
  });

  it('is refused when the link has become Active meanwhile, and goes after an unlinking', async () => {
    const { setPassword, doIt, link, signIn, sync, changes, call, id, worker, hasPassword, finish } =
      await withWorker();
    await link(false);
    await signIn();
    await sync('pull');
    await setPassword();
    await link(true);
    await sync('push');
    expect(await changes()).toMatchObject([
      {
        action: 'set-password',
        state: 'rejected',
        reason: { message: expect.stringContaining('become Active') as string },
      },
    ]);
    expect(await hasPassword(secret)).toBe(false);
    const { rows } = await call('mobileWorkers.list', { status: 'all', search: worker.username.split('@')[0] ?? '' });
    expect(rows.find(({ serverId }) => serverId === id)).toMatchObject({ personalId: 'active' });
    await doIt('unlink');
    expect(await changes()).toMatchObject([{ action: 'unlink' }, { action: 'set-password', state: 'queued' }]);
    expect(await sync('push')).toMatchObject({ pushed: 2, pending: 0, attention: 0 });
    expect(await hasPassword(secret)).toBe(true);
    await finish();
  });

  it('of a worker who came after the last sign-in waits for the next one, where the project uses PersonalID', async () => {
    const { signIn, sync, practice, call, act, changes, hasPassword, finish, writes } = await withWorker();
    await signIn();
    await sync('pull');
    await practice.control('end-sessions', { json: {} });
    const username = `late@${practice.hq.project}.commcarehq.org`;
    const set = { username, personalid_link_active: true };
    await practice.control('edit', { json: { entity: 'worker', create: true, set } });
    await sync('pull');
    await writes();
    const { localId } = await call('people.get', { entity: 'mobile-worker', key: username });
    await act('mobile-worker', localId, 'set-password', secret);
    expect(await sync('push')).toMatchObject({ pushed: 0, pending: 1 });
    expect(await writes()).toEqual([]);
    await signIn();
    expect(await sync('push')).toMatchObject({ attention: 1 });
    expect(await changes()).toMatchObject([{ action: 'set-password', state: 'rejected' }]);
    expect(await hasPassword(secret)).toBe(false);
    await finish();
  });

  it('of a linked worker waits for a sign-in; of one who is not linked it goes without', async () => {
    const { setPassword, link, signIn, sync, practice, changes, hasPassword, finish } = await withWorker();
    await link(false);
    await signIn();
    await sync('pull');
    await practice.control('end-sessions', { json: {} });
    await setPassword();
    expect(await sync('push')).toMatchObject({ done: true, pending: 1, attention: 0 });
    expect(await changes()).toMatchObject([{ state: 'queued', reason: { code: 'credential' } }]);
    expect(await hasPassword(secret)).toBe(false);
    await signIn();
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    expect(await hasPassword(secret)).toBe(true);
    await finish();
  });

  it.each(['set-password', 'email-password-reset'] as const)(
    'of a linked worker waits for a sign-in also when somebody signs out between two of its steps (%s)',
    async (action) => {
      const held: { read?: () => Promise<unknown> } = {};
      const harness = await withWorker({ practice: { wait: async () => held.read?.() } });
      const { act, worker, id, link, signIn, sync, changes, engine, fault, writes, hasPassword, finish } = harness;
      await link(false);
      await signIn();
      await sync('pull');
      await act('mobile-worker', worker.localId, action, action === 'set-password' ? secret : undefined);
      await link(true);
      await writes();
      // The push has seen the session; HQ's record of the worker is what it reads before it asks the page.
      held.read = () => engine.call('account.signOut', {});
      await fault({ match: { method: 'GET', path: `/user/v1/${id}` }, kind: 'delay', ms: 1, times: 1 });
      expect(await sync('push')).toMatchObject({ pushed: 0, pending: 1, attention: 0 });
      expect(await writes()).toEqual([]);
      expect(await hasPassword(secret)).toBe(false);
      expect(await changes()).toMatchObject([{ action, state: 'queued', reason: { code: 'credential' } }]);
      await signIn();
      expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
      expect(await changes()).toMatchObject([{ action, state: 'rejected' }]);
      await finish();
    },
  );

  it('of a linked worker waits for a sign-in also when another change finds the session ended meanwhile', async () => {
    const held: { read?: () => Promise<void> } = {};
    const harness = await withWorker({ practice: { wait: async () => held.read?.() } });
    const { setPassword, act, worker, id, link, signIn, sync, call, changes, practice, fault, writes, finish } =
      harness;
    await link(false);
    const { rows } = await call('mobileWorkers.list', { status: 'active' });
    const other = rows.find(({ localId }) => localId !== worker.localId);
    await harness.editAtHq('worker', other?.username ?? '', { personalid_link_active: false });
    await signIn();
    await sync('pull');
    await setPassword();
    await act('mobile-worker', other?.localId ?? '', 'link');
    await link(true);
    await writes();
    await practice.control('end-sessions', { json: {} });
    held.read = async () => {
      // Until the other lane has been to HQ's page.
      for (let look = 0; look < 500; look += 1) {
        const { reason } = await call('changes.get', { id: 'link-0002' });
        if (reason?.code === 'credential') return;
        await setImmediate();
      }
    };
    await fault({ match: { method: 'GET', path: `/user/v1/${id}` }, kind: 'delay', ms: 1, times: 1 });
    expect(await sync('push')).toMatchObject({ pushed: 0, pending: 2, attention: 0 });
    const atHq = (await writes()).filter(({ path }) => path.includes('/user/v1/'));
    expect(atHq).toEqual([]);
    expect((await changes()).map(({ state, reason }) => [state, reason?.code])).toEqual([
      ['queued', 'credential'],
      ['queued', 'credential'],
    ]);
    await finish();
  });
});
