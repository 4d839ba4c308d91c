import { afterEach, beforeEach, expect, test } from 'vitest';
import { startPractice } from './practice-client.ts';
import type { Practice } from './practice-client.ts';

/** A project without workers: 1 request a second, 10 a minute, 30 an hour, 50 a day. */
let practice: Practice;
let now: number;
const START = Date.UTC(2026, 0, 5, 0, 0, 0);

beforeEach(async () => {
  now = START;
  practice = await startPractice({ size: 0, clock: () => new Date(now) });
});
afterEach(() => practice.hq.close());

const status = async (path = 'user/v1/'): Promise<number> => (await practice.ask(path)).status;

test('one request a second; refused with an empty 429 without Retry-After', async () => {
  expect(await status()).toBe(200);
  const refused = await practice.ask('user/v1/');
  expect(refused.status).toBe(429);
  expect(refused.text).toBe('');
  expect(refused.headers.get('retry-after')).toBeNull();
  now += 2_000;
  expect(await status()).toBe(200);
});

test('ten a minute, thirty an hour, fifty a day', async () => {
  const passed = async (tries: number, stepMs: number): Promise<number> => {
    let count = 0;
    for (let index = 0; index < tries; index += 1) {
      if ((await status()) === 200) count += 1;
      now += stepMs;
    }
    return count;
  };
  expect(await passed(20, 2_000)).toBe(10);
  now = START + 2 * 86_400_000;
  expect(await passed(50, 60_000)).toBe(30);
  now = START + 5 * 86_400_000;
  expect(await passed(60, 20 * 60_000)).toBe(50);
});

test('refusals by exception are not counted, and locations, identity and usernames are free', async () => {
  for (let index = 0; index < 5; index += 1) expect(await status('user/v1/?limit=-1')).toBe(400);
  for (let index = 0; index < 5; index += 1) {
    expect(await status('location/v2/')).toBe(200);
    expect(await status('location_type/v1/')).toBe(200);
    expect(await status('domain_usernames/v1/')).toBe(200);
    expect(await status('/api/identity/v1/')).toBe(200);
  }
  expect(await status()).toBe(200);
  expect(await status('web-user/v1/')).toBe(429);
});

test('the second scope, the users of the subscription, lets a request pass too', async () => {
  await practice.control('settings', { json: { usersIncluded: 100 } });
  expect(await status()).toBe(200);
  expect(await status()).toBe(200);
});

test('it can be switched off', async () => {
  await practice.control('settings', { json: { throttle: false } });
  for (let index = 0; index < 15; index += 1) expect(await status()).toBe(200);
});
