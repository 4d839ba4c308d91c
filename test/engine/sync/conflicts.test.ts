import { describe, expect, it } from 'vitest';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import type { FieldValues, PersonEntity } from '#shared/domain/entities.ts';

type Person = { localId: string; username: string; role: string };
type Pulled = Harness & { users: Person[]; workers: Person[]; roles: string[] };

async function pulled(): Promise<Pulled> {
  const harness = await startHarness();
  await harness.open();
  await harness.sync('pull');
  await harness.requests();
  const workers = (await harness.call('mobileWorkers.list', {})).rows.map((row) => ({ ...row, role: '' }));
  const all = (await harness.call('webUsers.list', {})).rows;
  const users = all.filter(({ username, role }) => username !== harness.account.username && role !== 'Admin');
  const roles = [...new Set(users.map(({ role }) => role))].filter((role) => role !== '');
  return { ...harness, users, workers, roles };
}

function edit(harness: Harness, changeId: string, entity: PersonEntity, localId: string, patch: FieldValues) {
  return harness.call('people.edit', { changeId, entity, localId, patch });
}

/** A web user, and a role they do not have. */
function someUser({ users, roles }: Pulled, index = 0): Person & { next: string; third: string } {
  const user = users[index];
  const others = roles.filter((role) => role !== user?.role);
  if (!user || !others[0]) throw new Error('the sample has too few people');
  return { ...user, next: others[0], third: others[1] ?? 'Admin' };
}

const change = (harness: Harness, id = 'edit-0001') => harness.call('changes.get', { id });

describe('a change of the role', () => {
  it('waits for the person when HQ deactivated them meanwhile, and goes on when HQ takes that back', async () => {
    const harness = await pulled();
    const { sync, editAtHq, writes, atHq } = harness;
    const user = someUser(harness);
    await edit(harness, 'edit-0001', 'web-user', user.localId, { role: user.next });
    await editAtHq('web-user', user.username, { is_active_in_domain: false });
    expect(await sync()).toMatchObject({ attention: 1, pushed: 0 });
    expect(await change(harness)).toMatchObject({
      state: 'conflict',
      reason: { message: expect.stringContaining('deactivated at HQ') as string },
      fields: [{ field: 'role', was: user.role, yours: user.next, theirs: user.role, clashes: true, similar: 0 }],
      can: { resolve: true, unresolve: false },
    });
    expect(await writes()).toEqual([]);
    await editAtHq('web-user', user.username, { is_active_in_domain: true });
    expect(await sync()).toMatchObject({ attention: 0, pushed: 1 });
    expect(await atHq('web-user', user.username)).toMatchObject({ role: user.next });
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, ['edit-0001']);
  });

  it('is seen by the push alone, which reads the record itself', async () => {
    const harness = await pulled();
    const user = someUser(harness);
    await edit(harness, 'edit-0001', 'web-user', user.localId, { role: user.next });
    await harness.editAtHq('web-user', user.username, { is_active_in_domain: false });
    expect(await harness.sync('push')).toMatchObject({ attention: 1, pushed: 0 });
    expect(await harness.writes()).toEqual([]);
  });

  it('for ours: it is sent, once the person says so', async () => {
    const harness = await pulled();
    const { sync, editAtHq, call, atHq } = harness;
    const user = someUser(harness);
    await edit(harness, 'edit-0001', 'web-user', user.localId, { role: user.next });
    await editAtHq('web-user', user.username, { is_active_in_domain: false });
    await sync();
    const { change: resolved } = await call('changes.resolve', {
      id: 'edit-0001',
      choices: [{ field: 'role', use: 'mine' }],
    });
    expect(resolved).toMatchObject({ state: 'queued', reason: null, can: { resolve: false, unresolve: true } });
    expect(resolved?.resolvedAt).toBeGreaterThan(0);
    expect(await sync()).toMatchObject({ pushed: 1, attention: 0 });
    expect(await atHq('web-user', user.username)).toMatchObject({ role: user.next, is_active_in_domain: false });
  });

  it('another edit of the same person does not look at the guards', async () => {
    const harness = await pulled();
    const { sync, editAtHq } = harness;
    const user = someUser(harness);
    const { values } = await harness.call('people.get', { entity: 'web-user', key: user.localId });
    const key = Object.keys(values).find((name) => name.startsWith('user_data.')) ?? 'user_data.note';
    await edit(harness, 'edit-0001', 'web-user', user.localId, { [key]: 'other' });
    await editAtHq('web-user', user.username, { is_active_in_domain: false });
    expect((await sync()).attention).toBe(0);
  });
});

