import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { HqGateway } from '#engine/hq/gateway.ts';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { restGatewayTo, textOf, valueOf } from '../../helpers/rest-gateway.ts';

let hq: PracticeHq;
let gateway: HqGateway;

beforeAll(async () => {
  hq = await startPracticeHq({ size: 60, seed: 7, throttle: false });
  gateway = restGatewayTo(hq, { scheme: 'api-key', username: hq.username, apiKey: hq.apiKey }).gateway;
});
afterAll(async () => {
  await gateway.close();
  await hq.close();
});

const first = { offset: 0, limit: 200 };

async function control(path: string, json?: unknown): Promise<unknown> {
  const reply = await fetch(`${hq.url}/__practice__/${path}`, {
    headers: { 'x-practice-token': hq.controlToken, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { method: 'POST', body: JSON.stringify(json) }),
  });
  return reply.json();
}

describe('mobile workers', () => {
  it('are deactivated, reactivated and deleted', async () => {
    const { id } = valueOf(await gateway.createMobileWorker({ username: 'whole', password: 'a-long-password' }));
    const listed = async (archived: boolean) =>
      valueOf(await gateway.listMobileWorkers({ ...first, archived })).records.some((record) => record.id === id);
    valueOf(await gateway.setMobileWorkerActive(id, false));
    expect([await listed(false), await listed(true)]).toEqual([false, true]);
    valueOf(await gateway.setMobileWorkerActive(id, true));
    expect([await listed(false), await listed(true)]).toEqual([true, false]);
    valueOf(await gateway.deleteMobileWorker(id));
    expect(await gateway.getMobileWorker(id)).toMatchObject({ kind: 'gone' });
    for (const again of [gateway.deleteMobileWorker(id), gateway.setMobileWorkerActive(id, true)])
      expect(await again).toMatchObject({ kind: 'gone', status: 404 });
  });

  it('are mailed a new password, or HQ says why not', async () => {
    const { records } = valueOf(await gateway.listMobileWorkers({ ...first, archived: false }));
    const without = records.find(({ email }) => email === '')!;
    expect(await gateway.emailPasswordReset(without.id)).toMatchObject({
      kind: 'refused',
      fields: { email: ['This user does not have an email address set.'] },
    });
    valueOf(await gateway.updateMobileWorker(without.id, { email: 'reset@example.org' }));
    valueOf(await gateway.emailPasswordReset(without.id));
    expect(JSON.stringify(await control('mail'))).toContain('reset@example.org');
  });

  it('are listed by group', async () => {
    const { records: groups } = valueOf(await gateway.listGroups(first));
    const group = groups.find(({ users }) => Array.isArray(users) && users.length > 0)!;
    const { records } = valueOf(await gateway.listMobileWorkers({ ...first, archived: false, group: group.id }));
    expect(records.map(({ id }) => id).sort()).toEqual(
      expect.arrayContaining([...(group['users'] as string[])].sort()),
    );
    expect(records.length).toBeLessThan(60);
  });
});

describe('web users and invitations', () => {
  it('are found by name, deactivated and reactivated', async () => {
    const { records } = valueOf(await gateway.listWebUsers(first));
    const target = records.find(
      (record) => record['username'] !== hq.username && record['is_active_in_domain'] === true,
    )!;
    const found = valueOf(await gateway.listWebUsers({ ...first, username: textOf(target, 'username') }));
    expect(found.records.map(({ id }) => id)).toEqual([target.id]);
    for (const active of [false, true]) {
      valueOf(await gateway.setWebUserActive(target.id, active));
      expect(valueOf(await gateway.getWebUser(target.id))).toMatchObject({ is_active_in_domain: active });
    }
    expect(await gateway.setWebUserActive('nope', false)).toMatchObject({ kind: 'gone', status: 404 });
  });

  it('are invited once', async () => {
    const body = { email: 'New.Person@example.org', role: 'Admin' };
    expect(valueOf(await gateway.createInvitation(body))).toMatchObject({
      email: 'new.person@example.org',
      role: 'Admin',
    });
    expect(await gateway.createInvitation(body)).toMatchObject({
      kind: 'refused',
      fields: { email: [expect.stringContaining('already in this project or has a pending invitation')] },
    });
    expect(await gateway.createInvitation({ email: 'x@example.org', role: 'Nope' })).toMatchObject({
      kind: 'refused',
      fields: { role: [expect.stringContaining('Nope')] },
    });
  });
});

