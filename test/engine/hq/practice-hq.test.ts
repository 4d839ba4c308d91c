import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testConnection } from '#engine/hq/connection-test.ts';
import type { HqGateway, HqPage, HqRecord, PageRequest } from '#engine/hq/gateway.ts';
import type { Outcome } from '#engine/hq/outcome.ts';
import { createRestGateway } from '#engine/hq/rest/rest-gateway.ts';
import { createThrottle } from '#engine/hq/throttle.ts';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { FaultRule, PracticeHq } from '#practice/start-practice-hq.ts';

let hq: PracticeHq;
let gateway: HqGateway;

beforeAll(async () => {
  hq = await startPracticeHq({ size: 120, seed: 7, throttle: false });
});
afterAll(() => hq.close());
beforeEach(() => {
  gateway = connect({});
});
afterEach(() => gateway.close());

function connect(more: { apiKey?: string; username?: string; project?: string }): HqGateway {
  const deps = {
    now: Date.now,
    random: Math.random,
    setTimer: (callback: () => void, ms: number) => {
      const timer = setTimeout(callback, ms);
      return { cancel: () => clearTimeout(timer) };
    },
  };
  const throttle = createThrottle(deps);
  // The first calls of a test need not be metered as for the smallest project.
  throttle.setUsers(1_000);
  return createRestGateway({
    server: hq.url,
    project: more.project ?? hq.project,
    username: more.username ?? hq.username,
    apiKey: more.apiKey ?? hq.apiKey,
    version: '1',
    timeoutMs: 2_000,
    throttle,
    ...deps,
    log: () => {},
  });
}

async function all(page: (request: PageRequest) => Promise<Outcome<HqPage>>, limit = 50): Promise<HqRecord[]> {
  const records: HqRecord[] = [];
  for (let offset: number | null = 0; offset !== null;) {
    const answer: HqPage = expectOk(await page({ offset, limit }));
    records.push(...answer.records);
    offset = answer.nextOffset;
    if (offset === null) expect(records).toHaveLength(answer.total);
  }
  return records;
}

function expectOk<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind !== 'ok') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

async function fault(rule: FaultRule): Promise<void> {
  const reply = await fetch(`${hq.url}/__practice__/faults`, {
    method: 'POST',
    headers: { 'x-practice-token': hq.controlToken },
    body: JSON.stringify(rule),
  });
  expect(reply.status).toBe(200);
}

