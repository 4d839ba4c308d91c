import { describe, expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness, HarnessOptions } from '../../helpers/engine-harness.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import type { Json } from '#shared/domain/entities.ts';

type Rows = Record<string, Json>[];

async function signedIn(options: HarnessOptions = {}): Promise<Harness> {
  const harness = await startHarness(options);
  await harness.open();
  await harness.signIn();
  await harness.requests();
  return harness;
}

async function state({ practice }: Harness, entity: string): Promise<Rows> {
  return (await practice.control(`state?entity=${entity}`)) as Rows;
}

async function settings({ practice }: Harness, set: Record<string, Json>): Promise<void> {
  await practice.control('settings', { json: set });
}

const pagesOf = (paths: readonly { path: string }[]) =>
  paths.map(({ path }) => path).filter((path) => path.includes('/settings/users/'));

describe('a pull of somebody signed in', () => {
  it('brings the invitations with what REST cannot tell', async () => {
    const harness = await signedIn();
    const report = await harness.sync('pull');
    expect(report).toMatchObject({ done: true, error: null, unavailable: [] });
    const atHq = (await state(harness, 'invitation')).filter(({ is_accepted }) => is_accepted === false);
    const { rows, total, unavailable } = await harness.call('invitations.list', { status: 'all', limit: 500 });
    expect(unavailable).toBeNull();
    expect(total).toBe(atHq.length);
    expect((await harness.call('sync.status', {})).counts.invitations).toBe(atHq.length);
    for (const invitation of atHq) {
      const row = rows.find(({ serverId }) => serverId === invitation['id']);
      expect(row).toMatchObject({
        email: invitation['email'],
        emailStatus: invitation['email_status'],
        bounced: invitation['email_marked_as_bounced'],
        invitedOn: invitation['invited_on'],
      });
      expect(row?.role).not.toBe('');
    }
    expect(rows.some(({ bounced }) => bounced)).toBe(true);
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, []);
  });

  it('brings each worker’s PersonalID state, active or deactivated, with its age', async () => {
    const harness = await signedIn({ practice: { size: 60 }, sync: { pageSize: 20 } });
    await harness.sync('pull');
    const words = new Map<Json, string>([
      [true, 'active'],
      [false, 'inactive'],
      [null, 'not-linked'],
    ]);
    const { rows } = await harness.call('mobileWorkers.list', { status: 'all', limit: 500 });
    const atHq = new Map((await state(harness, 'worker')).map((worker) => [worker['id'], worker]));
    for (const row of rows)
      expect(row.personalId).toBe(words.get(atHq.get(row.serverId)?.['personalid_link_active'] ?? null));
    expect(new Set(rows.map(({ personalId }) => personalId))).toEqual(new Set(['active', 'inactive', 'not-linked']));
    expect(rows.some(({ unconfirmed }) => unconfirmed)).toBe(true);
    for (const row of rows) expect(row.unconfirmed).toBe(atHq.get(row.serverId)?.['is_account_confirmed'] === false);
    const first = rows.find(({ personalId }) => personalId === 'active');
    const before = first?.personalIdAsOf ?? 0;
    expect(before).toBeGreaterThan(0);
    const shown = await harness.call('people.get', { entity: 'mobile-worker', key: first?.localId ?? '' });
    expect(shown.readOnly).toMatchObject({ personal_id: 'active', personal_id_as_of: new Date(before).toISOString() });
    const only = await harness.call('mobileWorkers.list', { status: 'all', where: { personal_id: 'active' } });
    expect(only.total).toBe(rows.filter(({ personalId }) => personalId === 'active').length);

    // Nobody signed in any more: REST goes on, what was known stays with its age.
    await harness.engine.call('account.signOut', {});
    harness.ahead(60_000);
    await harness.sync('pull');
    const after = await harness.call('mobileWorkers.list', {
      status: 'all',
      limit: 500,
      sort: { by: 'personalId', descending: true },
    });
    const same = after.rows.find(({ localId }) => localId === first?.localId);
    expect(same).toMatchObject({ personalId: 'active', personalIdAsOf: before });
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, []);
  });

  it('reads the list of all workers only where the project uses PersonalID', async () => {
    const harness = await signedIn();
    await settings(harness, { connect: false });
    expect(await harness.sync('pull')).toMatchObject({ done: true, unavailable: [] });
    const asked = pagesOf(await harness.requests());
    expect(asked.filter((path) => path.includes('commcare/json/'))).toEqual([
      expect.stringContaining('showUnconfirmedUsers=true'),
    ]);
    const { rows } = await harness.call('mobileWorkers.list', { status: 'all', limit: 500 });
    expect(new Set(rows.map(({ personalId }) => personalId))).toEqual(new Set(['unknown']));
  });

  it('asks for few pages, all in a known order, and for none when idle', async () => {
    const harness = await signedIn();
    await harness.sync('pull');
    const asked = pagesOf(await harness.requests()).map((path) => path.replace(/^.*\/settings\/users\//, ''));
    expect(asked.map((path) => path.replace(/\?.*$/, ''))).toEqual([
      'web/invite/',
      'roles/',
      'commcare/',
      'user_data/',
      'web/json/',
      'web/',
      'commcare/json/',
      'commcare/json/',
      'commcare/json/',
    ]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await harness.requests()).toEqual([]);
  });

  it('knows who is oneself and who is under single sign-on', async () => {
    const harness = await signedIn();
    await harness.sync('pull');
    const { rows } = await harness.call('webUsers.list', { status: 'all', limit: 500 });
    const atHq = await state(harness, 'web-user');
    expect(rows.filter(({ facts }) => facts?.self).map(({ username }) => username)).toEqual([harness.account.username]);
    expect(rows.filter(({ facts }) => facts?.ssoControlled).length).toBe(
      atHq.filter(({ sso_controlled }) => sso_controlled === true).length,
    );
    expect(rows.every(({ facts }) => facts !== null && facts.asOf > 0)).toBe(true);
    const [self] = rows.filter(({ facts }) => facts?.self);
    const shown = await harness.call('people.get', { entity: 'web-user', key: self?.localId ?? '' });
    expect(shown.readOnly).toMatchObject({ is_self: true, sso_controlled: false });
  });

  it('knows roles, profiles and custom fields as the project defines them', async () => {
    const harness = await startHarness();
    await harness.open();
    await harness.sync('pull');
    const before = await harness.call('lookups.get', {});
    expect(before).toMatchObject({ assignableRoles: null, fieldDefinitions: [] });
    await harness.signIn();
    await harness.sync('pull');
    const lookups = await harness.call('lookups.get', {});
    const names = (await state(harness, 'role')).map(({ name }) => name);
    expect([...lookups.roles].sort()).toEqual(['Admin', ...names].sort());
    expect([...(lookups.assignableRoles ?? [])].sort()).toEqual(
      ['Admin', ...names.filter((name) => name !== 'Mobile Worker Default')].sort(),
    );
    expect([...lookups.profiles].sort()).toEqual((await state(harness, 'profile')).map(({ name }) => name).sort());
    const slugs = (await state(harness, 'field')).map(({ slug }) => slug).sort();
    expect([...lookups.workerFields].sort()).toEqual(slugs);
    expect([...lookups.webUserFields].sort()).toEqual(slugs);
    const team = { name: 'team', choices: null };
    expect(lookups.fieldDefinitions).toEqual(
      expect.arrayContaining([
        { ...team, entity: 'mobile-worker', required: true },
        { ...team, entity: 'web-user', required: false },
        {
          entity: 'web-user',
          name: 'start_date',
          required: false,
          choices: null,
          pattern: {
            regex: String.raw`^\d{4}-\d{2}-\d{2}$`,
            message: 'Write the date as YYYY-MM-DD.',
            label: 'Start date',
          },
        },
        {
          entity: 'mobile-worker',
          name: 'worker_type',
          required: false,
          choices: ['community health worker', 'nurse', 'supervisor', 'data clerk'],
        },
      ]),
    );
    await harness.practice.control('edit', {
      json: { entity: 'role', username: 'Billing Admin', set: { name: 'Money' } },
    });
    await harness.sync('pull');
    const renamed = (await harness.call('lookups.get', {})).roles;
    expect(renamed).toContain('Money');
    expect(renamed).not.toContain('Billing Admin');
  });

  it('knows two roles or profiles of one name as two, and guesses at none', async () => {
    const harness = await signedIn();
    const edit = (json: object) => harness.practice.control('edit', { json });
    await edit({ entity: 'role', create: true, set: { name: 'App Editor', permissions: { view_reports: true } } });
    await edit({ entity: 'profile', create: true, set: { name: 'Community programme', fields: { programme: 'x' } } });
    await harness.sync('pull');
    const lookups = await harness.call('lookups.get', {});
    expect(lookups.doubled).toEqual({ roles: ['App Editor'], profiles: ['Community programme'] });
    expect(lookups.roles.filter((name) => name === 'App Editor')).toHaveLength(1);
    expect(lookups.rolePermissions['App Editor']).toBeNull();
    expect(lookups.profileFields).not.toHaveProperty('Community programme');
    expect(lookups.profileIds).not.toHaveProperty('Community programme');
    const invite = (role: string) =>
      harness.engine.call('invitations.create', {
        changeId: `invite-${role}`,
        values: { email: 'x@example.org', role },
      });
    expect(await invite('App Editor')).toMatchObject({
      ok: false,
      error: { code: 'validation', details: { fields: { role: [expect.stringContaining('App Editor')] } } },
    });
    // One of them gets another name at HQ: each can be given again.
    await edit({ entity: 'role', username: 'App Editor', set: { name: 'Old Editor' } });
    await harness.sync('pull');
    expect(await harness.call('lookups.get', {})).toMatchObject({ doubled: { roles: [] } });
    expect((await harness.call('lookups.get', {})).roles).toContain('Old Editor');
    expect(await invite('App Editor')).toMatchObject({ ok: true });
  });

  it('finds web users whom REST does not list', async () => {
    const harness = await startHarness();
    await settings(harness, { listDeactivatedWebUsers: false });
    await harness.open();
    await harness.sync('pull');
    const active = (await harness.call('webUsers.list', { status: 'all' })).total;
    await harness.signIn();
    await harness.sync('pull');
    const members = (await state(harness, 'web-user')).filter(({ is_member }) => is_member === true);
    expect(members.length).toBeGreaterThan(active);
    expect((await harness.call('webUsers.list', { status: 'all' })).total).toBe(members.length);
    expect((await harness.call('webUsers.list', { status: 'deactivated' })).total).toBe(members.length - active);
    // The page shows them again: they are not missed, and not read one by one each time.
    await harness.requests();
    await harness.sync('pull');
    await harness.sync('pull');
    expect((await harness.requests()).filter(({ path }) => /web-user\/v1\/[0-9a-f]/.test(path))).toEqual([]);
    expect((await harness.call('webUsers.list', { status: 'all' })).total).toBe(members.length);
  });
});