describe('groups', () => {
  it('are made, changed and deleted', async () => {
    const { id } = valueOf(await gateway.createGroup({ name: 'Whole' }));
    const [worker] = valueOf(await gateway.listMobileWorkers({ offset: 0, limit: 1, archived: false })).records;
    expect(valueOf(await gateway.updateGroup(id, { users: [worker!.id] }))).toMatchObject({ users: [worker!.id] });
    expect(valueOf(await gateway.getGroup(id))).toMatchObject({ name: 'Whole', users: [worker!.id] });
    expect(await gateway.createGroup({ name: 'Whole' })).toMatchObject({
      kind: 'refused',
      messages: ['A group with name Whole already exists'],
    });
    valueOf(await gateway.deleteGroup(id));
    expect(await gateway.getGroup(id)).toMatchObject({ kind: 'gone' });
    expect(await gateway.deleteGroup(id)).toMatchObject({ kind: 'gone' });
  });

  it('are made together, each with its own answer', async () => {
    const id = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
    expect(valueOf(await gateway.createGroups([{ name: 'One' }, { name: 'One' }, {}]))).toEqual([
      { id },
      { problem: 'A group with name One already exists' },
      { problem: 'Name is required' },
    ]);
    expect(valueOf(await gateway.createGroups([{ name: 'Two' }]))).toEqual([{ id }]);
  });
});

describe('places', () => {
  it('are read in both versions, with filters and types', async () => {
    const { records } = valueOf(await gateway.listLocations(first));
    const place = records.find(({ parent_location_id: parent }) => parent !== '')!;
    const siteCode = textOf(place, 'site_code');
    const v2 = valueOf(await gateway.listLocations({ ...first, filter: { siteCode } }));
    expect(v2.records.map(({ id }) => id)).toEqual([place.id]);
    const children = valueOf(
      await gateway.listLocations({ ...first, filter: { parentId: textOf(place, 'parent_location_id') } }),
    );
    expect(children.records.map(({ id }) => id)).toContain(place.id);
    const none = { ...first, filter: { modifiedSince: '2999-01-01T00:00:00' } };
    expect(valueOf(await gateway.listLocations(none)).total).toBe(0);
    expect(valueOf(await gateway.listLocationsV1(none)).total).toBe(0);
    const v1 = valueOf(await gateway.listLocationsV1({ ...first, filter: { siteCode } }));
    expect(v1.records).toMatchObject([{ id: place.id, created_at: expect.any(String) as string }]);
    expect(valueOf(await gateway.getLocation(place.id))).toMatchObject({ id: place.id });
    expect(valueOf(await gateway.getLocationV1(place.id))).toMatchObject({ id: place.id });
    expect(await gateway.getLocation('nope')).toMatchObject({ kind: 'gone' });
    expect(valueOf(await gateway.listLocationTypes(first)).records.length).toBe(3);
  });

  it('are made and renamed', async () => {
    const made = valueOf(await gateway.createLocation({ name: 'New North', location_type_code: 'region' }));
    expect(valueOf(await gateway.updateLocation(made.id, { name: 'Far North' }))).toMatchObject({ name: 'Far North' });
    expect(valueOf(await gateway.saveLocations([{ name: 'New South', location_type_code: 'region' }]))).toHaveLength(1);
    expect(await gateway.saveLocations([{ name: 'West', location_type_code: 'nope' }])).toMatchObject({
      kind: 'refused',
    });
  });
});

