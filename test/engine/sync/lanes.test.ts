/** Ways in which one record of HQ's could have two lanes here. */
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#engine/db/open-database.ts';
import { salvage } from '#engine/db/repair.ts';
import type { FieldValues } from '#shared/domain/entities.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import { email, withInvites } from '../../helpers/invitation-harness.ts';
import { damagePages, leafPages } from '../../helpers/mirror-data.ts';
import { testDeps } from '../../helpers/test-deps.ts';

const password = 'Long-pass-1';
const values = { username: 'nia.test', first_name: 'Nia', email: 'nia@example.org' };

/** A create HQ failed with and did later all the same, without the e-mail; a pull brought it in as a row of its own. */
async function pulledTwin(made: FieldValues) {
  const harness = await startHarness();
  const { open, sync, call, fault, practice, ahead } = harness;
  await open();
  await sync('pull');
  const { localId } = (await call('mobileWorkers.create', { changeId: 'create-0001', values, password })).detail;
  await fault({ match: { method: 'POST', path: '/user/v1/' }, kind: '500-before' });
  await sync('push');
  expect(await call('changes.get', { id: 'create-0001' })).toMatchObject({ state: 'queued', attempts: 1 });
  await practice.ask('user/v1/', { method: 'POST', json: { ...made, username: 'nia.test', password } });
  ahead(600_000);
  await sync('pull');
  const { rows } = await call('mobileWorkers.list', { search: 'nia.test' });
  const row = rows.find((each) => each.localId !== localId);
  const edit = (changeId: string, patch: FieldValues) =>
    call('people.edit', { changeId, entity: 'mobile-worker', localId: row?.localId ?? '', patch });
  return { ...harness, localId, edit, username: `nia.test@${practice.hq.project}.commcarehq.org` };
}

describe('a worker whose create got through unseen, pulled as a row of its own and edited there', () => {
  it('is one person: the edit follows the create (T20)', async () => {
    const { edit, sync, fault, atHq, username, localId, call, engine, folder, practice, ahead, logged } =
      await pulledTwin({
        first_name: 'Nia',
      });
    await edit('edit-0001', { last_name: 'Edited', email: 'newer@example.org' });
    // However long either request takes.
    await fault({ match: { method: 'GET', path: '/user/v1/' }, kind: 'delay', ms: 200, times: 1 });
    await fault({ match: { method: 'PUT', path: '/user/v1/' }, kind: 'delay', ms: 400, times: 1 });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await atHq('worker', username)).toMatchObject({ last_name: 'Edited', email: 'newer@example.org' });
    expect(await call('people.get', { entity: 'mobile-worker', key: username })).toMatchObject({ localId });
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([]);
    ahead(600_000);
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['create-0001', 'edit-0001']);
  });

  it('waits with the edit while the create is not settled, and holds up nobody else', async () => {
    const { edit, sync, fault, call, writes, practice } = await pulledTwin({ first_name: 'Nia' });
    await edit('edit-0001', { last_name: 'Edited' });
    const { rows } = await call('mobileWorkers.list', { search: '' });
    const other = rows.find(({ username }) => !username.startsWith('nia.test'));
    await call('people.edit', {
      changeId: 'edit-0002',
      entity: 'mobile-worker',
      localId: other?.localId ?? '',
      patch: { last_name: 'Other' },
    });
    await writes();
    await fault({ match: { method: 'GET', path: 're:username' }, kind: '500-before', times: 9 });
    await fault({ match: { method: 'GET', path: 're:/user/v1/[?]' }, kind: '500-before', times: 9 });
    await sync('push');
    expect((await writes()).map(({ body }) => body)).toEqual([{ last_name: 'Other' }]);
    // The Changes screen says what it waits for.
    expect(await call('changes.get', { id: 'edit-0001' })).toMatchObject({
      state: 'queued',
      waitsFor: 'create-0001',
      waitsForTwin: true,
    });
    expect(await call('changes.get', { id: 'create-0001' })).toMatchObject({ waitsFor: null, waitsForTwin: false });
    await practice.control('faults', { method: 'DELETE' });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
  });

  it('that is somebody else’s after all keeps its own lane, in the same run', async () => {
    const { edit, sync, atHq, username, call } = await pulledTwin({
      first_name: 'Somebody',
      email: 'else@example.org',
    });
    await edit('edit-0001', { last_name: 'Edited' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 1 });
    expect(await atHq('worker', username)).toMatchObject({ first_name: 'Somebody', last_name: 'Edited' });
    expect((await call('changes.list', {})).changes).toMatchObject([{ id: 'create-0001' }]);
  });
});