describe('what HQ’s pages no longer show', () => {
  it('goes after two whole lists', async () => {
    const harness = await signedIn();
    await harness.sync('pull');
    const before = (await harness.call('invitations.list', { status: 'all' })).total;
    const [first] = (await harness.call('invitations.list', { status: 'all' })).rows;
    await harness.practice.control('edit', { json: { entity: 'invitation', id: first?.serverId, remove: true } });
    await harness.sync('pull');
    expect((await harness.call('invitations.list', { status: 'all' })).total).toBe(before);
    await harness.sync('pull');
    expect((await harness.call('invitations.list', { status: 'all' })).total).toBe(before - 1);
  });

  it('is asked about when all of it is gone at once', async () => {
    const harness = await signedIn();
    await harness.sync('pull');
    const before = (await harness.call('invitations.list', { status: 'all', limit: 500 })).rows;
    for (const { serverId } of before)
      await harness.practice.control('edit', { json: { entity: 'invitation', id: serverId, remove: true } });
    await harness.sync('pull');
    expect(await harness.sync('pull')).toMatchObject({
      done: true,
      hold: { error: { details: { kind: 'removals', entity: 'invitation', count: before.length } } },
    });
    expect((await harness.call('invitations.list', { status: 'all' })).total).toBe(before.length);
  });

  it('a worker who confirmed is unconfirmed no more', async () => {
    const harness = await signedIn({ practice: { size: 120 } });
    await harness.sync('pull');
    const waiting = (await harness.call('mobileWorkers.list', { status: 'all', limit: 500 })).rows.filter(
      ({ unconfirmed }) => unconfirmed,
    );
    expect(waiting.length).toBeGreaterThan(0);
    const { username = '' } = waiting[0] ?? {};
    await harness.editAtHq('worker', username, { is_account_confirmed: true });
    await harness.sync('pull');
    const { rows } = await harness.call('mobileWorkers.list', { status: 'all', limit: 500 });
    expect(rows.filter(({ unconfirmed }) => unconfirmed).length).toBe(waiting.length - 1);
  });
});

