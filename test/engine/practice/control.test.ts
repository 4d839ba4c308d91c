import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { USERS, newVisitor } from './page-visitor.ts';
import { startPractice } from './practice-client.ts';
import type { Practice } from './practice-client.ts';

const ENTRY = fileURLToPath(import.meta.resolve('#practice/entry.ts'));

describe('control endpoints', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPractice({ throttle: false });
  });
  afterEach(() => practice.hq.close());

  test('are closed without the token', async () => {
    for (const token of ['', 'x'.repeat(32)]) {
      const answer = await practice.ask('/__practice__/state', { headers: { 'X-Practice-Token': token } });
      expect(answer.status).toBe(403);
    }
  });

  test('the log tells who asks: by a key, or by a session at the pages', async () => {
    const { username } = practice.hq;
    const browser = newVisitor(practice);
    await browser.visit(USERS + 'web/');
    await browser.signIn();
    await practice.control('log', { method: 'DELETE' });
    await browser.visit(USERS + 'web/');
    await practice.ask('user/v1/');
    await practice.ask('user/v1/', { auth: 'none' });
    expect(await practice.control('log')).toMatchObject([{ by: username }, { by: username }, { by: null }]);
  });

  test('the log shows every request and no secret', async () => {
    await practice.ask('user/v1/', { method: 'POST', json: { username: 'a', password: 'hush-hush' } });
    await practice.ask(`user/v1/?limit=1&username=${practice.hq.username}&api_key=${practice.hq.apiKey}`, {
      auth: 'none',
    });
    const log = JSON.stringify(await practice.control('log'));
    expect(log).toContain('"username":"a"');
    expect(log).not.toContain('hush-hush');
    expect(log).not.toContain(practice.hq.apiKey);
    expect(await practice.control('log?since=1')).toHaveLength(1);
    await practice.control('log', { method: 'DELETE' });
    expect(await practice.control('log')).toEqual([]);
  });

  test('the state shows no password', async () => {
    expect(JSON.stringify(await practice.control('state'))).not.toContain('password_hash');
  });

  test('goes back to its backup: what came since was never there', async () => {
    await expect(practice.control('restore', { method: 'POST' })).rejects.toThrow('no backup');
    const username = practice.hq.username;
    await practice.control('edit', { json: { entity: 'web-user', username, set: { first_name: 'Before' } } });
    const before = await practice.control('state');
    await practice.control('backup', { method: 'POST' });
    await practice.control('edit', { json: { entity: 'web-user', username, set: { first_name: 'After' } } });
    await practice.ask('user/v1/', { method: 'POST', json: { username: 'fresh', password: 'x' } });
    await practice.control('restore', { method: 'POST' });
    expect(await practice.control('state')).toEqual(before);
    const again = await practice.ask('user/v1/', { method: 'POST', json: { username: 'fresh', password: 'x' } });
    expect(again.status).toBe(201);
  });

  test('another admin edits, and wrong edits are refused', async () => {
    const username = practice.hq.username;
    await practice.control('edit', { json: { entity: 'web-user', username, set: { role: 'Read Only' } } });
    expect(await practice.control(`state?entity=web-user&username=${username}`)).toMatchObject({ role: 'Read Only' });
    const wrong = { entity: 'web-user', username, set: { no_such_field: 1 } };
    await expect(practice.control('edit', { json: wrong })).rejects.toThrow('no_such_field');
    await expect(practice.control('edit', { json: { entity: 'worker', id: 'x', set: {} } })).rejects.toThrow('400');
  });

  test('each activation leaves one row of history, also when it changes nothing', async () => {
    const [worker] = z.array(z.looseObject({ id: z.string() })).parse(await practice.control('state?entity=worker'));
    for (let index = 0; index < 2; index += 1) {
      expect((await practice.ask(`user/v1/${worker?.id ?? ''}/activate/`, { method: 'POST' })).status).toBe(202);
    }
    expect(await practice.control('state?entity=history')).toMatchObject([
      { user_id: worker?.id, action: 'activate', via: 'api' },
      { user_id: worker?.id, action: 'activate', via: 'api' },
    ]);
  });

  test('index lag: the list follows after the time set', async () => {
    await practice.control('settings', { json: { indexLagMs: 3_600_000 } });
    await practice.ask('user/v1/', { method: 'POST', json: { username: 'late', password: 'x' } });
    expect((await practice.ask('user/v1/?limit=100')).text).not.toContain('late@');
    await practice.control('settings', { json: { indexLagMs: 0 } });
    expect((await practice.ask('user/v1/?limit=100')).text).toContain('late@');
  });

  test('answers are compressed when asked for', async () => {
    const answer = await practice.ask('user/v1/', { headers: { 'Accept-Encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.json()).toHaveProperty('objects');
    const plain = await practice.ask('user/v1/', { headers: { 'Accept-Encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
  });
});

describe('as a process of its own', () => {
  const readySchema = z.object({ type: z.literal('ready'), url: z.string(), controlToken: z.string() });

  test('says ready, serves, and ends when told', async () => {
    const child = fork(ENTRY, [JSON.stringify({ size: 3 })]);
    const [message] = (await once(child, 'message')) as unknown[];
    const ready = readySchema.parse(message);
    expect((await fetch(`${ready.url}/api/identity/v1/`)).status).toBe(401);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as unknown[];
    expect(code).toBe(0);
  });

  test('says what is wrong with its options', async () => {
    const child = fork(ENTRY, [JSON.stringify({ size: 'many' })]);
    const [message] = (await once(child, 'message')) as unknown[];
    expect(message).toMatchObject({ type: 'failed' });
    await once(child, 'exit');
  });

  test('ends when the parent goes away', async () => {
    const child = fork(ENTRY, [JSON.stringify({ size: 3 })]);
    await once(child, 'message');
    child.disconnect();
    const [code] = (await once(child, 'exit')) as unknown[];
    expect(code).toBe(0);
  });
});
