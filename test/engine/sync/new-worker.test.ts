/** New workers: what HQ keeps of them, whom it refuses, and what is done to them before HQ has seen them. */
import { describe, expect, it } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';

const password = 'Lamp-Tree-91';
const username = 'nia.test';

function worker(changeId: string, values: FieldValues = {}) {
  return { changeId, values: { username, ...values }, password };
}

describe('a worker who confirms the account', () => {
  const confirming = {
    changeId: 'create-0001',
    values: { username, email: 'nia@example.org', account_confirmation: 'mail-now' },
    password: '',
  };

  it('is sent without a password, mailed by HQ, and shown as unconfirmed', async () => {
    const { open, sync, call, writes, atHq, practice, engine, folder } = await startHarness();
    await open();
    await sync('pull');
    await writes();
    const { detail } = await call('mobileWorkers.create', confirming);
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const [post] = await writes();
    expect(post).toMatchObject({
      status: 201,
      body: { username: detail.key, require_account_confirmation: true, send_confirmation_email_now: true },
    });
    expect(post?.body).not.toHaveProperty('password');
    expect(await atHq('worker', detail.key)).toMatchObject({ is_account_confirmed: false, is_active: false });
    expect(await practice.control('mail')).toMatchObject([{ to: 'nia@example.org', kind: 'account-confirmation' }]);
    const seen = await call('people.get', { entity: 'mobile-worker', key: detail.localId });
    expect(seen).toMatchObject({ status: 'deactivated', syncState: 'clean' });
    const { rows } = await call('mobileWorkers.list', { search: 'nia.test' });
    expect(rows).toMatchObject([{ unconfirmed: true }]);
    expect(seen.values).not.toHaveProperty('account_confirmation');
    await engine.shutdown();
    assertLaws(folder, ['create-0001']);
  });

  it('is Unconfirmed here already while the worker waits to be made, and counts as nobody’s active worker', async () => {
    const { open, sync, call } = await startHarness();
    await open();
    await sync('pull');
    const active = async () => (await call('mobileWorkers.list', { status: 'active' })).total;
    const before = await active();
    const { localId } = (await call('mobileWorkers.create', confirming)).detail;
    const row = async () => (await call('mobileWorkers.list', { search: username, status: 'all' })).rows[0];
    expect(await row()).toMatchObject({ status: 'deactivated', unconfirmed: true });
    const { rows } = await call('mobileWorkers.list', { status: 'all', where: { unconfirmed: 'true' } });
    expect(rows.map((each) => each.localId)).toContain(localId);
    expect(await active()).toBe(before);
    const act = { changeId: 'act-00001', entity: 'mobile-worker', localId } as const;
    await expect(call('people.act', { ...act, action: 'reactivate' })).rejects.toThrow(/own confirmation/);
    expect(await call('people.act', { ...act, action: 'deactivate' })).toMatchObject({ changeId: null });
    await call('changes.edit', { id: 'create-0001', patch: { account_confirmation: '' }, password });
    expect(await row()).toMatchObject({ status: 'active', unconfirmed: false });
    expect(await active()).toBe(before + 1);
  });

  it('is refused without an email, also when it is taken away later', async () => {
    const { open, call } = await startHarness();
    await open();
    const without = { ...confirming, values: { ...confirming.values, email: '' } };
    await expect(call('mobileWorkers.create', without)).rejects.toThrow(/email/);
    const { detail } = await call('mobileWorkers.create', confirming);
    const edit = { changeId: 'edit-0001', entity: 'mobile-worker', localId: detail.localId } as const;
    await expect(call('people.edit', { ...edit, patch: { email: '' } })).rejects.toThrow(/email/);
    await expect(call('changes.edit', { id: 'create-0001', patch: { email: '' } })).rejects.toThrow(/email/);
  });

  it('where the plan has no confirmation is refused at the password, which is remembered of the project', async () => {
    const { open, sync, call, practice } = await startHarness();
    await practice.control('settings', { json: { planTwoStage: false } });
    await open();
    await sync('pull');
    expect((await call('connection.get', {})).capabilities['confirm-account'].can).toBe(true);
    await call('mobileWorkers.create', confirming);
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    expect(await call('changes.get', { id: 'create-0001' })).toMatchObject({
      state: 'rejected',
      reason: { fields: { password: ['Password or connect username required'] } },
    });
    expect((await call('connection.get', {})).capabilities['confirm-account'].obstacle).toBe('plan-confirmation');
    await call('changes.edit', { id: 'create-0001', patch: {}, password });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    const made = { username: `${username}@${practice.hq.project}.commcarehq.org`, password };
    expect(await practice.control('check-password', { json: made })).toEqual({ matches: true });
  });
});

