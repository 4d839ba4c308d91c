import { describe, expect, it } from 'vitest';
import { email, values, withInvites } from '../../../helpers/invitation-harness.ts';
import { USERS, newVisitor } from '../../practice/page-visitor.ts';
import type { FaultRule } from '#practice/start-practice-hq.ts';

const lost = (path: string, kind: FaultRule['kind']): FaultRule => ({
  match: { method: 'POST', path },
  kind,
  times: 1,
});

describe('a new invitation', () => {
  it('shows as waiting, is sent by REST and keeps its place under HQ’s id', async () => {
    const { invite, sync, call, writes, state, mails, finish } = await withInvites();
    const { detail } = await invite();
    expect(detail).toMatchObject({ key: email.toLowerCase(), syncState: 'pending', serverId: null });
    expect((await call('invitations.list', {})).rows).toMatchObject([
      { email: email.toLowerCase(), syncState: 'pending' },
    ]);
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1, pending: 0, attention: 0 });
    expect(await writes()).toMatchObject([
      { method: 'POST', status: 201, body: { email: email.toLowerCase(), role: 'App Editor' } },
    ]);
    const [one] = await state();
    expect((await call('invitations.list', {})).rows).toMatchObject([
      { localId: detail.localId, serverId: one?.['id'], role: 'App Editor', syncState: 'clean' },
    ]);
    expect(await mails()).toHaveLength(1);
    expect(await finish()).toMatchObject([{ kind: 'create', outcome: 'acked', answer: { status: 201 } }]);
  });

  it('takes profile, custom data and several locations along', async () => {
    const { invite, signIn, sync, call, writes, state, mails, recorded, finish } = await withInvites();
    await signIn();
    await sync('pull');
    await writes();
    const { locations, profiles, profileFields } = await call('lookups.get', {});
    const [first = '', second = ''] = locations.map(({ id }) => id);
    const profile = profiles.find((name) => Object.keys(profileFields[name] ?? {}).length > 0) ?? '';
    const places = { assigned_location_ids: [first, second], primary_location_id: second };
    await expect(invite({ ...places, primary_location_id: locations[5]?.id ?? '' })).rejects.toThrow(
      /Primary location/,
    );
    recorded.pop();
    await expect(invite({ assigned_location_ids: ['nowhere'], primary_location_id: 'nowhere' })).rejects.toThrow();
    recorded.pop();
    await invite({ ...places, profile, 'user_data.notes': 'from the office' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect((await writes()).map(({ body }) => body)).toMatchObject([
      { ...places, profile, user_data: { notes: 'from the office' } },
    ]);
    const [made] = await state();
    expect(made).toMatchObject(places);
    expect(made?.['profile_id']).toEqual(expect.anything());
    expect(made?.['user_data']).toMatchObject({ notes: 'from the office' });
    expect(await mails()).toHaveLength(1);
    await finish();
  });

  it('that is accepted leaves the list, and the person comes among the users', async () => {
    const { invited, call, sync, practice, finish } = await withInvites();
    const { uuid, localId } = await invited();
    await sync('pull');
    const visitor = newVisitor(practice);
    const page = `${USERS}join/${uuid}/`;
    await visitor.visit(page);
    await visitor.visit(page, { full_name: 'New Person', password: 'kzt-93-Weather' });
    // A list that misses somebody once proves nothing.
    await sync('pull');
    await sync('pull');
    expect((await call('invitations.list', {})).rows.map((row) => row.localId)).not.toContain(localId);
    expect((await call('webUsers.list', { search: 'new.person' })).rows).toMatchObject([
      { username: email.toLowerCase(), role: 'App Editor' },
    ]);
    await finish();
  });

  it('is refused here where the address is a member, invited, waiting, or no address', async () => {
    const { invite, call } = await withInvites();
    const [member] = (await call('webUsers.list', {})).rows;
    await expect(invite({ email: member?.email ?? '' })).rejects.toThrow(/already in this project/);
    await expect(invite({ email: 'nobody' })).rejects.toThrow(/not a valid email/);
    await expect(invite({ role: '' })).rejects.toThrow(/role/);
    await invite();
    await expect(invite({ email: ` ${email.toUpperCase()}` })).rejects.toThrow(/pending invitation/);
    const check = await call('people.check', { entity: 'invitation', localId: null, values });
    expect(check.problems).toHaveProperty('email');
    expect(JSON.stringify(check.problems)).not.toContain('can be resent');
  });

  it('is refused where the address has an invitation at HQ, which can be resent, also once its time is over', async () => {
    const { invited, invite } = await withInvites();
    await invited();
    await expect(invite()).rejects.toThrow(/pending invitation.*can be resent, also once it has expired/);
  });

  it('takes edits until it is sent; resend is part of it; deleted it is as if it never was', async () => {
    const { invite, act, call, sync, writes, finish } = await withInvites();
    const { detail, changeId } = await invite();
    const { localId } = detail;
    const role = { role: 'Field Implementer' };
    const edit = { changeId: 'edit-0001', entity: 'invitation' as const, localId, patch: role };
    expect(await call('people.edit', edit)).toMatchObject({ changeId, detail: { values: role } });
    expect(await act('invitation', localId, 'resend')).toMatchObject({ changeId });
    expect(await act('invitation', localId, 'remove')).toEqual({ changeId: null, detail: null });
    await sync('push');
    expect(await writes()).toEqual([]);
    await finish(['edit-0001']);
  });

  it('HQ refuses stays with its words and can be put right', async () => {
    const { invite, sync, changes, call, practice, finish } = await withInvites();
    await practice.control('edit', { json: { entity: 'invitation', create: true, set: { email: 'x@example.org' } } });
    const { changeId } = await invite({ email: 'x@example.org' });
    await sync('push');
    expect(await changes()).toMatchObject([
      { state: 'rejected', reason: { status: 400, fields: { email: [expect.stringContaining('already')] } } },
    ]);
    await call('changes.edit', { id: changeId, patch: { email: 'y@example.org' } });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    await finish();
  });

  it.each([
    ['drop-before', 1],
    ['drop-after', 1],
    ['500-after', 1],
    ['cut-body', 1],
  ] as const)('whose answer is lost (%s) is settled by the pending list', async (kind, count) => {
    const { invite, sync, fault, ahead, signIn, state, mails, call, finish } = await withInvites();
    await signIn();
    await invite();
    await fault(lost('/invitation/v1/', kind));
    await sync('push');
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await state()).toHaveLength(1);
    expect(await mails()).toHaveLength(count);
    const [one] = await state();
    expect((await call('invitations.list', {})).rows).toMatchObject([{ serverId: one?.['id'], syncState: 'clean' }]);
    expect(await finish()).toMatchObject([{ outcome: 'acked' }]);
  });

  it.each(['drop-before', 'drop-after'] as const)(
    'whose answer is lost (%s) while nobody is signed in waits for the person’s word',
    async (kind) => {
      const { invite, sync, fault, ahead, changes, state, mails, call, finish } = await withInvites();
      const { changeId } = await invite();
      await fault(lost('/invitation/v1/', kind));
      await sync('push');
      ahead(600_000);
      await sync('push');
      expect(await changes()).toMatchObject([{ state: 'ask', can: { answer: true } }]);
      expect(await mails()).toHaveLength(kind === 'drop-after' ? 1 : 0);
      await call('changes.answer', { id: changeId, answer: 'send-again' });
      expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0, pending: 0 });
      expect(await state()).toHaveLength(1);
      expect(await mails()).toHaveLength(1);
      expect(await finish()).toMatchObject([{ outcome: 'acked' }]);
    },
  );
});