describe('people by name', () => {
  it('are found by a search, and all names are listed', async () => {
    const [someone] = valueOf(await gateway.listMobileWorkers({ offset: 0, limit: 1, archived: false })).records;
    const username = textOf(someone!, 'username');
    const found = valueOf(await gateway.searchUsers({ query: `username:${username.split('@')[0]}*`, limit: 10 }));
    expect(found.map(({ id }) => id)).toContain(someone!.id);
    const names = valueOf(await gateway.listUsernames({ offset: 0, limit: 1000 }));
    expect(names.records.find(({ id }) => id === someone!.id)).toMatchObject({ user_name: username.split('@')[0] });
  });

  it('projects can be asked for by a feature', async () => {
    expect(await gateway.projects({ featureFlag: 'no-such-flag' })).toMatchObject({ kind: 'refused' });
  });
});

describe('credentials', () => {
  it('may be a password, which is not logged', async () => {
    const { username, password } = hq.signIn;
    const basic = restGatewayTo(hq, { scheme: 'basic', username, password });
    expect(valueOf(await basic.gateway.identity())).toMatchObject({ username });
    const wrong = restGatewayTo(hq, { scheme: 'basic', username, password: 'wrong' });
    expect(await wrong.gateway.listGroups(first)).toMatchObject({ kind: 'credential' });
    expect(JSON.stringify([basic.logged, wrong.logged])).not.toContain(password);
    await Promise.all([basic.gateway.close(), wrong.gateway.close()]);
  });

  it('may be a password with a one-time code, where two-factor is on', async () => {
    const { username, password } = hq.signIn;
    const settings = async (json: unknown): Promise<unknown> => control('settings', json);
    await settings({ twoFactorRequired: true });
    const without = restGatewayTo(hq, { scheme: 'basic', username, password });
    expect(await without.gateway.listGroups(first)).toMatchObject({
      kind: 'login',
      message: "must send X-COMMCAREHQ-OTP header or 'otp' URL parameter",
    });
    const wrong = restGatewayTo(hq, { scheme: 'basic', username, password, otp: '000000' });
    expect(await wrong.gateway.listGroups(first)).toMatchObject({
      kind: 'login',
      message: 'OTP token is incorrect',
    });
    const right = restGatewayTo(hq, { scheme: 'basic', username, password, otp: '123456' });
    expect(valueOf(await right.gateway.listGroups(first)).total).toBeGreaterThan(0);
    // A key does without the second factor, also as the password.
    const key = restGatewayTo(hq, { scheme: 'basic', username, password: hq.apiKey });
    expect(await key.gateway.listGroups(first)).toMatchObject({ kind: 'ok' });
    await settings({ twoFactorRequired: false });
    expect(JSON.stringify([without.logged, wrong.logged, right.logged])).not.toMatch(/000000|123456/);
    await Promise.all([without, wrong, right, key].map(({ gateway: one }) => one.close()));
  });

  it('may be an OAuth2 token, which is not logged, and ends', async () => {
    const [{ id, token } = { id: '', token: '' }] = z
      .array(z.object({ id: z.string(), token: z.string() }))
      .parse(await control('state?entity=oauth-token'));
    const bearer = restGatewayTo(hq, { scheme: 'bearer', token });
    expect(valueOf(await bearer.gateway.identity())).toMatchObject({ username: hq.username });
    expect(valueOf(await bearer.gateway.listGroups(first)).total).toBeGreaterThan(0);
    expect(valueOf(await bearer.gateway.projects())).toMatchObject([{ name: hq.project }]);
    await control('edit', { entity: 'oauth-token', id, set: { is_active: false } });
    expect(await bearer.gateway.listGroups(first)).toMatchObject({ kind: 'credential', status: 401 });
    const unknown = restGatewayTo(hq, { scheme: 'bearer', token: 'secret-token' });
    expect(await unknown.gateway.listGroups(first)).toMatchObject({ kind: 'credential' });
    expect(JSON.stringify([bearer.logged, unknown.logged])).not.toContain(token);
    expect(JSON.stringify(unknown.logged)).not.toContain('secret-token');
    await Promise.all([bearer.gateway.close(), unknown.gateway.close()]);
  });
});
