import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { FaultRule } from '#practice/start-practice-hq.ts';
import { startPractice } from './practice-client.ts';
import type { Practice } from './practice-client.ts';

const logSchema = z.array(
  z.looseObject({ method: z.string(), path: z.string(), status: z.number(), applied: z.boolean() }),
);
const listSchema = z.looseObject({
  objects: z.array(
    z.looseObject({ id: z.string(), first_name: z.string(), last_name: z.string(), username: z.string() }),
  ),
});

let practice: Practice;
const waits: number[] = [];

async function start(...faults: FaultRule[]): Promise<void> {
  waits.length = 0;
  practice = await startPractice({
    throttle: false,
    faults,
    wait: async (ms) => {
      waits.push(ms);
    },
  });
}

afterEach(() => practice.hq.close());

async function firstWorker(): Promise<{ id: string; first_name: string; last_name: string; username: string }> {
  const worker = listSchema.parse((await practice.ask('user/v1/?limit=1')).json()).objects[0];
  if (!worker) throw new Error('no worker');
  return worker;
}

const create = { method: 'POST', json: { username: 'fresh', password: 'x' } };
const findFresh = (): Promise<unknown> => practice.control('state?entity=worker&username=fresh');
const onCreate = { method: 'POST', path: '/user/v1/' };