describe('a session that ends', () => {
  it('in the middle of a pull leaves REST’s part whole, and says what waits for a sign-in', async () => {
    const harness = await signedIn();
    await harness.sync('pull');
    const { total: before, asOf: readAt } = await harness.call('invitations.list', { status: 'all' });
    expect(readAt).not.toBeNull();
    let ended = false;
    const forget = harness.engine.on('sync.status', ({ progress }) => {
      if (progress?.entity !== 'web-user' || ended) return;
      ended = true;
      void harness.practice.control('end-sessions', { method: 'POST' });
    });
    await harness.fault({ match: { path: '/user/v1/' }, kind: 'delay', times: 4, ms: 100 });
    const report = await harness.sync('pull');
    forget();
    expect(report).toMatchObject({ done: true, error: null, hold: null, pulled: { 'mobile-worker': 30 } });
    const entities = report.unavailable.map(({ entity }) => entity);
    expect(entities).toEqual(
      expect.arrayContaining(['invitation', 'role', 'profile', 'user-field', 'personal-id', 'unconfirmed']),
    );
    expect(entities).not.toContain('mobile-worker');
    expect(report.unavailable[0]?.error.message).toContain('Sign in to HQ');
    const list = await harness.call('invitations.list', { status: 'all' });
    expect(list).toMatchObject({ total: before, unavailable: { details: { obstacle: 'not-signed-in' } } });
    // The rest was read now; this list is as old as it is.
    expect(list.asOf).toBe(readAt);
    expect((await harness.call('webUsers.list', {})).asOf).toBeGreaterThanOrEqual(readAt ?? 0);
    // One page told that the session is over; no other was asked.
    const asked = pagesOf(await harness.requests());
    expect(asked.filter((path) => !path.includes('json')).length).toBeLessThanOrEqual(6);

    await harness.signIn();
    expect(await harness.sync('pull')).toMatchObject({ done: true, unavailable: [] });
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
  });

  it('is nothing to note where nobody ever signed in', async () => {
    const harness = await startHarness();
    await harness.open();
    expect(await harness.sync('pull')).toMatchObject({ done: true, unavailable: [] });
    expect((await harness.call('invitations.list', {})).unavailable).toMatchObject({ code: 'permission' });
  });
});