describe('a username nobody can have any more', () => {
  it('is that of a worker removed here', async () => {
    const { open, sync, call } = await startHarness();
    await open();
    await sync('pull');
    const { rows } = await call('mobileWorkers.list', { limit: 1 });
    const { localId = '', username: name = '' } = rows[0] ?? {};
    await call('people.act', { changeId: 'remove-0001', entity: 'mobile-worker', localId, action: 'remove' });
    expect(await sync('push')).toMatchObject({ pushed: 1 });
    const again = { ...worker('create-0001'), values: { username: name } };
    await expect(call('mobileWorkers.create', again)).rejects.toThrow(/names of deleted workers/);
    const checked = await call('people.check', { entity: 'mobile-worker', localId: null, values: { username: name } });
    expect(checked.problems['username']?.[0]).toContain('names of deleted workers');
  });

  it('is that of a create HQ refused half way: HQ is not asked for it again', async () => {
    const { open, sync, call, practice } = await startHarness();
    await open();
    await sync('pull');
    const groups = [(await call('lookups.get', {})).groups[0]?.id ?? ''];
    await call('mobileWorkers.create', worker('create-0001', { groups }));
    await practice.control('edit', { json: { entity: 'group', id: groups[0], remove: true } });
    expect(await sync('push')).toMatchObject({ attention: 1 });
    const refused = await call('changes.get', { id: 'create-0001' });
    expect(refused.fields.find(({ field }) => field === 'groups')?.problems[0]).toContain('Unable to save groups');
    await expect(call('changes.edit', { id: 'create-0001', patch: { groups: [], username } })).rejects.toThrow(
      /failed half way/,
    );
    await call('changes.edit', { id: 'create-0001', patch: { groups: [], username: 'nia.two' } });
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
  });

  it('is none that HQ refuses and shows nobody for: its search may lag, and its refusal costs nothing', async () => {
    const { open, sync, call, practice } = await startHarness();
    await open();
    await sync('pull');
    const taken = `${username}@${practice.hq.project}.commcarehq.org`;
    await practice.control('edit', {
      json: { entity: 'worker', create: true, set: { username: taken, deleted: true } },
    });
    await call('mobileWorkers.create', worker('create-0001'));
    expect(await sync('push')).toMatchObject({ attention: 1 });
    await call('changes.discard', { id: 'create-0001' });
    await call('mobileWorkers.create', worker('create-0002'));
    expect(await sync('push')).toMatchObject({ attention: 1 });
    expect(await call('changes.get', { id: 'create-0002' })).toMatchObject({
      reason: { hqMessages: [expect.stringContaining('already taken') as string] },
    });
  });

  it('is none of a worker whom HQ does not have any more, by somebody’s doing or as it was restored from a backup', async () => {
    const { open, sync, call, atHq, practice, ahead } = await startHarness({ practice: { size: 12 } });
    await open();
    await sync('pull');
    const { rows } = await call('mobileWorkers.list', { status: 'active', limit: 1 });
    const name = rows[0]?.username ?? '';
    const id = (await atHq('worker', name))?.['id'];
    await practice.control('edit', { json: { entity: 'worker', id, remove: true } });
    for (const _pull of [1, 2]) {
      ahead(600_000);
      await sync('pull');
    }
    expect((await call('mobileWorkers.list', { search: name, status: 'all' })).total).toBe(0);
    const again = { ...worker('create-0001'), values: { username: name } };
    expect((await call('mobileWorkers.create', again)).detail.key).toBe(name);
  });

  it('can be had again once HQ says that it is free: as it was restored from a backup', async () => {
    const { open, sync, call, signIn, practice } = await startHarness();
    await open();
    await sync('pull');
    const { rows } = await call('mobileWorkers.list', { status: 'active', limit: 3 });
    for (const [index, { localId }] of rows.entries())
      await call('people.act', { changeId: `remove-000${index}`, entity: 'mobile-worker', localId, action: 'remove' });
    expect(await sync('push')).toMatchObject({ pushed: 3 });
    const [first = '', second = '', third = ''] = rows.map(({ username: name }) => name);
    const problemOf = async (name: string) => {
      const typed = { entity: 'mobile-worker', localId: null, values: { username: name } } as const;
      return (await call('people.check', typed)).problems['username'];
    };
    const named = (changeId: string, name: string) => ({ ...worker(changeId), values: { username: name } });
    await signIn();
    // HQ has its deleted worker still, and keeps the name.
    expect(await problemOf(first)).toEqual([expect.stringContaining('names of deleted workers')]);
    for (const [index, { localId: id }] of rows.entries())
      await practice.control('edit', { json: { entity: 'worker', id, set: { username: `older.${index}@x.org` } } });
    expect(await problemOf(first)).toBeUndefined();
    expect(await call('mobileWorkers.askUsername', { username: second })).toEqual({ asked: true, problem: null });
    await call('sync.workOffline', { on: true });
    expect(await problemOf(second)).toBeUndefined();
    expect(await problemOf(third)).not.toBeUndefined();
    await call('sync.workOffline', { on: false });
    await call('mobileWorkers.create', named('create-0001', third));
    expect(await sync('push')).toMatchObject({ attention: 0 });
  });
});

