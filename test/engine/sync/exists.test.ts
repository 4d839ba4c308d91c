/** HQ has somebody of the name a create wants: the person sees who, and gives another name or lets it go. */
import { describe, expect, it } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import { email, withInvites } from '../../helpers/invitation-harness.ts';

const values = { username: 'nia.test', first_name: 'Nia' };
const create = { changeId: 'create-0001', values, password: 'Long-pass-1' };
const id = create.changeId;

async function withCreate(wanted: FieldValues = values) {
  const harness = await startHarness({ sync: { secondLookMs: 10 } });
  await harness.open();
  await harness.sync('pull');
  const { localId } = (await harness.call('mobileWorkers.create', { ...create, values: wanted })).detail;
  const { practice, call, writes } = harness;
  return {
    ...harness,
    localId,
    username: `nia.test@${practice.hq.project}.commcarehq.org`,
    /** Another admin takes the name. */
    taken: async (more: object = { first_name: 'Else' }) => {
      await practice.ask('user/v1/', {
        method: 'POST',
        json: { username: 'nia.test', password: 'Other-pass-1', ...more },
      });
      await writes();
    },
    clash: async () => {
      const change = await call('changes.get', { id });
      return { ...change, exists: change.fields.find(({ field }) => field === '*exists*') };
    },
  };
}

describe('a worker whose username HQ gave to somebody else', () => {
  it('is a question with HQ’s words and who it is; with another name it is a create as any', async () => {
    const { sync, call, localId, taken, clash, username, writes, atHq, practice, engine, folder } = await withCreate();
    await taken();
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId,
      patch: { last_name: 'More' },
    });
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await clash()).toMatchObject({
      state: 'conflict',
      reason: { status: 400, hqMessages: [expect.stringContaining('already taken') as string] },
      exists: { clashes: true, theirs: { username, first_name: 'Else' } },
      can: { resolve: true, edit: true },
    });
    await expect(call('changes.resolve', { id, choices: [{ field: '*exists*', use: 'mine' }] })).rejects.toThrow(
      /name/,
    );
    await writes();
    await call('changes.edit', { id, patch: { username: 'nia.other' } });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0, pending: 0 });
    expect((await writes()).map(({ method, status }) => `${method} ${status}`)).toEqual(['POST 201']);
    const other = username.replace('nia.test', 'nia.other');
    expect(await atHq('worker', other)).toMatchObject({ first_name: 'Nia', last_name: 'More' });
    expect(await atHq('worker', username)).toMatchObject({ first_name: 'Else' });
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, [id, 'edit-0001']);
  });

  it('known from a list is a question without a request', async () => {
    const { sync, taken, clash, writes, username } = await withCreate();
    await taken();
    await sync('pull');
    await sync('push');
    expect(await writes()).toEqual([]);
    expect(await clash()).toMatchObject({ state: 'conflict', exists: { theirs: { username, first_name: 'Else' } } });
  });

  it('found after a lost answer is a question', async () => {
    const { sync, taken, clash, fault, ahead } = await withCreate();
    await fault({ match: { method: 'POST', path: '/user/v1/' }, kind: '500-before' });
    await sync('push');
    await taken();
    ahead(600_000);
    await sync('push');
    expect(await clash()).toMatchObject({ state: 'conflict', exists: { theirs: { first_name: 'Else' } } });
  });

  it('let go ends with what stands behind it', async () => {
    const { sync, taken, call, localId, engine, folder } = await withCreate();
    await taken();
    await sync('push');
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId,
      patch: { last_name: 'More' },
    });
    await call('changes.resolve', { id, choices: [{ field: '*exists*', use: 'theirs' }] });
    expect(await call('changes.list', {})).toMatchObject({ changes: [] });
    expect(await call('history.list', {})).toMatchObject({
      entries: [{ outcome: 'discarded' }, { outcome: 'decided' }, { outcome: 'merged' }],
    });
    await engine.shutdown();
    assertLaws(folder, [id, 'edit-0001']);
  });

  it('let go and taken back is the same question; with another name and password it is made, with what stood behind it', async () => {
    const { sync, taken, call, clash, username, atHq, localId, engine, folder, practice } = await withCreate();
    await taken();
    await sync('push');
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId,
      patch: { last_name: 'More' },
    });
    await call('changes.resolve', { id, choices: [{ field: '*exists*', use: 'theirs' }] });
    await call('changes.unresolve', { id });
    expect(await clash()).toMatchObject({ state: 'conflict', exists: { theirs: { username, first_name: 'Else' } } });
    await sync('push');
    expect(await clash()).toMatchObject({ state: 'conflict' });
    const renamed = { id, patch: { username: 'nia.other' } };
    await expect(call('changes.edit', renamed)).rejects.toThrow('Enter a password');
    await call('changes.edit', { ...renamed, password: 'Other-pass-2' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0, pending: 0 });
    const other = username.replace('nia.test', 'nia.other');
    expect(await atHq('worker', other)).toMatchObject({ first_name: 'Nia', last_name: 'More' });
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, [id, 'edit-0001']);
  });

  it('let go and taken back asks again for a password that was typed for a worker with PersonalID', async () => {
    const linked = { ...values, connect_username: 'nia-1' };
    const { sync, taken, call, clash, username, practice } = await withCreate(linked);
    await taken();
    await sync('push');
    await call('changes.resolve', { id, choices: [{ field: '*exists*', use: 'theirs' }] });
    await call('changes.unresolve', { id });
    expect((await clash()).reason?.fields['password']).toHaveLength(1);
    const renamed = { id, patch: { username: 'nia.other' } };
    await expect(call('changes.edit', renamed)).rejects.toThrow('Enter a password');
    await call('changes.edit', { ...renamed, password: 'Other-pass-2' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const other = { username: username.replace('nia.test', 'nia.other'), password: 'Other-pass-2' };
    expect(await practice.control('check-password', { json: other })).toEqual({ matches: true });
  });

  it('is never taken for ours, however alike, when HQ is looked at again', async () => {
    const { sync, taken, call, clash, username, atHq } = await withCreate();
    await taken({});
    await sync('push');
    for (const _look of [1, 2]) {
      await call('changes.retry', { id });
      await sync();
      expect(await clash()).toMatchObject({ state: 'conflict', exists: { theirs: { username } } });
    }
    expect(await atHq('worker', username)).toMatchObject({ first_name: '' });
  });

  it('under a name chosen after a refusal is not taken for ours either', async () => {
    const { sync, call, clash, fault, practice, ahead } = await withCreate();
    await fault({ match: { method: 'POST', path: '/user/v1/' }, kind: '500-before' });
    await sync('push');
    const json = { username: 'nia.other', password: 'Other-pass-1' };
    await practice.ask('user/v1/', { method: 'POST', json });
    await call('changes.edit', { id, patch: { username: 'nia.other' } });
    ahead(600_000);
    await sync('push');
    expect(await clash()).toMatchObject({ state: 'conflict', attempts: 0, exists: { clashes: true } });
  });
});

