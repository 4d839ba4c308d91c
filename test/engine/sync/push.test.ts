import { describe, expect, it } from 'vitest';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness, HarnessOptions } from '../../helpers/engine-harness.ts';

/** An engine with the project pulled, and its first worker. */
async function pulled(options: HarnessOptions = {}) {
  const harness = await startHarness(options);
  await harness.open();
  await harness.sync('pull');
  await harness.requests();
  const [worker] = (await harness.call('mobileWorkers.list', {})).rows;
  if (!worker) throw new Error('the sample has no workers');
  return { ...harness, worker };
}

function edit(harness: Harness, changeId: string, localId: string, patch: Record<string, string | string[]>) {
  return harness.call('people.edit', { changeId, entity: 'mobile-worker', localId, patch });
}

describe('an edit', () => {
  it('shows at once, is sent with nothing but what changed, and is read back', async () => {
    const harness = await pulled();
    const { worker, engine, folder, practice, sync, writes, atHq, call } = harness;
    const saved = await edit(harness, 'edit-0001', worker.localId, {
      first_name: 'Zoë',
      phone_numbers: ['+1 555 0100'],
      'user_data.training': 'done',
    });
    expect(saved.detail).toMatchObject({ syncState: 'pending', values: { first_name: 'Zoë' } });
    expect(await atHq('worker', worker.username)).not.toMatchObject({ first_name: 'Zoë' });
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
    expect(await writes()).toMatchObject([
      {
        method: 'PUT',
        status: 200,
        body: { first_name: 'Zoë', user_data: { training: 'done' }, phone_numbers: ['15550100'] },
      },
    ]);
    expect(await atHq('worker', worker.username)).toMatchObject({ first_name: 'Zoë', phone_numbers: ['15550100'] });
    expect(await call('people.get', { entity: 'mobile-worker', key: worker.username })).toMatchObject({
      syncState: 'clean',
      changes: [],
      truth: { first_name: 'Zoë' },
    });
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001']);
  });

  it('of a web user goes as a PATCH with both location fields', async () => {
    const { call, sync, writes, atHq, engine, folder } = await pulled();
    const [user] = (await call('webUsers.list', { where: {}, search: '' })).rows.filter(({ isAdmin }) => !isAdmin);
    const { locations } = await call('lookups.get', {});
    const place = locations[0]?.id ?? '';
    const patch = { primary_location_id: place, assigned_location_ids: [place] };
    await call('people.edit', { changeId: 'edit-0001', entity: 'web-user', localId: user?.localId ?? '', patch });
    expect(await sync('push')).toMatchObject({ pushed: 1 });
    expect(await writes()).toMatchObject([{ method: 'PATCH', body: patch }]);
    expect(await atHq('web-user', user?.username ?? '')).not.toBeNull();
    await engine.shutdown();
    assertLaws(folder, ['edit-0001']);
  });

  it('that is taken back leaves nothing to send', async () => {
    const harness = await pulled();
    const { worker, call, sync, writes, engine, folder } = harness;
    const before = await call('people.get', { entity: 'mobile-worker', key: worker.localId });
    const name = before.values['first_name'] as string;
    await edit(harness, 'edit-0001', worker.localId, { first_name: 'Other' });
    expect(await edit(harness, 'edit-0002', worker.localId, { first_name: name })).toMatchObject({ changeId: null });
    await sync('push');
    expect(await writes()).toEqual([]);
    await engine.shutdown();
    assertLaws(folder, ['edit-0001', 'edit-0002']);
  });

  it('sent twice by the window is one change', async () => {
    const harness = await pulled();
    const { worker, call } = harness;
    await edit(harness, 'edit-0001', worker.localId, { first_name: 'Once' });
    await edit(harness, 'edit-0002', worker.localId, { last_name: 'Twice' });
    expect(await edit(harness, 'edit-0002', worker.localId, { last_name: 'Twice' })).toMatchObject({
      changeId: 'edit-0001',
    });
    expect((await call('changes.list', {})).totals.all).toBe(1);
  });

  it('HQ would refuse is refused here, at its field', async () => {
    const { worker, engine } = await pulled();
    const params = {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId: worker.localId,
      patch: { email: 'not an address' },
    };
    expect(await engine.call('people.edit', params)).toMatchObject({
      ok: false,
      error: { code: 'validation', details: { fields: { email: [expect.stringContaining('not an address')] } } },
    });
  });
});