it('HQ is asked for a name while somebody is signed in, and nothing is said against it otherwise', async () => {
  const { open, call, sync, signIn } = await startHarness();
  await open();
  await sync('pull');
  const name = (await call('mobileWorkers.list', { limit: 1 })).rows[0]?.username ?? '';
  expect(await call('mobileWorkers.askUsername', { username: name })).toEqual({ asked: false, problem: null });
  await signIn();
  const short = name.replace(/@.*/, '');
  expect(await call('mobileWorkers.askUsername', { username: name })).toEqual({
    asked: true,
    problem: `Username ${short} is already taken`,
  });
  expect(await call('mobileWorkers.askUsername', { username })).toEqual({ asked: true, problem: null });
  await call('sync.workOffline', { on: true });
  expect(await call('mobileWorkers.askUsername', { username: name })).toEqual({ asked: false, problem: null });
});

it('two new workers of one name: the second is refused where it is typed, in any spelling', async () => {
  const { open, call } = await startHarness();
  await open();
  await call('mobileWorkers.create', worker('create-0001'));
  const second = { ...worker('create-0002'), values: { username: 'Nia  Test' } };
  await expect(call('mobileWorkers.create', second)).rejects.toThrow(/already taken/);
});

it('created, edited, placed, grouped and deactivated before HQ saw the worker: one lane, in order', async () => {
  const { open, sync, call, writes, atHq, engine, folder } = await startHarness();
  await open();
  await sync('pull');
  await writes();
  const { groups, locations } = await call('lookups.get', {});
  const place = locations.at(-1)?.id ?? '';
  const group = groups[0]?.id ?? '';
  const { detail } = await call('mobileWorkers.create', worker('create-0001', { phone_numbers: ['+243 99-1', '2'] }));
  const { localId } = detail;
  const edit = (changeId: string, patch: FieldValues) =>
    call('people.edit', { changeId, entity: 'mobile-worker', localId, patch });
  await edit('edit-0001', { first_name: 'Nia' });
  await edit('edit-0002', { primary_location: place, locations: [place] });
  await edit('edit-0003', { groups: [group] });
  await call('people.act', { changeId: 'act-00001', entity: 'mobile-worker', localId, action: 'deactivate' });
  await edit('edit-0004', { last_name: 'Later' });
  expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
  const sent = await writes();
  const id = (await call('people.get', { entity: 'mobile-worker', key: localId })).serverId ?? '';
  expect(id).not.toBe('');
  expect(sent.map(({ method, path }) => `${method} ${path.split('/user/v1/')[1] ?? ''}`)).toEqual([
    'POST ',
    `POST ${id}/deactivate/`,
  ]);
  expect(sent[0]?.body).toMatchObject({ phone_numbers: ['243991', '2'], groups: [group], last_name: 'Later' });
  expect(await atHq('worker', detail.key)).toMatchObject({
    first_name: 'Nia',
    last_name: 'Later',
    primary_location: place,
    phone_numbers: ['243991', '2'],
    is_active: false,
  });
  await engine.shutdown();
  assertLaws(folder, ['create-0001', 'edit-0001', 'edit-0002', 'edit-0003', 'edit-0004', 'act-00001']);
});

