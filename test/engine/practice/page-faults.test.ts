/** The same faults on HQ's web pages, and how they hit: by route, by count, the same way each time. */
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { FaultRule } from '#practice/start-practice-hq.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { USERS, newVisitor } from './page-visitor.ts';
import type { Visitor } from './page-visitor.ts';
import { startPractice } from './practice-client.ts';
import type { Practice } from './practice-client.ts';

let practice: Practice;
let visitor: Visitor;
const waits: number[] = [];

async function start(...faults: FaultRule[]): Promise<void> {
  waits.length = 0;
  practice = await startPractice({
    throttle: false,
    wait: async (ms) => {
      waits.push(ms);
    },
  });
  visitor = newVisitor(practice);
  await visitor.signIn();
  await practice.control('log', { method: 'DELETE' });
  await practice.control('faults', { json: faults });
}
afterEach(() => practice.hq.close());

const pendingSchema = z.array(z.looseObject({ uuid: z.string(), email: z.string(), role_label: z.string() }));
const onDelete = { method: 'POST', path: 'web/delete_invitation/' };

/** The invitations as they stand in HQ, whatever faults there are. */
async function pending(): Promise<string[]> {
  const list = z.array(z.looseObject({ id: z.string(), is_accepted: z.boolean() }));
  return list.parse(await practice.control('state?entity=invitation')).map(({ id }) => id);
}

async function firstInvitation(): Promise<z.infer<typeof pendingSchema>[number]> {
  const [first] = pendingSchema.parse(await visitor.pageData(`${USERS}web/`, 'invitations'));
  if (!first) throw new Error('no invitation');
  return first;
}

test('a fault on a page is HTML, as all of HQ’s pages are; on REST it is the canned JSON', async () => {
  await start(
    { match: { path: '/settings/' }, kind: '500-before' },
    { match: { path: '/settings/' }, kind: '500-after' },
    { match: { path: '/api/' }, kind: '500-before' },
  );
  for (let time = 0; time < 2; time += 1) {
    const page = await visitor.visit(`${USERS}web/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<h1>');
  }
  const rest = await practice.ask('user/v1/');
  expect([rest.status, rest.headers.get('content-type')]).toEqual([500, 'application/json']);
});

describe('a change on a page', () => {
  const cut = 'cut';
  test.each([
    ['drop-before', cut, false],
    ['drop-after', cut, true],
    ['500-before', 500, false],
    ['500-after', 500, true],
    ['cut-body', cut, true],
    ['429', 429, false],
    ['html-200', 200, false],
    ['401', 401, false],
    ['403', 403, false],
  ] as const)('%s is answered with %s, applied: %s', async (kind, status, isApplied) => {
    await start({ match: onDelete, kind });
    const { uuid } = await firstInvitation();
    const answer = await visitor.visit(`${USERS}web/delete_invitation/`, { uuid }).catch(() => null);
    expect(answer === null ? cut : answer.status).toBe(status);
    expect(!(await pending()).includes(uuid)).toBe(isApplied);
  });

  test('delay waits first', async () => {
    await start({ match: onDelete, kind: 'delay', ms: 250 });
    const { uuid } = await firstInvitation();
    expect((await visitor.visit(`${USERS}web/delete_invitation/`, { uuid })).json()).toEqual({ status: 'ok' });
    expect(waits).toEqual([250]);
  });

  test('another Admin was quicker', async () => {
    await start();
    const { uuid, email } = await firstInvitation();
    const gone = { entity: 'invitation' as const, id: uuid, remove: true };
    await practice.control('faults', {
      json: { match: { method: 'POST', path: `web/invite/edit/${uuid}` }, kind: 'edit-meanwhile', edit: gone },
    });
    const before = await pending();
    const answer = await visitor.visit(`${USERS}web/invite/edit/${uuid}/`, { email, role: 'admin' });
    expect(answer.status).toBe(302);
    // The invitation that comes back when it is edited after its deletion.
    const after = await pending();
    expect(after).toHaveLength(before.length);
    expect(after).not.toContain(uuid);
  });

  test('another Admin changed the invitation named in the address', async () => {
    await start({ match: { path: 'web/invite/edit/' }, kind: 'edit-meanwhile' });
    const { uuid, role_label: role } = await firstInvitation();
    await visitor.visit(`${USERS}web/invite/edit/${uuid}/`);
    const [changed] = pendingSchema.parse(await visitor.pageData(`${USERS}web/`, 'invitations'));
    expect(changed).toMatchObject({ uuid });
    expect(changed?.role_label).not.toBe(role);
  });
});

test('a list on a page may be stale, too, and the Date header wrong', async () => {
  await start(
    { match: { path: 'web/json/' }, kind: 'stale-list', times: 1 },
    { match: { path: 'web/json/' }, kind: 'clock-skew', times: 1, ms: 86_400_000 },
  );
  const list = z.object({ users: z.array(z.looseObject({ id: z.string(), deactivateUrl: z.string().nullable() })) });
  const state = z.array(z.looseObject({ id: z.string(), is_active_in_domain: z.boolean(), username: z.string() }));
  const target = state
    .parse(await practice.control('state?entity=web-user'))
    .find((user) => user.is_active_in_domain && user.username !== practice.hq.username);
  expect((await visitor.visit(`${USERS}web/deactivate/${target?.id ?? ''}/`, {})).status).toBe(302);
  const shown = async () => {
    const answer = await visitor.visit(`${USERS}web/json/?limit=100&showActiveUsers=true`);
    const isThere = list.parse(answer.json()).users.some(({ id }) => id === target?.id);
    return { isThere, isSkewed: Date.parse(answer.headers.get('date') ?? '') - Date.now() > 80_000_000 };
  };
  expect(await shown()).toEqual({ isThere: true, isSkewed: true });
  expect(await shown()).toEqual({ isThere: false, isSkewed: false });
});

test('n times after m, by method and pattern, and the same again with the same seed', async () => {
  const run = async (): Promise<unknown> => {
    await start({ match: { method: 'GET', path: 're:/web/(json/)?$' }, kind: '500-before', after: 1, times: 2 });
    const statuses: number[] = [];
    for (let index = 0; index < 5; index += 1) statuses.push((await visitor.visit(`${USERS}web/`)).status);
    const log = z.array(z.looseObject({ faults: z.array(z.string()), path: z.string(), status: z.number() }));
    const seen = log.parse(await practice.control('log')).map(({ faults, path, status }) => [faults, path, status]);
    const people = await practice.control('state?entity=web-user');
    const ids = z
      .array(z.looseObject({ id: z.string() }))
      .parse(people)
      .map(({ id }) => id);
    return { statuses, seen, ids };
  };
  const first = await run();
  expect(first).toMatchObject({ statuses: [200, 500, 500, 200, 200] });
  await practice.hq.close();
  expect(await run()).toEqual(first);
});

test('the state outlives the server in its folder, and only there', async () => {
  await start();
  const stateDir = tempFolder();
  for (const [index, expected] of ['Changed', 'Changed'].entries()) {
    const kept = await startPractice({ stateDir, seed: index + 1 });
    const worker = z.looseObject({ objects: z.array(z.looseObject({ id: z.string(), first_name: z.string() })) });
    const [first] = worker.parse((await kept.ask('user/v1/?limit=1')).json()).objects;
    if (index === 0) await kept.ask(`user/v1/${first?.id ?? ''}/`, { method: 'PUT', json: { first_name: expected } });
    expect((await kept.ask(`user/v1/${first?.id ?? ''}/`)).json()).toMatchObject({ first_name: expected });
    await kept.hq.close();
  }
});
