/** M-13: custom data that a worker has to have, what may be chosen, and what a profile fixes, wherever a worker is made or edited. */
import { describe, expect, it } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { userDataPrefix } from '#shared/domain/fields.ts';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';

const team = `${userDataPrefix}team`;
const programme = `${userDataPrefix}programme`;
const type = `${userDataPrefix}worker_type`;
/** The sample's profile that fixes `programme` alone. */
const profile = '12';

/** The sample demands a team of every worker; HQ's pages have told so where `signedIn`. */
async function withProject({ signedIn = true } = {}) {
  const harness = await startHarness();
  const { open, signIn, sync, call, writes } = harness;
  await open();
  if (signedIn) await signIn();
  await sync('pull');
  await writes();
  const create = (values: FieldValues, changeId = 'create-0001') =>
    call('mobileWorkers.create', { changeId, values: { username: 'nia.test', ...values }, password: 'Lamp-Tree-91' });
  const edit = (localId: string, patch: FieldValues, changeId = 'edit-0001') =>
    call('people.edit', { changeId, entity: 'mobile-worker', localId, patch });
  const { rows } = await call('mobileWorkers.list', { status: 'active', limit: 500 });
  const details = await Promise.all(
    rows.map(({ localId }) => call('people.get', { entity: 'mobile-worker', key: localId })),
  );
  const someone = (matches: (values: FieldValues) => boolean) => {
    const found = details.find(({ values, key }) => matches(values) && key !== '');
    if (!found) throw new Error('the sample lacks such a worker');
    return found;
  };
  const userDataOf = async (key: string) => {
    const worker = await harness.atHq('worker', key);
    return { profile: worker?.['profile_id'], data: worker?.['user_data'] as FieldValues };
  };
  return { ...harness, create, edit, someone, userDataOf };
}

describe('custom data that a worker has to have', () => {
  it('is demanded of a new one, whoever asks, and only where it is known', async () => {
    const { create, call, edit } = await withProject();
    await expect(create({})).rejects.toThrow(/team is required/);
    await expect(create({ [team]: 'north', [type]: 'cook' })).rejects.toThrow(/not a valid choice/);
    const { localId } = (await create({ [team]: 'north' })).detail;
    await expect(edit(localId, { [team]: '' })).rejects.toThrow(/team is required/);
    await expect(call('changes.edit', { id: 'create-0001', patch: { [team]: ' ' } })).rejects.toThrow(
      /team is required/,
    );
    const checked = await call('people.check', { entity: 'mobile-worker', localId, values: { [team]: '' } });
    expect(checked.problems).toEqual({ [team]: ['team is required.'] });
    const other = await withProject({ signedIn: false });
    expect((await other.create({})).detail.localId).toBe('new-create-0001');
  });

  it('is not emptied at HQ, for one and for many; what an edit does not touch is not held against it', async () => {
    const { someone, edit, call, editAtHq, sync } = await withProject();
    const { localId, key } = someone((values) => (values[team] ?? '') !== '');
    await expect(edit(localId, { [team]: '' })).rejects.toThrow(/team is required/);
    await expect(edit(localId, { [type]: 'cook', profile: '' })).rejects.toThrow(/not a valid choice/);
    const many = { entity: 'mobile-worker' as const, who: { ids: [localId] } };
    const preview = await call('people.previewMany', { ...many, what: { kind: 'edit', patch: { [team]: '' } } });
    expect(preview).toMatchObject({
      changed: 0,
      cannot: [{ why: expect.stringContaining('team is required') as string }],
    });
    await editAtHq('worker', key, { user_data: { team: '' }, profile_id: null });
    await sync('pull');
    await edit(localId, { first_name: 'Nia', [team]: '' });
    await edit(localId, { profile: '' }, 'edit-0002');
    expect(await sync('push')).toMatchObject({ attention: 0 });
  });

  it('that was not there comes back to nothing where an edit is taken back', async () => {
    const { someone, edit, call, editAtHq, sync, userDataOf } = await withProject();
    const { localId, key } = someone(() => true);
    await editAtHq('worker', key, { user_data: { team: '' }, profile_id: null });
    await sync('pull');
    await edit(localId, { [team]: 'north' });
    await sync('push');
    expect((await userDataOf(key)).data).toMatchObject({ team: 'north' });
    const { entries } = await call('history.list', {});
    await call('history.undo', { changeId: 'undo-0001', id: entries[0]?.id ?? 0 });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect((await userDataOf(key)).data).toMatchObject({ team: '' });
  });

  it('of a worker who waits is not asked for by an edit of the name', async () => {
    const { create, call, signIn, sync } = await withProject({ signedIn: false });
    const { localId } = (await create({})).detail;
    await signIn();
    await sync('pull');
    const rename = { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch: { username: 'bo.test' } } as const;
    const check = { entity: 'mobile-worker', localId, values: rename.patch } as const;
    expect((await call('people.check', check)).problems).toEqual({});
    expect((await call('people.edit', rename)).detail.key).toMatch(/^bo\.test@/);
    await call('changes.edit', { id: 'create-0001', patch: { username: 'kofi.test' } });
  });
});