describe('a worker’s profile', () => {
  it('is given by HQ’s number at the create, with the data it fixes; changed, and taken away', async () => {
    const { open, sync, call, writes, atHq, signIn, engine, folder } = await startHarness();
    await open();
    await signIn();
    await sync('pull');
    await writes();
    const { profileIds, profileFields } = await call('lookups.get', {});
    const [name = '', another = ''] = Object.keys(profileIds);
    const id = profileIds[name] ?? '';
    const other = profileIds[another] ?? '';
    const { detail } = await call(
      'mobileWorkers.create',
      worker('create-0001', { profile: id, 'user_data.team': 'north' }),
    );
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0, attention: 0 });
    expect(await writes()).toMatchObject([{ status: 201, body: { user_data: { commcare_profile: Number(id) } } }]);
    expect(await atHq('worker', detail.key)).toMatchObject({ profile_id: id });
    const fixed = Object.entries(profileFields[name] ?? {}).map(([key, value]) => [`user_data.${key}`, value] as const);
    const shown = await call('people.get', { entity: 'mobile-worker', key: detail.localId });
    expect(shown).toMatchObject({ syncState: 'clean', values: { profile: id, ...Object.fromEntries(fixed) } });
    const edit = (changeId: string, profile: string) =>
      call('people.edit', { changeId, entity: 'mobile-worker', localId: detail.localId, patch: { profile } });
    await edit('edit-0001', other);
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await atHq('worker', detail.key)).toMatchObject({ profile_id: other });
    await edit('edit-0002', '');
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await atHq('worker', detail.key)).toMatchObject({ profile_id: null });
    await engine.shutdown();
    assertLaws(folder, ['create-0001', 'edit-0001', 'edit-0002']);
  });

  it('that is a word is refused here: at HQ it would cost the username; one that is gone has HQ’s words', async () => {
    const { open, sync, call } = await startHarness();
    await open();
    await expect(call('mobileWorkers.create', worker('create-0001', { profile: 'Lead' }))).rejects.toThrow(
      /does not exist/,
    );
    await call('mobileWorkers.create', worker('create-0002', { profile: '99' }));
    expect(await sync('push')).toMatchObject({ attention: 1 });
    const refused = await call('changes.get', { id: 'create-0002' });
    expect(refused.fields.find(({ field }) => field === 'profile')?.problems).toEqual(['User data profile not found']);
  });
});

describe('what HQ dropped of a create without a word', () => {
  it('is sent again, and kept where HQ takes it then', async () => {
    const { open, sync, call, writes, atHq, fault } = await startHarness();
    await open();
    await sync('pull');
    await writes();
    const place = (await call('lookups.get', {})).locations.at(-1)?.id ?? '';
    // The location is closed while HQ makes the worker, and open again right after.
    const path = '/user/v1/';
    const closed = (archived: boolean) => ({ entity: 'location', id: place, set: { archived } }) as const;
    await fault({ match: { method: 'POST', path }, kind: 'edit-meanwhile', edit: closed(true) });
    await fault({ match: { method: 'PUT', path }, kind: 'edit-meanwhile', edit: closed(false) });
    const { detail } = await call('mobileWorkers.create', {
      ...worker('create-0001', { primary_location: place, locations: [place], language: 'fra' }),
    });
    expect(await sync('push')).toMatchObject({ attention: 0, pending: 0 });
    const sent = await writes();
    expect(sent.map(({ method, status }) => `${method} ${status}`)).toEqual(['POST 201', 'PUT 200']);
    // Nothing but what was dropped.
    expect(Object.keys(sent[1]?.body as object).sort()).toEqual(['locations', 'primary_location']);
    expect(await atHq('worker', detail.key)).toMatchObject({ primary_location: place, language: 'fra' });
  });

  it('is told at its field where HQ refuses it again', async () => {
    const { open, sync, call, fault } = await startHarness();
    await open();
    await sync('pull');
    const place = (await call('lookups.get', {})).locations.at(-1)?.id ?? '';
    await fault({
      match: { method: 'POST', path: '/user/v1/' },
      kind: 'edit-meanwhile',
      edit: { entity: 'location', id: place, set: { archived: true } },
    });
    await call('mobileWorkers.create', worker('create-0001', { primary_location: place, locations: [place] }));
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 1 });
    const [change] = (await call('changes.list', {})).changes;
    expect(change).toMatchObject({ kind: 'update', state: 'rejected' });
    const told = change?.fields.find(({ field }) => field === 'locations')?.problems ?? [];
    expect(told).toEqual([`Could not find location ids: ${place}.`]);
    const { entries } = await call('history.list', {});
    expect(entries[0]?.answer.note).toBe('HQ did not keep: Primary location, Locations.');
  });
});

it('beyond the plan’s number is refused in HQ’s words and stays; the others of the run go on', async () => {
  const { open, sync, call, practice } = await startHarness();
  await open();
  await sync('pull');
  const { total } = await call('mobileWorkers.list', { status: 'active' });
  await practice.control('settings', { json: { workerLimit: total + 1, restHeedsWorkerLimit: true } });
  for (const at of [1, 2, 3])
    await call('mobileWorkers.create', { ...worker(`create-000${at}`), values: { username: `nia.${at}` } });
  expect(await sync('push')).toMatchObject({ pushed: 1, attention: 2 });
  const { changes, totals } = await call('changes.list', {});
  expect(totals).toMatchObject({ rejected: 2 });
  expect(changes.map(({ reason }) => reason?.hqMessages)).toEqual([['No Permission.'], ['No Permission.']]);
  await practice.control('settings', { json: { workerLimit: null } });
  for (const { id } of changes) await call('changes.retry', { id });
  expect(await sync('push')).toMatchObject({ pushed: 2, attention: 0 });
});