describe('editing a pending invitation', () => {
  const edit = { changeId: 'edit-0001', entity: 'invitation' as const, patch: { role: 'Field Implementer' } };

  it('goes through its form, without a mail', async () => {
    const { invited, call, sync, state, mails, finish } = await withInvites();
    const { localId } = await invited();
    const { locations } = await call('lookups.get', {});
    const place = locations[0]?.id ?? '';
    const patch = { ...edit.patch, primary_location_id: place, assigned_location_ids: [place] };
    await call('people.edit', { ...edit, localId, patch });
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await state()).toMatchObject([{ role: 'Field Implementer', assigned_location_ids: [place] }]);
    const detail = await call('people.get', { entity: 'invitation', key: localId });
    expect(detail).toMatchObject({ syncState: 'clean', values: patch });
    expect(await mails()).toHaveLength(1);
    await finish(['edit-0001']);
  });

  it('waits for a session', async () => {
    const { invited, call, sync, changes, engine, signIn, state, finish } = await withInvites();
    const { localId } = await invited();
    await engine.call('account.signOut', {});
    await call('people.edit', { ...edit, localId });
    expect(await sync('push')).toMatchObject({ done: true, pending: 1, attention: 0 });
    expect(await changes()).toMatchObject([{ state: 'queued', reason: { code: 'credential' } }]);
    await signIn();
    expect(await sync('push')).toMatchObject({ pushed: 1 });
    expect(await state()).toMatchObject([{ role: 'Field Implementer' }]);
    await finish(['edit-0001']);
  });

  it('of a deleted one invites nobody anew', async () => {
    const { invited, call, sync, changes, atHq, state, mails, finish } = await withInvites();
    const { localId, uuid } = await invited();
    await call('people.edit', { ...edit, localId });
    await atHq(uuid, { remove: true });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'conflict', reason: { code: 'not-found' } }]);
    expect(await state()).toEqual([]);
    expect(await mails()).toHaveLength(1);
    await finish(['edit-0001']);
  });

  it('that HQ has already is not sent; another value there is a question', async () => {
    const { invited, call, sync, changes, atHq, writes, finish } = await withInvites();
    const { localId, uuid } = await invited();
    await call('people.edit', { ...edit, localId });
    await atHq(uuid, { set: { role: 'Field Implementer' } });
    await sync('push');
    expect(await changes()).toEqual([]);
    expect(await writes()).toEqual([]);
    await call('people.edit', { ...edit, changeId: 'edit-0002', localId, patch: { role: 'Read Only' } });
    await atHq(uuid, { set: { role: 'App Editor' } });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'conflict', fields: [{ field: 'role', theirs: 'App Editor' }] }]);
    expect(await writes()).toEqual([]);
    await call('changes.retry', { id: 'edit-0002' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    await finish(['edit-0001', 'edit-0002']);
  });

  it('does not write over what came between the comparison and the form that is filled in', async () => {
    const { invited, call, sync, fault, changes, atHq, practice, state, finish } = await withInvites();
    const { localId, uuid } = await invited();
    await practice.control('log', { method: 'DELETE' });
    await call('people.edit', { ...edit, localId });
    // Its form is read to compare, and again to be filled in: that one takes its time.
    await fault({ match: { method: 'GET', path: '/web/invite/edit/' }, kind: 'delay', ms: 400, after: 1, times: 1 });
    const run = sync('push');
    await expect.poll(async () => JSON.stringify(await practice.control('log'))).toContain('/web/invite/edit/');
    await atHq(uuid, { set: { role: 'Read Only' } });
    await run;
    expect(await changes()).toMatchObject([{ state: 'conflict', fields: [{ field: 'role', theirs: 'Read Only' }] }]);
    expect(await state()).toMatchObject([{ role: 'Read Only' }]);
    await call('changes.retry', { id: 'edit-0001' });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await state()).toMatchObject([{ role: 'Field Implementer' }]);
    await finish(['edit-0001']);
  });

  it.each(['drop-before', 'drop-after', '500-after'] as const)('is settled by its form (%s)', async (kind) => {
    const { invited, call, sync, fault, ahead, state, mails, finish } = await withInvites();
    const { localId } = await invited();
    await call('people.edit', { ...edit, localId });
    await fault(lost('/web/invite/edit/', kind));
    await sync('push');
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await state()).toMatchObject([{ role: 'Field Implementer' }]);
    expect(await mails()).toHaveLength(1);
    await finish(['edit-0001']);
  });
});