describe('an invitation whose address HQ has', () => {
  it('shows the pending one; with another address it is sent', async () => {
    const { invite, signIn, practice, sync, changes, call, mails, mail, finish } = await withInvites();
    await signIn();
    const set = { email: email.toLowerCase(), role: 'Read Only' };
    await practice.control('edit', { json: { entity: 'invitation', create: true, set } });
    const { changeId } = await invite();
    expect(await sync('push')).toMatchObject({ attention: 1 });
    expect((await changes())[0]?.fields.find(({ field }) => field === '*exists*')).toMatchObject({
      clashes: true,
      theirs: { email: email.toLowerCase() },
    });
    await call('changes.edit', { id: changeId, patch: { email: 'y@example.org' } });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await mails()).toHaveLength(0);
    expect((await mail()).filter(({ to }) => to === 'y@example.org')).toHaveLength(1);
    await finish();
  });

  it('shows the member, where HQ refuses it', async () => {
    const { invite, practice, sync, changes, finish } = await withInvites();
    await invite();
    const set = { username: email.toLowerCase(), email: email.toLowerCase(), first_name: 'Member' };
    await practice.control('edit', { json: { entity: 'web-user', create: true, set } });
    await sync();
    expect(await changes()).toMatchObject([
      { state: 'conflict', reason: { status: 400, fields: { email: [expect.any(String)] } } },
    ]);
    expect((await changes())[0]?.fields.find(({ field }) => field === '*exists*')).toMatchObject({
      theirs: { username: email.toLowerCase(), first_name: 'Member' },
    });
    await finish();
  });
});