describe('a clash', () => {
  it('holds up neither the other people nor the pull, and what the person gets later waits behind it', async () => {
    const harness = await pulled();
    const { sync, editAtHq, call, atHq, workers } = harness;
    const [first, second] = workers;
    if (!first || !second) throw new Error('no workers');
    await edit(harness, 'edit-0001', 'mobile-worker', first.localId, { first_name: 'Ours' });
    await edit(harness, 'edit-0002', 'mobile-worker', second.localId, { first_name: 'Free' });
    await editAtHq('worker', first.username, { first_name: 'Theirs', last_name: 'Seen' });
    expect(await sync()).toMatchObject({ done: true, pushed: 1, attention: 1 });
    expect(await atHq('worker', second.username)).toMatchObject({ first_name: 'Free' });
    const shown = await call('people.get', { entity: 'mobile-worker', key: first.localId });
    expect(shown.values).toMatchObject({ first_name: 'Theirs', last_name: 'Seen' });
    await edit(harness, 'edit-0003', 'mobile-worker', first.localId, { last_name: 'Later' });
    expect(await sync()).toMatchObject({ pushed: 0, attention: 1 });
    expect(await atHq('worker', first.username)).toMatchObject({ first_name: 'Theirs', last_name: 'Seen' });
    await call('changes.resolve', { id: 'edit-0001', choices: [{ field: 'first_name', use: 'mine' }] });
    expect(await sync()).toMatchObject({ pushed: 1, attention: 0 });
    expect(await atHq('worker', first.username)).toMatchObject({ first_name: 'Ours', last_name: 'Later' });
  });

  it('is over by itself when HQ comes to our value', async () => {
    const harness = await pulled();
    const { sync, editAtHq, workers } = harness;
    const [first] = workers;
    await edit(harness, 'edit-0001', 'mobile-worker', first?.localId ?? '', { first_name: 'Ours' });
    await editAtHq('worker', first?.username ?? '', { first_name: 'Theirs' });
    expect(await sync()).toMatchObject({ attention: 1 });
    await editAtHq('worker', first?.username ?? '', { first_name: 'Ours' });
    expect(await sync()).toMatchObject({ attention: 0, pending: 0 });
    expect(await harness.writes()).toEqual([]);
  });

  it('that was decided is there again when that is taken back, with what HQ has by then', async () => {
    const harness = await pulled();
    const { sync, editAtHq, call, workers } = harness;
    const [first] = workers;
    const before = await call('people.get', { entity: 'mobile-worker', key: first?.localId ?? '' });
    await edit(harness, 'edit-0001', 'mobile-worker', first?.localId ?? '', { first_name: 'Ours' });
    await editAtHq('worker', first?.username ?? '', { first_name: 'Theirs' });
    await sync();
    await call('changes.resolve', { id: 'edit-0001', choices: [{ field: 'first_name', use: 'mine' }] });
    await editAtHq('worker', first?.username ?? '', { first_name: 'Newer' });
    await sync('pull');
    const was = before.truth?.['first_name'];
    expect(await call('changes.unresolve', { id: 'edit-0001' })).toMatchObject({
      state: 'conflict',
      resolvedAt: null,
      fields: [{ field: 'first_name', was, yours: 'Ours', theirs: 'Newer', clashes: true }],
    });
  });

  it('about somebody gone is over when they come back as they were', async () => {
    const harness = await pulled();
    const { sync, editAtHq, call, atHq } = harness;
    const user = someUser(harness);
    await edit(harness, 'edit-0001', 'web-user', user.localId, { role: user.next });
    await editAtHq('web-user', user.username, { is_member: false });
    expect(await sync()).toMatchObject({ attention: 1 });
    const view = await change(harness);
    expect(view).toMatchObject({ state: 'conflict', reason: { code: 'not-found' } });
    expect(view.fields.filter(({ clashes }) => clashes)).toMatchObject([{ field: '*deleted*' }]);
    const mine = { id: 'edit-0001', choices: [{ field: '*deleted*', use: 'mine' as const }] };
    await expect(call('changes.resolve', mine)).rejects.toThrow('keeps a username for ever');
    await sync();
    await editAtHq('web-user', user.username, { is_member: true });
    expect(await sync()).toMatchObject({ attention: 0, pushed: 1 });
    expect(await atHq('web-user', user.username)).toMatchObject({ role: user.next });
  });

  it('about somebody gone can be let go', async () => {
    const harness = await pulled();
    const { sync, editAtHq, call } = harness;
    const user = someUser(harness);
    await edit(harness, 'edit-0001', 'web-user', user.localId, { role: user.next });
    await editAtHq('web-user', user.username, {}, { remove: true });
    await sync();
    const { change: left } = await call('changes.resolve', {
      id: 'edit-0001',
      choices: [{ field: '*deleted*', use: 'theirs' }],
    });
    expect(left).toBeNull();
    await sync();
    await sync();
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, ['edit-0001']);
  });

  it('decided for HQ’s value asks about an edit behind it, too, which was made without knowing that value', async () => {
    const harness = await pulled();
    const { call, fault, sync, editAtHq, atHq } = harness;
    const [worker] = harness.workers;
    if (!worker) throw new Error('the sample has too few people');
    const [ours, theirs, later] = ['ours@example.org', 'theirs@example.org', 'later@example.org'];
    await edit(harness, 'edit-0001', 'mobile-worker', worker.localId, { email: ours });
    await fault({ match: { method: 'PUT', path: `re:${worker.localId}` }, kind: 'drop-after', times: 1 });
    // Nor can it be asked what became of it.
    await fault({ match: { method: 'GET', path: `re:${worker.localId}` }, kind: 'drop-before', after: 1, times: 1 });
    await sync('push');
    expect(await change(harness)).toMatchObject({ state: 'unknown' });
    // Not joined with what HQ may have already.
    await edit(harness, 'edit-0002', 'mobile-worker', worker.localId, { email: later });
    await editAtHq('worker', worker.username, { email: theirs });
    harness.ahead(600_000);
    await sync();
    expect(await change(harness)).toMatchObject({ state: 'conflict', fields: [{ yours: ours, theirs }] });
    await call('changes.resolve', { id: 'edit-0001', choices: [{ field: 'email', use: 'theirs' }] });
    await sync();
    expect(await change(harness, 'edit-0002')).toMatchObject({ state: 'conflict', fields: [{ yours: later, theirs }] });
    expect(await atHq('worker', worker.username)).toMatchObject({ email: theirs });
    await call('changes.resolve', { id: 'edit-0002', choices: [{ field: 'email', use: 'mine' }] });
    await sync();
    expect(await atHq('worker', worker.username)).toMatchObject({ email: later });
    await harness.engine.shutdown();
    assertLaws(harness.folder, ['edit-0001', 'edit-0002']);
  });
});

