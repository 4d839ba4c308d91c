import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resources } from '#engine/hq/rest/resources.ts';
import type { HqGateway } from '#engine/hq/gateway.ts';
import { restGatewayTo } from '../../helpers/rest-gateway.ts';
import { startPractice } from '../practice/practice-client.ts';
import type { Practice } from '../practice/practice-client.ts';
import { operationsOn } from './operations.ts';
import type { OperationName } from './operations.ts';

let practice: Practice;
let gateway: HqGateway;

beforeEach(async () => {
  // The client meters itself by the number of workers it sees.
  practice = await startPractice({ throttle: false, size: 400 });
  const { hq } = practice;
  gateway = restGatewayTo(hq, { scheme: 'api-key', username: hq.username, apiKey: hq.apiKey }).gateway;
});
afterEach(async () => {
  await gateway.close();
  await practice.hq.close();
});

const logSchema = z.array(z.looseObject({ path: z.string(), status: z.number() }));

/** The addresses that were answered by more than "no such page". */
async function answered(): Promise<string[]> {
  const log = logSchema.parse(await practice.control('log'));
  return log.filter(({ status }) => status !== 404).map(({ path }) => path);
}

it('knows an operation for each thing the gateway offers', async () => {
  const offered = Object.keys(gateway).filter((key) => !['pages', 'close'].includes(key));
  expect(Object.keys(await operationsOn(practice)).sort()).toEqual(offered.sort());
});

describe.each(['new', 'old'] as const)('every operation on an HQ with the %s addresses only', (urlForms) => {
  it('is answered, or said not to be offered', async () => {
    const operations = await operationsOn(practice);
    await practice.control('settings', { json: { urlForms } });
    for (const [name, call] of Object.entries(operations) as [OperationName, (typeof operations)[OperationName]][]) {
      await practice.control('log', { method: 'DELETE' });
      const outcome = await call(gateway);
      const isMissing = name === 'createInvitation' && urlForms === 'old';
      expect([name, outcome.kind]).toEqual([name, isMissing ? 'refused' : 'ok']);
      const paths = await answered();
      expect([name, paths.length > 0]).toEqual([name, !isMissing]);
      for (const path of paths) expect(/\/api\/v\d/.test(path), `${name}: ${path}`).toBe(urlForms === 'old');
    }
  });
});

it('has an older address for everything that HQ had then', () => {
  const without = Object.entries(resources).filter(([, { older }]) => older === null);
  expect(without.map(([name]) => name)).toEqual(['invitation']);
});