describe('what a profile fixes', () => {
  it('gives way in a worker who waits to be made: one POST, and HQ has the profile', async () => {
    const { create, edit, sync, writes, userDataOf, call, engine, folder } = await withProject();
    const { detail } = await create({ [team]: 'north', [programme]: 'own' });
    await edit(detail.localId, { profile });
    const waiting = await call('changes.get', { id: 'create-0001' });
    expect(waiting.fields.map(({ field }) => field)).not.toContain(programme);
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect((await writes()).map(({ method, status }) => [method, status])).toEqual([['POST', 201]]);
    expect(await userDataOf(detail.key)).toEqual({ profile, data: { team: 'north' } });
    await engine.shutdown();
    assertLaws(folder, ['create-0001', 'edit-0001']);
  });

  it('is left out of what is sent, where only HQ’s pages tell later what that is', async () => {
    const { create, signIn, sync, writes, userDataOf } = await withProject({ signedIn: false });
    const { detail } = await create({ [team]: 'north', [programme]: 'own', profile });
    await signIn();
    expect(await sync('sync')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect((await writes()).filter(({ path }) => path.includes('/user/v1/'))).toMatchObject([{ method: 'POST' }]);
    expect(await userDataOf(detail.key)).toEqual({ profile, data: { team: 'north' } });
  });

  it('is left out of an edit likewise, also of one that HQ refused for it', async () => {
    const { someone, edit, signIn, sync, editAtHq, userDataOf, call } = await withProject({ signedIn: false });
    const { localId, key } = someone(() => true);
    await editAtHq('worker', key, { user_data: { team: 'north', programme: '' }, profile_id: null });
    await sync('pull');
    await edit(localId, { [programme]: 'mine', profile });
    expect(await sync('push')).toMatchObject({ attention: 1 });
    await signIn();
    await sync('pull');
    await call('changes.retry', { id: 'edit-0001' });
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await userDataOf(key)).toMatchObject({ profile });
  });

  it('takes the place of the value of a worker’s own at HQ', async () => {
    const { someone, edit, sync, editAtHq, userDataOf } = await withProject();
    const { localId, key } = someone(() => true);
    await editAtHq('worker', key, { user_data: { team: 'north', programme: 'own' }, profile_id: null });
    await sync('pull');
    await edit(localId, { [programme]: 'mine' });
    await edit(localId, { profile }, 'edit-0002');
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await userDataOf(key)).toMatchObject({ profile, data: { team: 'north' } });
  });

  it('is set by nobody else, for one and for many, with the reason', async () => {
    const { someone, edit, sync, editAtHq, call } = await withProject();
    const { localId, key } = someone(() => true);
    await editAtHq('worker', key, { user_data: { team: 'north' }, profile_id: profile });
    await sync('pull');
    await expect(edit(localId, { [programme]: 'mine' })).rejects.toThrow(/set by the profile/);
    const many = { entity: 'mobile-worker' as const, who: { ids: [localId] } };
    const preview = await call('people.previewMany', {
      ...many,
      what: { kind: 'edit', patch: { [programme]: 'mine' } },
    });
    expect(preview).toMatchObject({
      changed: 0,
      cannot: [{ why: expect.stringContaining('set by the profile') as string }],
    });
    expect(await edit(localId, { [programme]: 'clinic' })).toMatchObject({ changeId: null });
  });
});
