import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { PracticeOptions } from '#practice/start-practice-hq.ts';
import { startPractice } from './practice-client.ts';

const recordSchema = z.looseObject({ id: z.string() });
const stateSchema = z.record(z.string(), z.union([z.array(recordSchema), z.looseObject({})]));
const clock = (): Date => new Date(Date.UTC(2026, 5, 1));

async function stateOf(options: PracticeOptions): Promise<z.infer<typeof stateSchema>> {
  const practice = await startPractice({ clock, ...options });
  try {
    return stateSchema.parse(await practice.control('state'));
  } finally {
    await practice.hq.close();
  }
}

function list(state: z.infer<typeof stateSchema>, name: string): z.infer<typeof recordSchema>[] {
  return z.array(recordSchema).parse(state[name]);
}

test('the same seed gives the same project, another seed another one', async () => {
  const first = await stateOf({ seed: 7, size: 50 });
  expect(await stateOf({ seed: 7, size: 50 })).toEqual(first);
  expect(await stateOf({ seed: 8, size: 50 })).not.toEqual(first);
});

test('the sample has what there is to practise', async () => {
  const state = await stateOf({ size: 400 });
  expect(list(state, 'workers')).toHaveLength(400);
  expect(list(state, 'webUsers')).toHaveLength(60);
  expect(list(state, 'invitations')).toHaveLength(25);
  expect(list(state, 'groups')).toHaveLength(12);
  expect(list(state, 'locationTypes')).toHaveLength(3);
  expect(list(state, 'locations').length).toBeGreaterThanOrEqual(56);
  expect(list(state, 'profiles')).toHaveLength(2);
  // Admin is built in and not stored.
  expect(list(state, 'roles')).toHaveLength(5);
  const inactive = list(state, 'workers').filter((worker) => worker['is_active'] === false).length;
  expect(inactive).toBeGreaterThan(400 * 0.04);
  expect(inactive).toBeLessThan(400 * 0.15);
  const links = new Set(list(state, 'workers').map((worker) => worker['personalid_link_active']));
  expect(links).toEqual(new Set([true, false, null]));
  const usernames = list(state, 'workers').map((worker) => worker['username']);
  expect(new Set(usernames).size).toBe(400);
  const text = list(state, 'workers')
    .map((worker) => String(worker['first_name']))
    .join(' ');
  for (const script of [
    /\p{sc=Deva}/u,
    /\p{sc=Arab}/u,
    /\p{sc=Hebr}/u,
    /\p{sc=Ethi}/u,
    /\p{sc=Hani}/u,
    /\p{sc=Cyrl}/u,
    /\p{sc=Beng}/u,
  ]) {
    expect(text).toMatch(script);
  }
});

test('a web user of the sample can be saved without being refused for its own data', async () => {
  const practice = await startPractice({ throttle: false });
  try {
    for (const user of list(stateSchema.parse(await practice.control('state')), 'webUsers')) {
      const answer = await practice.ask(`web-user/v1/${user.id}/`, { method: 'PATCH', json: { user_data: {} } });
      expect(answer.status, answer.text).toBe(202);
    }
  } finally {
    await practice.hq.close();
  }
});

test('with a folder the project is found again, with its changes and its key', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'practice hq '));
  try {
    const first = await startPractice({ stateDir: folder });
    const made = await first.ask('user/v1/', { method: 'POST', json: { username: 'kept', password: 'x' } });
    await first.hq.close();
    const second = await startPractice({ stateDir: folder, seed: 99, size: 3 });
    expect(second.hq.apiKey).toBe(first.hq.apiKey);
    expect(second.hq.controlToken).not.toBe(first.hq.controlToken);
    expect(await second.control('state?entity=worker&username=kept')).toMatchObject(
      z.object({ id: z.string() }).parse(made.json()),
    );
    const other = await second.ask('user/v1/', { method: 'POST', json: { username: 'other', password: 'x' } });
    expect(other.status).toBe(201);
    expect(other.text).not.toBe(made.text);
    await second.hq.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('100,000 workers, of which the last page can be read', async () => {
  const practice = await startPractice({ size: 100_000 });
  try {
    const active = await practice.ask('user/v1/?limit=1000&offset=91000');
    const archived = await practice.ask('user/v1/?archived=true&limit=1');
    const total = (text: string): number =>
      z.looseObject({ meta: z.looseObject({ total_count: z.number() }) }).parse(JSON.parse(text)).meta.total_count;
    expect(total(active.text) + total(archived.text)).toBe(100_000);
    const names = await practice.ask('domain_usernames/v1/?limit=1000&offset=100000');
    expect(total(names.text)).toBeGreaterThan(100_000);
  } finally {
    await practice.hq.close();
  }
});
