import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { finished, runJson, runRoster, startRoster } from '../../helpers/run-roster.ts';

let root: string;
let hq: PracticeHq;
let data: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'roster cli '));
  data = path.join(root, 'my people');
  hq = await startPracticeHq({ size: 30, seed: 3, throttle: false });
});
afterAll(async () => {
  await hq.close();
  rmSync(root, { recursive: true, force: true });
});

const rowSchema = z.looseObject({
  id: z.string(),
  localId: z.string(),
  serverId: z.string().nullable(),
  username: z.string(),
  name: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  phone_numbers: z.array(z.string()),
  status: z.string(),
  syncState: z.string(),
});
const listSchema = z.looseObject({ rows: z.array(rowSchema), total: z.number() });
const detailSchema = z.looseObject({
  id: z.string(),
  username: z.string(),
  values: z.record(z.string(), z.unknown()),
  truth: z.record(z.string(), z.unknown()).nullable(),
  changes: z.array(z.looseObject({ id: z.string() })),
});
const changesSchema = z.looseObject({
  changes: z.array(
    z.looseObject({
      id: z.string(),
      entity: z.string(),
      key: z.string(),
      kind: z.string(),
      state: z.string(),
      fields: z.array(z.looseObject({ field: z.string(), was: z.unknown(), yours: z.unknown() })),
      error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
  totals: z.looseObject({ all: z.number(), queued: z.number(), conflict: z.number(), rejected: z.number() }),
});

const connectArgs = (server = hq.url, project = hq.project) => [
  'connect',
  ...['--server', server],
  ...['--project', project],
  ...['--username', hq.username],
];
const inFolder = (...args: string[]) => [...args, '--data', data];

async function ok<Schema extends z.ZodType>(schema: Schema, ...args: string[]): Promise<z.output<Schema>> {
  const { answer, code, stderr } = await runJson(inFolder(...args));
  if (!answer.ok) throw new Error(`${args.join(' ')}: ${answer.error.message} ${stderr}`);
  expect(code).toBe(0);
  return schema.parse(answer.data);
}

async function control(what: string, body?: unknown): Promise<unknown> {
  const reply = await fetch(`${hq.url}/__practice__/${what}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-practice-token': hq.controlToken },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(reply.status).toBe(200);
  return reply.json();
}

async function clear(what: string): Promise<void> {
  await fetch(`${hq.url}/__practice__/${what}`, {
    method: 'DELETE',
    headers: { 'x-practice-token': hq.controlToken },
  });
}

/** A worker as HQ itself tells it. */
async function atHq(id: string): Promise<Record<string, unknown>> {
  const reply = await fetch(`${hq.url}/a/${hq.project}/api/user/v1/${id}/`, {
    headers: { authorization: `ApiKey ${hq.username}:${hq.apiKey}` },
  });
  return z.record(z.string(), z.unknown()).parse(await reply.json());
}

describe('from connecting to HQ having it all', () => {
  it('connects and keeps the key in a file only its owner can read', async () => {
    const keyFile = path.join(root, 'key.txt');
    writeFileSync(keyFile, `${hq.apiKey}\n`);
    const { answer, code } = await runJson(inFolder(...connectArgs(), '--api-key-file', keyFile));
    expect(answer).toMatchObject({ ok: true, data: { account: { project: hq.project, username: hq.username } } });
    expect(code).toBe(0);
    const credentials = path.join(data, 'credentials.json');
    if (process.platform !== 'win32') expect(statSync(credentials).mode & 0o777).toBe(0o600);
    const { secretKey } = z.object({ secretKey: z.string() }).parse(JSON.parse(readFileSync(credentials, 'utf8')));
    expect(Buffer.from(secretKey, 'base64')).toHaveLength(32);
    expect(JSON.stringify(answer)).not.toContain(hq.apiKey);
  });

  it('pulls with progress on standard error', async () => {
    const { code, answer, stderr } = await runJson(inFolder('pull'));
    expect(answer).toMatchObject({ ok: true, data: { done: true, pulled: { 'mobile-worker': 30 } } });
    expect(code).toBe(0);
    expect(stderr).toMatch(/Mobile Workers \(Active\): \d+ of \d+/);
  });

  it('lists, searches, filters and sorts', async () => {
    const all = await ok(listSchema, 'mobile-workers', 'list');
    expect(all.total).toBe(30);
    expect(all.rows).toHaveLength(30);
    const few = await ok(listSchema, 'mobile-workers', 'list', '--limit', '2', '--offset', '3');
    expect(few.rows.map(({ id }) => id)).toEqual(all.rows.slice(3, 5).map(({ id }) => id));
    expect(few.total).toBe(30);
    const gone = await ok(listSchema, 'mobile-workers', 'list', '--where', 'status=deactivated');
    expect(gone.rows.length).toBe(all.rows.filter(({ status }) => status === 'deactivated').length);
    expect(gone.rows.length).toBeGreaterThan(0);
    const [first] = all.rows;
    const found = await ok(listSchema, 'mobile-workers', 'list', '--search', first?.username.split('@')[0] ?? '');
    expect(found.rows.map(({ id }) => id)).toContain(first?.id);
    const down = await ok(listSchema, 'mobile-workers', 'list', '--sort', 'username:desc');
    expect(down.rows.map(({ id }) => id)).toEqual(all.rows.map(({ id }) => id).reverse());
    const admins = await ok(listSchema, 'web-users', 'list', '--where', 'role=Admin');
    expect(admins.rows.map(({ username }) => username)).toContain(hq.username);
    expect((await ok(listSchema, 'invitations', 'list')).total).toBe(0);
    // Not "there are none": why they cannot be seen.
    expect((await runRoster(inFolder('invitations', 'list'))).stdout).toContain('pending invitations only to somebody');
    expect((await ok(listSchema, 'mobile-workers', 'list', '--where', 'user_data.nope=1')).total).toBe(0);
    const unknown = await runRoster(inFolder('mobile-workers', 'list', '--where', 'nope=1'));
    expect(unknown.stderr).toMatch(/no field 'nope'.*language.*user_data/);
    const plain = await runRoster(inFolder('mobile-workers', 'list', '--limit', '1'));
    expect(plain.code).toBe(0);
    expect(plain.stdout).toContain('1 of 30');
  });

  it('edits and creates here first, shows what waits, then brings it to HQ', async () => {
    const worker = (await ok(listSchema, 'mobile-workers', 'list', '--where', 'status=active')).rows[0];
    const id = worker?.id ?? '';
    const sets = [
      'first_name=Zoë',
      'last_name=',
      'phone_numbers=+254 700 000 001,254700000002',
      'user_data.training=a=b',
    ];
    const edited = await ok(detailSchema, 'mobile-workers', 'edit', id, ...sets.flatMap((set) => ['--set', set]));
    expect(edited.values).toMatchObject({ first_name: 'Zoë', last_name: '', 'user_data.training': 'a=b' });
    await ok(detailSchema, 'mobile-workers', 'edit', id, '--set', 'default_phone_number=254700000002');
    const shown = await ok(detailSchema, 'mobile-workers', 'show', worker?.username ?? '');
    expect(shown.values['phone_numbers']).toEqual(['254700000002', '254700000001']);
    expect(shown.truth?.['first_name']).toBe(worker?.first_name);

    const created = await runJson(inFolder('mobile-workers', 'create', '--set', 'username=New Person'), {
      ROSTER_WORKER_PASSWORD: 'a-long-password-1',
    });
    expect(created.answer).toMatchObject({ ok: true, data: { syncState: 'pending', serverId: null } });

    const waiting = await ok(changesSchema, 'changes', 'list');
    expect(waiting.totals).toMatchObject({ all: 2, queued: 2 });
    const edit = waiting.changes.find(({ kind }) => kind === 'update');
    expect(edit).toMatchObject({ entity: 'mobile-worker', key: worker?.username, state: 'queued', error: null });
    expect(edit?.fields.find(({ field }) => field === 'first_name')).toMatchObject({
      was: worker?.first_name,
      yours: 'Zoë',
    });
    const one = await ok(z.looseObject({ id: z.string() }), 'changes', 'show', edit?.id.slice(0, 8) ?? '');
    expect(one.id).toBe(edit?.id);

    const synced = await runJson(inFolder('sync'));
    expect(synced.answer).toMatchObject({ ok: true, data: { done: true, pushed: 2, pending: 0, attention: 0 } });
    expect(synced.code).toBe(0);
    expect(await atHq(id)).toMatchObject({
      first_name: 'Zoë',
      last_name: '',
      phone_numbers: ['254700000002', '254700000001'],
      user_data: expect.objectContaining({ training: 'a=b' }) as unknown,
    });
    const person = await ok(detailSchema, 'mobile-workers', 'show', 'new.person');
    expect(await atHq(person.id)).toMatchObject({ username: `new.person@${hq.project}.commcarehq.org` });
    expect(await control('check-password', { username: person.username, password: 'a-long-password-1' })).toEqual({
      matches: true,
    });
    expect((await ok(changesSchema, 'changes', 'list')).totals.all).toBe(0);
  });

  it('takes locations and groups by name, and edits a web user', async () => {
    const places = z
      .object({ objects: z.array(z.object({ location_id: z.string(), name: z.string(), site_code: z.string() })) })
      .parse(
        await (
          await fetch(`${hq.url}/a/${hq.project}/api/location/v2/?limit=5`, {
            headers: { authorization: `ApiKey ${hq.username}:${hq.apiKey}` },
          })
        ).json(),
      ).objects;
    const [place] = places;
    const user = (await ok(listSchema, 'web-users', 'list')).rows.find(
      ({ username, status }) => username !== hq.username && status === 'active',
    );
    const edited = await ok(
      detailSchema,
      ...['web-users', 'edit', user?.username ?? '', '--set', `locations=${place?.site_code ?? ''}`],
    );
    expect(edited.values).toMatchObject({
      primary_location_id: place?.location_id,
      assigned_location_ids: [place?.location_id],
    });
    expect((await runJson(inFolder('push'))).answer).toMatchObject({ ok: true, data: { pushed: 1 } });
    const below = await ok(listSchema, 'web-users', 'list', '--where', `location=${place?.site_code ?? ''}`);
    expect(below.rows.map(({ id }) => id)).toContain(user?.id);
  });
});

describe('what needs attention', () => {
  it('exits 3 with a refused change, which can be discarded', async () => {
    const worker = (await ok(listSchema, 'mobile-workers', 'list', '--where', 'status=active')).rows[1];
    await ok(detailSchema, 'mobile-workers', 'edit', worker?.id ?? '', '--set', 'first_name=Refused');
    await control('edit', { entity: 'worker', id: worker?.id, set: { first_name: 'Theirs' } });
    const synced = await runJson(inFolder('sync'));
    expect(synced.code).toBe(3);
    expect(synced.answer).toMatchObject({ ok: true, data: { attention: 1 } });
    expect((await runJson(inFolder('status'))).code).toBe(3);
    const { changes } = await ok(changesSchema, 'changes', 'list', '--state', 'conflict');
    expect(changes).toHaveLength(1);
    await ok(z.object({ discarded: z.string() }), 'changes', 'discard', changes[0]?.id ?? '');
    expect(await ok(detailSchema, 'mobile-workers', 'show', worker?.id ?? '')).toMatchObject({
      values: { first_name: 'Theirs' },
      changes: [],
    });
  });

  it('keeps an edit through a kill -9 of the sync that carried it', async () => {
    const worker = (await ok(listSchema, 'mobile-workers', 'list', '--where', 'status=active')).rows[2];
    await ok(detailSchema, 'mobile-workers', 'edit', worker?.id ?? '', '--set', 'last_name=Survivor');
    await control('faults', { match: { method: 'PUT' }, kind: 'delay', ms: 5_000 });
    await clear('log');
    const child = startRoster(inFolder('push'));
    const ended = finished(child);
    await expect
      .poll(async () => JSON.stringify(await control('log')).includes('"PUT"'), { timeout: 10_000 })
      .toBe(true);
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    const { changes } = await ok(changesSchema, 'changes', 'list');
    expect(changes).toHaveLength(1);
    expect(['unknown', 'sending']).toContain(changes[0]?.state);
    await clear('faults');
    expect((await runJson(inFolder('sync'))).code).toBe(0);
    expect(await atHq(worker?.id ?? '')).toMatchObject({ last_name: 'Survivor' });
  });

  it('exits 4 offline, and keeps working with what is here', async () => {
    const dead = path.join(root, 'dead hq');
    const other = await startPracticeHq({ size: 5, throttle: false });
    const args = ['--server', other.url, '--project', other.project, '--username', other.username, '--data', dead];
    await runRoster(['connect', ...args], { ROSTER_API_KEY: other.apiKey });
    expect((await runRoster(['pull', '--data', dead])).code).toBe(0);
    await other.close();
    const pulled = await runJson(['pull', '--data', dead]);
    expect(pulled.code).toBe(4);
    expect(pulled.answer).toMatchObject({ ok: false, error: { code: 'offline' } });
    const rows = await runJson(['mobile-workers', 'list', '--data', dead]);
    expect(rows.answer).toMatchObject({ ok: true, data: { total: 5 } });
    const connected = await runJson(['connect', ...args], { ROSTER_API_KEY: other.apiKey });
    expect(connected.code).toBe(4);
  });
});

describe('bad input', () => {
  it.each([
    ['unknown option', ['status', '--frobnicate']],
    ['unknown status', ['mobile-workers', 'list', '--where', 'status=asleep']],
    ['unknown field of a worker', ['mobile-workers', 'list', '--where', 'nope=1']],
    ['unknown field of an invitation', ['invitations', 'list', '--where', 'first_name=Ana']],
    ['unknown location', ['mobile-workers', 'list', '--where', 'location=nowhere']],
    ['nothing to set', ['mobile-workers', 'edit', 'x']],
  ])('%s: exit code 2, one JSON document', async (_name, args) => {
    const { code, answer } = await runJson(inFolder(...args));
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
    expect(code).toBe(2);
  });

  it('values HQ would refuse: exit code 2, problems by field', async () => {
    const worker = (await ok(listSchema, 'mobile-workers', 'list', '--limit', '1')).rows[0];
    const args = ['mobile-workers', 'edit', worker?.id ?? '', '--set', 'email=nonsense', '--set', 'shoe_size=44'];
    const { code, answer } = await runJson(inFolder(...args));
    expect(code).toBe(2);
    expect(answer).toMatchObject({ ok: false, error: { code: 'validation' } });
    expect(Object.keys((!answer.ok && (answer.error.details?.['fields'] as object)) || {}).sort()).toEqual([
      'email',
      'shoe_size',
    ]);
  });

  it('wrong key, wrong project and nobody by that name: exit code 1, said plainly', async () => {
    const folder = path.join(root, 'other');
    const wrongKey = await runJson([...connectArgs(), '--data', folder], { ROSTER_API_KEY: 'wrong' });
    expect(wrongKey).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'credential' } } });
    const wrongProject = await runJson([...connectArgs(hq.url, 'elsewhere'), '--data', folder], {
      ROSTER_API_KEY: hq.apiKey,
    });
    expect(wrongProject).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'no-project' } } });
    const nobody = await runJson(inFolder('mobile-workers', 'show', 'nobody'));
    expect(nobody).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'not-found' } } });
    const noAccount = await runJson(['pull', '--data', folder]);
    expect(noAccount).toMatchObject({ code: 1, answer: { ok: false, error: { code: 'no-account' } } });
  });

  it("does not take another account's folder", async () => {
    const args = ['connect', '--server', hq.url, '--project', 'another', '--username', hq.username];
    const { code, answer } = await runJson(inFolder(...args), { ROSTER_API_KEY: hq.apiKey });
    expect(answer).toMatchObject({ ok: false, error: { code: 'wrong-state' } });
    expect(code).toBe(1);
  });

  it('a key that HQ stops accepting puts sync on hold: exit code 4', async () => {
    await control('faults', { match: { path: '/api/' }, kind: '401', times: 1 });
    const { code, answer } = await runJson(inFolder('sync'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'credential' } });
    expect(code).toBe(4);
    const status = await runJson(inFolder('status'));
    expect(status.answer).toMatchObject({ ok: true, data: { hold: { error: { code: 'credential' } } } });
    expect(status.stdout).toContain('does not accept the username with this API key');
    expect(status.code).toBe(4);
    // Neither looking nor editing is a try: the hold stays until one.
    const { rows } = await ok(listSchema, 'mobile-workers', 'list', '--limit', '1');
    await ok(detailSchema, 'mobile-workers', 'edit', rows[0]?.id ?? '', '--set', 'last_name=OnHold');
    await ok(changesSchema, 'changes', 'list');
    await ok(detailSchema, 'mobile-workers', 'show', rows[0]?.id ?? '');
    expect((await runJson(inFolder('status'))).code).toBe(4);
    expect((await runJson(inFolder('sync'))).code).toBe(0);
    expect((await runJson(inFolder('status'))).code).toBe(0);
  });
});