describe('the same choice for all similar', () => {
  it('is for a batch the batch alone: a third value goes to all of it, and changes made one by one wait on', async () => {
    const harness = await pulled();
    const { call, editAtHq, sync, atHq } = harness;
    const [alone, ...batch] = harness.workers.slice(0, 4);
    if (!alone) throw new Error('the sample has too few people');
    await edit(harness, 'edit-0001', 'mobile-worker', alone.localId, { last_name: 'Ours' });
    const many = {
      entity: 'mobile-worker' as const,
      who: { ids: batch.map(({ localId }) => localId) },
      what: { kind: 'edit' as const, patch: { last_name: 'Batch' } },
      batchId: 'batch-0001',
    };
    expect(await call('people.changeMany', many)).toMatchObject({ changed: 3 });
    for (const { username } of [alone, ...batch]) await editAtHq('worker', username, { last_name: 'Theirs' });
    expect(await sync()).toMatchObject({ attention: 4, pushed: 0 });

    const ids = batch.map((_worker, index) => `batch-0001.${index}`);
    expect(await change(harness)).toMatchObject({ fields: [{ field: 'last_name', similar: 0 }] });
    expect(await change(harness, ids[0])).toMatchObject({ fields: [{ field: 'last_name', similar: 2 }] });
    const wanted = { id: ids[0] ?? '', field: 'last_name', use: 'value' as const, values: { last_name: 'Third' } };
    expect((await call('changes.resolveSimilar', wanted)).ids.toSorted()).toEqual(ids);
    expect(await change(harness)).toMatchObject({ state: 'conflict' });

    expect(await sync()).toMatchObject({ attention: 1, pushed: 3 });
    for (const { username } of batch) expect(await atHq('worker', username)).toMatchObject({ last_name: 'Third' });
    expect(await atHq('worker', alone.username)).toMatchObject({ last_name: 'Theirs' });
    expect((await call('changes.resolveSimilar', { id: 'edit-0001', field: 'last_name', use: 'mine' })).ids).toEqual([
      'edit-0001',
    ]);
    expect(await sync()).toMatchObject({ attention: 0, pushed: 1 });
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, ['edit-0001', ...ids]);
  });
});