describe('faults', () => {
  test('drop-before cuts the connection and applies nothing', async () => {
    await start({ match: onCreate, kind: 'drop-before', times: 1 });
    await expect(practice.ask('user/v1/', create)).rejects.toThrow();
    await expect(findFresh()).rejects.toThrow('404');
    expect((await practice.ask('user/v1/', create)).status).toBe(201);
    const log = logSchema.parse(await practice.control('log'));
    expect(log.map(({ status, applied }) => ({ status, applied }))).toEqual([
      { status: 0, applied: false },
      { status: 201, applied: true },
    ]);
  });

  test('drop-after applies, then cuts the connection', async () => {
    await start({ match: onCreate, kind: 'drop-after', times: 1 });
    await expect(practice.ask('user/v1/', create)).rejects.toThrow();
    expect(await findFresh()).toMatchObject({ is_active: true });
    expect(logSchema.parse(await practice.control('log'))[0]).toMatchObject({ status: 0, applied: true });
  });

  test('500-before does nothing, 500-after applies; a gateway status carries HTML', async () => {
    await start(
      { match: onCreate, kind: '500-before', times: 1, status: 502 },
      { match: onCreate, kind: '500-after', times: 1 },
    );
    const before = await practice.ask('user/v1/', create);
    expect(before.status).toBe(502);
    expect(before.headers.get('content-type')).toContain('text/html');
    await expect(findFresh()).rejects.toThrow('404');
    const after = await practice.ask('user/v1/', create);
    expect(after.status).toBe(500);
    expect(after.json()).toHaveProperty('error_message');
    expect(await findFresh()).toMatchObject({ is_active: true });
  });

  test.each([
    ['429', 429, ''],
    ['401', 401, ''],
    ['403', 403, ''],
    ['plan-401', 401, 'subscription'],
    ['cut-off-401', 401, 'temporarily cut off'],
    ['html-200', 200, '<h1>Welcome!</h1>'],
  ] as const)('%s answers instead of HQ', async (kind, status, text) => {
    await start({ match: { path: '/user/v1/' }, kind, times: 1 });
    const answer = await practice.ask('user/v1/', create);
    expect(answer.status).toBe(status);
    if (text === '') expect(answer.text).toBe('');
    else expect(answer.text).toContain(text);
    await expect(findFresh()).rejects.toThrow('404');
  });

  test('cut-body promises more than it sends', async () => {
    await start({ match: { path: 'user/v1/?limit' }, kind: 'cut-body', times: 1 });
    await expect(practice.ask('user/v1/?limit=5')).rejects.toThrow();
    expect((await practice.ask('user/v1/?limit=5')).status).toBe(200);
  });

  test('cut-body of an empty answer cuts the connection', async () => {
    await start({ match: { method: 'DELETE' }, kind: 'cut-body', times: 1 });
    const { id } = await firstWorker();
    await expect(practice.ask(`user/v1/${id}/`, { method: 'DELETE' })).rejects.toThrow();
    expect(await practice.control(`state?entity=worker&id=${id}`)).toMatchObject({ deleted: true });
  });

  test('delay waits before the request is handled', async () => {
    await start({ match: {}, kind: 'delay', times: 1, ms: 1234 });
    expect((await practice.ask('user/v1/?limit=1')).status).toBe(200);
    expect(waits).toEqual([1234]);
  });

  test('stale-list shows the list as it was; the detail is up to date', async () => {
    await start({ match: { path: 're:/user/v1/\\?' }, kind: 'stale-list', times: 2, after: 1 });
    const worker = await firstWorker();
    await practice.ask(`user/v1/${worker.id}/`, { method: 'PUT', json: { first_name: 'Newest' } });
    expect((await practice.ask('user/v1/', create)).status).toBe(201);
    const stale = listSchema.parse((await practice.ask('user/v1/?limit=100')).json()).objects;
    expect(stale.find(({ id }) => id === worker.id)?.first_name).toBe(worker.first_name);
    expect(stale.some(({ username }) => username.startsWith('fresh@'))).toBe(false);
    expect((await practice.ask(`user/v1/${worker.id}/`)).json()).toMatchObject({ first_name: 'Newest' });
    await practice.ask('user/v1/?limit=100');
    const fresh = listSchema.parse((await practice.ask('user/v1/?limit=100')).json()).objects;
    expect(fresh.find(({ id }) => id === worker.id)?.first_name).toBe('Newest');
    expect(fresh).toHaveLength(stale.length + 1);
  });

  test('short-list and empty-list touch lists only, and say how many there are or nothing', async () => {
    await start(
      { match: { path: '/user/v1/' }, kind: 'short-list', times: 1 },
      { match: { path: '/user/v1/' }, kind: 'empty-list', times: 2, after: 1 },
    );
    const metaSchema = z.looseObject({ meta: z.looseObject({ total_count: z.number(), next: z.null() }) });
    const short = (await practice.ask('user/v1/?limit=100')).json();
    expect(listSchema.parse(short).objects).toHaveLength(Math.floor(metaSchema.parse(short).meta.total_count / 2));
    const empty = (await practice.ask('user/v1/?limit=100')).json();
    expect(listSchema.parse(empty).objects).toEqual([]);
    expect(metaSchema.parse(empty).meta.total_count).toBe(0);
    const [worker] = listSchema.parse(short).objects;
    expect((await practice.ask(`user/v1/${worker?.id}/`)).json()).toMatchObject({ id: worker?.id });
  });

  test('edit-meanwhile changes the record just before the request', async () => {
    await start({ match: { method: 'GET', path: 're:/user/v1/[0-9a-f]{32}/' }, kind: 'edit-meanwhile', times: 1 });
    const worker = await firstWorker();
    expect((await practice.ask(`user/v1/${worker.id}/`)).json()).toMatchObject({
      last_name: `${worker.last_name} (changed at HQ)`,
    });
  });

  test('edit-meanwhile with a scripted edit', async () => {
    const edit = { entity: 'web-user' as const, username: 'practice.admin@example.org', set: { first_name: 'Else' } };
    await start({ match: { method: 'GET' }, kind: 'edit-meanwhile', times: 1, edit });
    expect((await practice.ask('/api/identity/v1/')).json()).toMatchObject({ first_name: 'Else' });
  });

  test('clock-skew moves the Date header', async () => {
    await start({ match: {}, kind: 'clock-skew', times: 1, ms: -86_400_000 });
    const skewed = Date.parse((await practice.ask('/api/identity/v1/')).headers.get('date') ?? '');
    const right = Date.parse((await practice.ask('/api/identity/v1/')).headers.get('date') ?? '');
    expect(right - skewed).toBeGreaterThan(86_000_000);
  });

  test('rules can be added, counted and taken away while it runs', async () => {
    await start();
    await practice.control('faults', { json: [{ match: { path: 'identity' }, kind: '401', times: 5, after: 1 }] });
    expect((await practice.ask('/api/identity/v1/')).status).toBe(200);
    expect((await practice.ask('/api/identity/v1/')).status).toBe(401);
    expect(await practice.control('faults')).toMatchObject([{ kind: '401', seen: 2, used: 1 }]);
    await practice.control('faults', { method: 'DELETE' });
    expect((await practice.ask('/api/identity/v1/')).status).toBe(200);
    await expect(practice.control('faults', { json: { kind: 'no-such' } })).rejects.toThrow('400');
  });
});