describe('resending an invitation', () => {
  it('mails once, however often it was pressed', async () => {
    const { invited, act, sync, mails, finish } = await withInvites();
    const { localId } = await invited();
    for (let press = 0; press < 3; press += 1) await act('invitation', localId, 'resend');
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    expect(await mails()).toHaveLength(2);
    expect((await finish()).map(({ outcome }) => outcome)).toEqual(['acked', 'merged', 'merged', 'acked']);
  });

  it('of a deleted one is a question', async () => {
    const { invited, act, sync, changes, atHq, mails, finish } = await withInvites();
    const { localId, uuid } = await invited();
    await act('invitation', localId, 'resend');
    await atHq(uuid, { remove: true });
    await sync('push');
    expect(await changes()).toMatchObject([{ state: 'conflict', reason: { code: 'not-found' } }]);
    expect(await mails()).toHaveLength(1);
    await finish();
  });

  it('whose answer is lost after HQ did it is seen by its new date', async () => {
    const { invited, act, sync, fault, ahead, mails, finish } = await withInvites();
    const { localId } = await invited();
    await act('invitation', localId, 'resend');
    await fault(lost('/web/reinvite/', 'drop-after'));
    await sync('push');
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await mails()).toHaveLength(2);
    await finish();
  });

  it('that cannot be proved is never repeated by itself', async () => {
    const { invited, act, sync, fault, ahead, changes, call, mails, finish } = await withInvites();
    const { localId } = await invited();
    await act('invitation', localId, 'resend');
    await fault(lost('/web/reinvite/', 'drop-before'));
    await sync('push');
    ahead(600_000);
    await sync('push');
    const [change] = await changes();
    expect(change).toMatchObject({ state: 'ask', can: { answer: true } });
    expect(await mails()).toHaveLength(1);
    // Pressing it once more is a word, too.
    expect(await act('invitation', localId, 'resend')).toMatchObject({ changeId: change?.id });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await mails()).toHaveLength(2);
    await expect(call('changes.answer', { id: change?.id ?? '', answer: 'done' })).rejects.toThrow(/not-found/);
    await finish();
  });
});