describe('trouble with HQ’s pages', () => {
  it('holds up neither REST nor the other pages', async () => {
    const harness = await signedIn();
    await harness.fault({ match: { path: '/web/json/' }, kind: '500-before', times: 1 });
    const report = await harness.sync('pull');
    expect(report).toMatchObject({
      done: true,
      error: { code: 'server' },
      unavailable: [{ entity: 'web-user-facts' }],
    });
    expect((await harness.call('invitations.list', { status: 'all' })).total).toBeGreaterThan(0);
    expect(await harness.sync('pull')).toMatchObject({ error: null, unavailable: [] });
  });

  it('names the permission that is missing', async () => {
    const harness = await signedIn();
    await harness.fault({ match: { path: 're:/settings/users/commcare/json/' }, kind: '403', times: 1 });
    const report = await harness.sync('pull');
    expect(report).toMatchObject({
      done: true,
      unavailable: [{ entity: 'unconfirmed', error: { code: 'permission' } }],
    });
    expect(report.unavailable[0]?.error.message).toContain('view mobile workers');
  });

  it('cut short never wipes', async () => {
    const harness = await signedIn({ practice: { size: 80 }, sync: { pageSize: 20 } });
    await harness.sync('pull');
    const known = async () =>
      (await harness.call('mobileWorkers.list', { status: 'all', limit: 500 })).rows.filter(
        ({ personalId }) => personalId !== 'unknown',
      ).length;
    const before = await known();
    for (const kind of ['cut-body', 'html-200', '500-before'] as const) {
      await harness.fault({ match: { path: 're:/commcare/json/.*page=2' }, kind, times: 1 });
      await harness.fault({ match: { path: 're:/settings/users/web/$' }, kind, times: 1 });
      await harness.sync('pull');
      await harness.practice.control('faults', { method: 'DELETE' });
    }
    expect(await known()).toBe(before);
    expect((await harness.call('invitations.list', { status: 'all' })).total).toBe(
      (await state(harness, 'invitation')).filter(({ is_accepted }) => is_accepted === false).length,
    );
    expect(await harness.sync('pull')).toMatchObject({ done: true, error: null, unavailable: [] });
  });

  it('goes on at its page, without REST’s lists, after a network that went away', async () => {
    const harness = await signedIn({ practice: { size: 80 }, sync: { pageSize: 20 } });
    await harness.fault({ match: { path: 're:/commcare/json/.*page=3' }, kind: '429', times: 1 });
    expect(await harness.sync('pull')).toMatchObject({ done: false, hold: { error: { code: 'throttled' } } });
    await harness.requests();
    harness.ahead(900_000);
    expect(await harness.sync('pull')).toMatchObject({ done: true, hold: null });
    const asked = (await harness.requests()).map(({ path }) => path);
    expect(asked.filter((path) => path.includes('/api/user/v1/'))).toEqual([]);
    expect(asked.filter((path) => path.includes('page=1') && path.includes('showDeactivatedUsers=false'))).toEqual([]);
  });
});
