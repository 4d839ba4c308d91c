/**
 * Replies that are not what HQ promises: for every operation its true reply is taken from the practice HQ and then spoilt, by hand
 * and by a seeded generator. Whatever comes, the gateway answers with an outcome of its closed set, and a reply that does not fit
 * becomes `bad-reply` with the place where it does not.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HqGateway } from '#engine/hq/gateway.ts';
import type { Outcome } from '#engine/hq/outcome.ts';
import { restGatewayTo } from '../../helpers/rest-gateway.ts';
import { scriptedServer } from '../../helpers/scripted-server.ts';
import { startPractice } from '../practice/practice-client.ts';
import type { Practice } from '../practice/practice-client.ts';
import { everywhere, mangle, spoilt } from './mangle.ts';
import type { Json, Spoil } from './mangle.ts';
import { operationsOn } from './operations.ts';
import type { OperationName } from './operations.ts';

type Reply = { status: number; type: string; body: string };

const kinds: readonly Outcome<unknown>['kind'][] = [
  'ok',
  'not-sent',
  'no-answer',
  'session-over',
  'refused',
  'credential',
  'login',
  'permission',
  'plan',
  'cut-off',
  'throttled',
  'not-hq',
  'gone',
  'server-error',
  'bad-reply',
];
/** Runs of the generator for each operation; a failure names its seed. */
const runs = 40;

let practice: Practice;
let operations: Awaited<ReturnType<typeof operationsOn>>;
let gateway: HqGateway;
let stop: () => Promise<void>;
/** Answers as HQ gave them, by method and address. */
const known = new Map<string, Reply>();
let spoil: Spoil = (body) => body;

beforeAll(async () => {
  practice = await startPractice({ throttle: false, size: 400 });
  operations = await operationsOn(practice);
  const { hq } = practice;
  const server = await scriptedServer((request, response) => {
    const key = `${request.method} ${request.url}`;
    const answer = async (): Promise<Reply> => {
      const true_ = await practice.ask(request.url, {
        method: request.method,
        ...(request.body === '' ? {} : { raw: request.body, headers: { 'Content-Type': 'application/json' } }),
      });
      return { status: true_.status, type: true_.headers.get('content-type') ?? '', body: true_.text };
    };
    void (known.has(key) ? Promise.resolve(known.get(key)) : answer()).then((reply) => {
      if (reply === undefined) return;
      known.set(key, reply);
      response.writeHead(reply.status, { 'content-type': reply.type });
      response.end(reply.status === 204 ? undefined : spoil(reply.body));
    });
  });
  const credential = { scheme: 'api-key', username: hq.username, apiKey: hq.apiKey } as const;
  gateway = restGatewayTo({ url: server.url, project: hq.project }, credential).gateway;
  stop = async () => {
    await gateway.close();
    await server.close();
    await hq.close();
  };
  // The true replies first: afterwards nothing reaches the practice HQ, so that a call can be made any number of times.
  for (const call of Object.values(operations)) expect(await call(gateway)).toMatchObject({ kind: 'ok' });
});
afterAll(() => stop());

const names = (): OperationName[] => [
  'identity',
  'projects',
  'listMobileWorkers',
  'getMobileWorker',
  'findMobileWorker',
  'createMobileWorker',
  'updateMobileWorker',
  'deleteMobileWorker',
  'setMobileWorkerActive',
  'emailPasswordReset',
  'listWebUsers',
  'getWebUser',
  'updateWebUser',
  'setWebUserActive',
  'createInvitation',
  'listGroups',
  'getGroup',
  'createGroup',
  'createGroups',
  'updateGroup',
  'deleteGroup',
  'listLocations',
  'getLocation',
  'createLocation',
  'updateLocation',
  'saveLocations',
  'listLocationsV1',
  'getLocationV1',
  'listLocationTypes',
  'listUsernames',
  'searchUsers',
];

/** What the gateway relies on: without it there is no record, no page, no identity. */
const relied = new Set(
  'id location_id user_id user_name username name email domain_name meta objects total_count next offset limit'.split(
    ' ',
  ),
);

it('goes through every operation of the gateway', () => {
  expect(names().sort()).toEqual(Object.keys(operations).sort());
});

describe.each(names())('%s', (name) => {
  const run = async (by: Spoil): Promise<Outcome<unknown>> => {
    spoil = by;
    const outcome = await operations[name](gateway);
    expect(kinds).toContain(outcome.kind);
    return outcome;
  };

  it('keeps fields that are new and does without those that are missing', async () => {
    const more = await run(spoilt((json) => everywhere(json, (object) => ({ ...object, brand_new: { kept: [1] } }))));
    expect(more).toMatchObject({ kind: 'ok' });
    const less = await run(
      spoilt((json) =>
        everywhere(json, (object) => Object.fromEntries(Object.entries(object).filter(([key]) => relied.has(key)))),
      ),
    );
    expect(less).toMatchObject({ kind: 'ok' });
  });

  it('tells where a reply does not fit', async () => {
    for (const body of ['"text"', '[[]]', '7']) {
      const outcome = await run((right) => (right === '' ? right : body));
      if (outcome.kind !== 'ok')
        expect(outcome).toMatchObject({ kind: 'bad-reply', path: expect.any(String) as string });
    }
  });

  it('takes whatever comes', async () => {
    let unfit = 0;
    for (let seed = 1; seed <= runs; seed += 1) {
      const outcome = await run(mangle(seed * 7919)).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error });
      });
      if (outcome.kind !== 'ok') unfit += 1;
      if (outcome.kind === 'bad-reply') expect(outcome.message, `seed ${seed}`).not.toBe('');
      expect(['ok', 'bad-reply', 'not-hq'], `seed ${seed}: ${JSON.stringify(outcome)}`).toContain(outcome.kind);
    }
    // The spoiling does spoil, except where HQ says nothing at all.
    if (!name.startsWith('delete')) expect(unfit).toBeGreaterThan(0);
  });
});

describe('records', () => {
  it.each(['listMobileWorkers', 'listWebUsers', 'listGroups', 'listLocations', 'listUsernames'] as const)(
    '%s keeps what it does not know, and names the place of what is wrong',
    async (name) => {
      spoil = spoilt((json) => everywhere(json, (object) => ({ ...object, brand_new: [1] })));
      const kept = await operations[name](gateway);
      expect(kept).toMatchObject({ kind: 'ok', value: { records: expect.arrayContaining([]) as unknown[] } });
      if (kept.kind !== 'ok') return;
      const { records } = kept.value as { records: Record<string, unknown>[] };
      expect(records.length).toBeGreaterThan(0);
      for (const record of records) expect(record).toMatchObject({ brand_new: [1] });
      spoil = spoilt((json) => {
        const list = json as { meta: Json; objects: Json[] };
        return { ...list, objects: list.objects.with(1, null) };
      });
      expect(await operations[name](gateway)).toMatchObject({ kind: 'bad-reply', path: 'objects.1' });
    },
  );
});