describe('two hands on one person', () => {
  it('keep both edits when they touch different fields', async () => {
    const harness = await pulled();
    const { worker, sync, editAtHq, atHq } = harness;
    await edit(harness, 'edit-0001', worker.localId, { first_name: 'Ours' });
    await editAtHq('worker', worker.username, { last_name: 'Theirs' });
    expect(await sync()).toMatchObject({ pushed: 1, attention: 0 });
    expect(await atHq('worker', worker.username)).toMatchObject({ first_name: 'Ours', last_name: 'Theirs' });
  });

  it('are asked about on the same field, and ours can win', async () => {
    const harness = await pulled();
    const { worker, sync, editAtHq, atHq, call, writes, engine, folder } = harness;
    await edit(harness, 'edit-0001', worker.localId, { first_name: 'Ours', email: 'ours@example.org' });
    await editAtHq('worker', worker.username, { first_name: 'Theirs' });
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await writes()).toEqual([]);
    const { changes } = await call('changes.list', {});
    expect(changes[0]).toMatchObject({ state: 'conflict', can: { retry: true, discard: true } });
    expect(changes[0]?.fields).toContainEqual(
      expect.objectContaining({ field: 'first_name', yours: 'Ours', theirs: 'Theirs' }),
    );
    const shown = await call('people.get', { entity: 'mobile-worker', key: worker.localId });
    expect(shown).toMatchObject({ syncState: 'conflict', values: { first_name: 'Theirs' } });
    await call('changes.retry', { id: 'edit-0001' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await atHq('worker', worker.username)).toMatchObject({ first_name: 'Ours', email: 'ours@example.org' });
    await engine.shutdown();
    assertLaws(folder, ['edit-0001']);
  });

  it('need nobody when HQ has our value already', async () => {
    const harness = await pulled();
    const { worker, sync, editAtHq, writes, engine, folder, practice } = harness;
    await edit(harness, 'edit-0001', worker.localId, { first_name: 'Same' });
    await editAtHq('worker', worker.username, { first_name: 'Same' });
    expect(await sync()).toMatchObject({ done: true, pending: 0, attention: 0 });
    expect(await writes()).toEqual([]);
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001']);
  });

  it('send only the part HQ does not have already', async () => {
    const harness = await pulled();
    const { worker, sync, editAtHq, writes, engine, folder } = harness;
    await edit(harness, 'edit-0001', worker.localId, { first_name: 'Same', last_name: 'Ours' });
    await editAtHq('worker', worker.username, { first_name: 'Same' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect((await writes()).map(({ body }) => body)).toEqual([{ last_name: 'Ours' }]);
    await engine.shutdown();
    assertLaws(folder, ['edit-0001']);
  });
});

describe('another admin who writes between our request and our look at it', () => {
  const readBack = { method: 'GET', path: 're:/user/v1/[0-9a-f]{32}/' };

  // Counter-example of two-clients.test.ts (seed 162446373): the edit was called "not kept", and sending it again wrote over theirs.
  it('is asked about, not called "not kept", and not written over unseen', async () => {
    const harness = await pulled();
    const { worker, call, sync, fault, atHq, writes, engine, folder, practice } = harness;
    await edit(harness, 'edit-0001', worker.localId, { first_name: 'Kept', last_name: 'Ours' });
    await fault({ match: readBack, after: 1, times: 1, kind: 'edit-meanwhile' });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 1 });
    const theirs = (await atHq('worker', worker.username))?.['last_name'];
    expect(theirs).not.toBe('Ours');
    const { changes } = await call('changes.list', {});
    expect(changes).toMatchObject([{ state: 'conflict', fields: [{ field: 'last_name', yours: 'Ours', theirs }] }]);
    expect(await writes()).toHaveLength(1);
    await call('changes.resolve', { id: 'edit-0001', choices: [{ field: 'last_name', use: 'theirs' }] });
    expect(await sync()).toMatchObject({ pending: 0, attention: 0 });
    expect(await atHq('worker', worker.username)).toMatchObject({ first_name: 'Kept', last_name: theirs });
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001']);
  });

  it('is asked about before a refused edit is sent again', async () => {
    const harness = await pulled();
    const { worker, call, sync, atHq, practice, writes } = harness;
    const group = (await call('lookups.get', {})).groups[0]?.id ?? '';
    await edit(harness, 'edit-0001', worker.localId, { last_name: 'Ours', groups: [group] });
    await practice.control('edit', { json: { entity: 'group', id: group, remove: true } });
    await harness.fault({ match: readBack, after: 1, times: 1, kind: 'edit-meanwhile' });
    expect(await sync('push')).toMatchObject({ attention: 1 });
    const theirs = (await atHq('worker', worker.username))?.['last_name'];
    expect((await call('changes.list', {})).changes).toMatchObject([{ state: 'rejected' }]);
    await writes();
    await call('changes.retry', { id: 'edit-0001' });
    await sync('push');
    expect(await writes()).toEqual([]);
    expect((await call('changes.list', {})).changes).toMatchObject([{ state: 'conflict' }]);
    expect(await atHq('worker', worker.username)).toMatchObject({ last_name: theirs });
  });
});

