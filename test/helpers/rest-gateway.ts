import { createRestGateway } from '#engine/hq/rest/rest-gateway.ts';
import type { HqRecord } from '#engine/hq/gateway.ts';
import type { HqCredential } from '#engine/hq/rest/credential.ts';
import type { Outcome } from '#engine/hq/outcome.ts';
import { createThrottle } from '#engine/hq/throttle.ts';
import type { PracticeHq } from '#practice/start-practice-hq.ts';
import { testDeps } from './test-deps.ts';

/** A gateway to the practice HQ in real time, metered as for a large project. */
export function restGatewayTo(hq: Pick<PracticeHq, 'url' | 'project'>, credential: HqCredential) {
  const deps = testDeps({ now: Date.now });
  const throttle = createThrottle(deps);
  throttle.setUsers(1_000);
  const { url: server, project } = hq;
  const gateway = createRestGateway({ server, project, credential, timeoutMs: 5_000, throttle, ...deps });
  return { gateway, logged: deps.logged };
}

/** The value of a good outcome; anything else fails the test with what it was. */
export function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind !== 'ok') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

/** A field of a record that holds text. */
export function textOf(record: HqRecord, field: string): string {
  const value = record[field];
  if (typeof value !== 'string') throw new Error(`${field} is no text`);
  return value;
}