describe('a worker whose create got through unseen, edited under HQ’s id', () => {
  it('where the mirror shows nobody of the name: the create waits until that lane is through, then both are one (T20)', async () => {
    const { edit, sync, fault, atHq, username, localId, call, engine, folder, open, logged, practice, ahead } =
      await pulledTwin({ first_name: 'Nia' });
    await edit('edit-0001', { last_name: 'Edited' });
    await engine.call('account.close', {});
    const db = openDatabase(folder, testDeps());
    const { path } = db;
    db.close();
    damagePages(path, leafPages(path, 'server_records'));
    expect(salvage(folder, testDeps()).keptChanges).toBe(2);
    await open();
    // At once, not behind all others.
    await call('changes.retry', { id: 'create-0001' });
    // The edit is on its way when the create finds the record.
    await fault({ match: { method: 'PUT', path: '/user/v1/' }, kind: 'delay', ms: 800, times: 1 });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    const { entries } = await call('history.list', {});
    expect(entries.map(({ changeId }) => changeId).slice(-2)).toEqual(['create-0001', 'edit-0001']);
    expect(await atHq('worker', username)).toMatchObject({ last_name: 'Edited', email: 'nia@example.org' });
    expect(await call('people.get', { entity: 'mobile-worker', key: username })).toMatchObject({ localId });
    expect(logged.filter((line) => line.startsWith('error'))).toEqual([]);
    ahead(600_000);
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['create-0001', 'edit-0001']);
  });

  it.each<{ title: string; patch: FieldValues; email: string }>([
    {
      title: 'of another field: what HQ dropped is sent behind it',
      patch: { last_name: 'Edited' },
      email: 'nia@example.org',
    },
    {
      title: 'of what HQ dropped: it is the newer word',
      patch: { email: 'newer@example.org' },
      email: 'newer@example.org',
    },
  ])('and that edit may have been sent, $title', async ({ patch, email: wanted }) => {
    const { edit, sync, atHq, username, localId, call, engine, folder, open, practice, ahead, writes } =
      await pulledTwin({ first_name: 'Nia' });
    await edit('edit-0001', patch);
    await engine.call('account.close', {});
    const db = openDatabase(folder, testDeps());
    db.write('sent', () => db.sql.exec("UPDATE changes SET state = 'unknown', attempts = 1 WHERE id = 'edit-0001'"));
    db.close();
    await open();
    await writes();
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect((await writes()).filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual(
      'email' in patch ? [patch] : [patch, { email: wanted }],
    );
    expect(await atHq('worker', username)).toMatchObject({ first_name: 'Nia', ...patch, email: wanted });
    expect(await call('people.get', { entity: 'mobile-worker', key: username })).toMatchObject({ localId });
    ahead(600_000);
    await sync();
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, ['create-0001', 'edit-0001']);
  });
});

describe('an invitation whose answer was lost, pulled as a row of its own', () => {
  it.each(['send-again', 'done'] as const)('is one invitation, whatever the person says (%s)', async (answer) => {
    const { invite, sync, fault, ahead, signIn, call, state, mails, finish } = await withInvites();
    const { detail, changeId } = await invite();
    await fault({ match: { method: 'POST', path: '/invitation/v1/' }, kind: 'drop-after', times: 1 });
    await sync('push');
    await signIn();
    await sync('pull');
    const { rows } = await call('invitations.list', { search: email.toLowerCase() });
    const localId = rows.find((row) => row.localId !== detail.localId)?.localId ?? '';
    const patch = { role: 'Field Implementer' };
    await call('people.edit', { changeId: 'edit-0001', entity: 'invitation', localId, patch });
    await call('changes.answer', { id: changeId, answer });
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await state()).toMatchObject([patch]);
    expect(await mails()).toHaveLength(1);
    const shown = await call('invitations.list', { search: email.toLowerCase() });
    expect(shown.rows).toMatchObject([{ syncState: 'clean', role: patch.role }]);
    await finish(['edit-0001'], { again: answer === 'send-again' ? 1 : 0 });
  });

  it('and was accepted meanwhile is a member with a lane of its own', async () => {
    const { invited, act, call, practice, sync, changes, finish } = await withInvites();
    const { localId, uuid } = await invited();
    await act('invitation', localId, 'remove');
    await practice.control('edit', { json: { entity: 'invitation', id: uuid, set: { is_accepted: true } } });
    const set = { username: email.toLowerCase(), email: email.toLowerCase(), role: 'App Editor' };
    await practice.control('edit', { json: { entity: 'web-user', create: true, set } });
    await sync('pull');
    const [member] = (await call('webUsers.list', { search: email.toLowerCase() })).rows;
    const patch = { role: 'Field Implementer' };
    await call('people.edit', { changeId: 'edit-0001', entity: 'web-user', localId: member?.localId ?? '', patch });
    expect(await sync()).toMatchObject({ attention: 0 });
    expect(await changes()).toEqual([]);
    // Whoever deleted it hears that somebody is in all the same.
    expect(await finish(['edit-0001'])).toContainEqual(
      expect.objectContaining({
        kind: 'delete',
        outcome: 'converged',
        answer: expect.objectContaining({ note: expect.stringContaining('was accepted') as string }) as object,
      }),
    );
  });
});