describe('what HQ refuses', () => {
  it('stays with HQ’s words at the field, can be corrected and sent', async () => {
    const harness = await pulled();
    const { call, sync, atHq, engine, folder } = harness;
    const [user] = (await call('webUsers.list', {})).rows.filter(({ isAdmin }) => !isAdmin);
    const localId = user?.localId ?? '';
    const role = (await call('lookups.get', {})).roles.find((name) => name !== user?.role && name !== 'Admin') ?? '';
    await call('people.edit', { changeId: 'edit-0001', entity: 'web-user', localId, patch: { role: 'No such role' } });
    expect(await sync('push')).toMatchObject({ done: true, pushed: 0, attention: 1 });
    const [refused] = (await call('changes.list', {})).changes;
    expect(refused).toMatchObject({ state: 'rejected', reason: { status: 400 } });
    expect(refused?.reason?.hqMessages[0]).toContain("Role 'No such role' does not exist");
    expect(refused?.fields).toMatchObject([{ field: 'role', problems: [expect.stringContaining('does not exist')] }]);
    expect(await call('people.get', { entity: 'web-user', key: localId })).toMatchObject({ syncState: 'attention' });
    expect(await sync('push')).toMatchObject({ pushed: 0 });
    await call('changes.edit', { id: 'edit-0001', patch: { role } });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await atHq('web-user', user?.username ?? '')).toMatchObject({ role });
    await engine.shutdown();
    assertLaws(folder, ['edit-0001']);
  });

  it('in part is done in part: the rest stays with its words', async () => {
    const harness = await pulled();
    const { worker, call, sync, atHq, practice, engine, folder } = harness;
    const group = (await call('lookups.get', {})).groups[0]?.id ?? '';
    await edit(harness, 'edit-0001', worker.localId, { phone_numbers: ['4915550199'], groups: [group] });
    await practice.control('edit', { json: { entity: 'group', id: group, remove: true } });
    expect(await sync('push')).toMatchObject({ attention: 1, pending: 0 });
    expect(await atHq('worker', worker.username)).toMatchObject({ phone_numbers: ['4915550199'] });
    const { changes } = await call('changes.list', {});
    expect(changes).toMatchObject([{ state: 'rejected', fields: [{ field: 'groups', yours: [group] }] }]);
    expect(changes[0]?.reason?.hqMessages[0]).toContain(group);
    await call('changes.discard', { id: 'edit-0001' });
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['edit-0001']);
  });
});

describe('without an answer', () => {
  it.each(['drop-before', 'drop-after', '500-before', '500-after', 'cut-body'] as const)(
    'an edit (%s) is settled by reading and applied once',
    async (kind) => {
      const harness = await pulled();
      const { worker, sync, fault, atHq, ahead, practice, engine, folder } = harness;
      await edit(harness, 'edit-0001', worker.localId, { first_name: 'Once', 'user_data.training': 'x' });
      await fault({ match: { method: 'PUT' }, kind });
      await sync('push');
      ahead(600_000);
      expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
      expect(await atHq('worker', worker.username)).toMatchObject({ first_name: 'Once' });
      await sync();
      await engine.shutdown();
      await assertQuiet(folder, practice);
      assertLaws(folder, ['edit-0001']);
    },
  );

  it.each(['drop-before', 'drop-after', '500-before', '500-after', 'cut-body'] as const)(
    'a new worker (%s) is made once',
    async (kind) => {
      const { call, sync, fault, writes, ahead, practice, engine, folder } = await pulled();
      const values = { username: 'nia.one', first_name: 'Nia' };
      const made = await call('mobileWorkers.create', { changeId: 'create-0001', values, password: 'Long-pass-1' });
      await fault({ match: { method: 'POST', path: '/user/v1/' }, kind });
      await sync('push');
      ahead(600_000);
      expect(await sync()).toMatchObject({ pending: 0, attention: 0 });
      const posts = (await writes()).filter(({ method, applied }) => method === 'POST' && applied);
      expect(posts).toHaveLength(1);
      const detail = await call('people.get', { entity: 'mobile-worker', key: 'nia.one' });
      expect(detail).toMatchObject({ localId: made.detail.localId, syncState: 'clean', values: { first_name: 'Nia' } });
      expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(31);
      await engine.shutdown();
      await assertQuiet(folder, practice);
      assertLaws(folder, ['create-0001']);
    },
  );
});