describe('against the practice HQ', () => {
  it('passes the connection test, and fails it with a wrong key, name or project', async () => {
    const where = { server: hq.url, project: hq.project, username: hq.username };
    expect(await testConnection(gateway, where)).toMatchObject({
      ok: true,
      data: { canRead: { mobileWorkers: true, webUsers: true, groups: true, locations: true } },
    });
    const wrongProject = { ...where, project: 'elsewhere' };
    expect(await testConnection(gateway, wrongProject)).toMatchObject({
      ok: false,
      error: { code: 'no-project', details: { projects: [hq.project] } },
    });
    for (const wrong of [{ apiKey: 'wrong' }, { username: 'nobody@example.com' }]) {
      const other = connect(wrong);
      const tested = await testConnection(other, { ...where, ...wrong });
      expect(tested).toMatchObject({ ok: false, error: { code: 'credential' } });
      await other.close();
    }
  });

  it('reads every list to its end', async () => {
    const active = await all((request) => gateway.listMobileWorkers({ ...request, archived: false }));
    const archived = await all((request) => gateway.listMobileWorkers({ ...request, archived: true }));
    expect(active.length + archived.length).toBe(120);
    expect(new Set([...active, ...archived].map(({ id }) => id)).size).toBe(120);
    expect((await all((request) => gateway.listWebUsers(request))).length).toBeGreaterThan(5);
    expect((await all((request) => gateway.listGroups(request))).length).toBeGreaterThan(0);
    expect((await all((request) => gateway.listLocations(request))).length).toBeGreaterThan(3);
  });

  it('creates, finds, changes and reads back a worker', async () => {
    const { id } = expectOk(await gateway.createMobileWorker({ username: 'Nia Test', password: 'a-long-password' }));
    const username = `nia.test@${hq.project}.commcarehq.org`;
    expect(expectOk(await gateway.findMobileWorker(username))).toEqual({ id });
    expect(expectOk(await gateway.findMobileWorker(`nobody@${hq.project}.commcarehq.org`))).toBeNull();
    expectOk(await gateway.updateMobileWorker(id, { first_name: 'Nia', phone_numbers: ['+254700000001'] }));
    expect(expectOk(await gateway.getMobileWorker(id))).toMatchObject({
      username,
      first_name: 'Nia',
      phone_numbers: ['254700000001'],
    });
    expect(await gateway.createMobileWorker({ username: 'Nia Test', password: 'x' })).toMatchObject({
      kind: 'refused',
      fields: { username: [`Username '${username}' is already taken or reserved.`] },
    });
  });

  it("gives refusals at the field, in HQ's words", async () => {
    const [worker] = expectOk(await gateway.listMobileWorkers({ offset: 0, limit: 1, archived: false })).records;
    const id = worker?.id ?? '';
    expect(await gateway.updateMobileWorker(id, { primary_location: 'x' })).toMatchObject({
      kind: 'refused',
      fields: { primary_location: ['Both primary_location and locations must be provided together.'] },
    });
    expect(await gateway.updateMobileWorker(id, { primary_location: 'x', locations: ['x'] })).toMatchObject({
      fields: { locations: ['Could not find location ids: x.'] },
    });
    expect(await gateway.updateMobileWorker(id, { groups: ['nope'] })).toMatchObject({
      fields: { groups: [expect.stringContaining('nope')] },
    });
    expect(await gateway.updateMobileWorker(id, { role: 'Nope' })).toMatchObject({
      fields: { role: ["The role 'Nope' does not exist"] },
    });
    const webUsers = expectOk(await gateway.listWebUsers({ offset: 0, limit: 5 })).records;
    const other = webUsers.find(({ username }) => username !== hq.username);
    expect(await gateway.updateWebUser(other?.id ?? '', { role: 'Nope' })).toMatchObject({
      kind: 'refused',
      fields: { role: [expect.stringContaining("Role 'Nope' does not exist")] },
    });
  });

  it('knows a record that is gone, and leaves a PUT to one open', async () => {
    expect(await gateway.getMobileWorker('nope')).toMatchObject({ kind: 'gone' });
    expect(await gateway.getWebUser('nope')).toMatchObject({ kind: 'gone' });
    expect(await gateway.updateMobileWorker('nope', { first_name: 'x' })).toMatchObject({ kind: 'server-error' });
  });

  const faults: [FaultRule['kind'], object][] = [
    ['drop-before', { kind: 'no-answer' }],
    ['drop-after', { kind: 'no-answer' }],
    ['500-before', { kind: 'server-error' }],
    ['429', { kind: 'throttled', retryAfterMs: null }],
    ['html-200', { kind: 'not-hq' }],
    ['cut-body', { kind: 'no-answer', cause: 'cut' }],
    ['plan-401', { kind: 'plan' }],
    ['cut-off-401', { kind: 'cut-off' }],
    ['401', { kind: 'credential' }],
    ['403', { kind: 'permission' }],
  ];
  it.each(faults)('classifies the fault %s', async (kind, expected) => {
    await fault({ match: { path: '/group/' }, kind });
    expect(await gateway.listGroups({ offset: 0, limit: 5 })).toMatchObject(expected);
  });

  it('gives up on an answer that does not come', async () => {
    await fault({ match: { path: '/group/' }, kind: 'delay', ms: 4_000 });
    expect(await gateway.listGroups({ offset: 0, limit: 5 })).toMatchObject({ kind: 'no-answer', cause: 'timeout' });
  });
});
