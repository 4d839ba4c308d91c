import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HqPages } from '#engine/hq/pages/hq-pages.ts';
import type { Outcome } from '#engine/hq/outcome.ts';
import { startPracticeHq } from '#practice/start-practice-hq.ts';
import type { FaultRule, PracticeHq } from '#practice/start-practice-hq.ts';
import { pageSession } from '../../../helpers/page-session.ts';

let hq: PracticeHq;
let session: ReturnType<typeof pageSession>;
let pages: HqPages;

beforeAll(async () => {
  hq = await startPracticeHq({ size: 120, seed: 7, throttle: false });
  session = pageSession({ server: hq.url, project: hq.project });
  pages = session.pages;
  const step = await session.signIn.password(hq.signIn.username, hq.signIn.password);
  expect(step).toMatchObject({ kind: 'ok', value: { step: 'done', session: { username: hq.signIn.username } } });
});
afterAll(async () => {
  await pages.close();
  await hq.close();
});

function value<Value>(outcome: Outcome<Value>): Value {
  if (outcome.kind !== 'ok') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

async function control(path: string, body?: object): Promise<unknown> {
  const reply = await fetch(`${hq.url}/__practice__/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-practice-token': hq.controlToken },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(reply.status).toBe(200);
  return reply.json();
}
const fault = (rule: FaultRule) => control('faults', rule);

async function someWebUser(role?: string) {
  const { rows } = value(await pages.listWebUsers({ page: 1, limit: 100, shown: 'active' }));
  const found = rows.find((row) => !row.self && row.active === true && (role === undefined || row.role === role));
  expect(found).toBeDefined();
  return found!;
}

describe('signing in', () => {
  it('refuses a wrong password in HQ’s words', async () => {
    const other = pageSession({ server: hq.url, project: hq.project });
    const step = value(await other.signIn.password(hq.signIn.username, 'wrong'));
    expect(step).toMatchObject({ step: 'refused', messages: [expect.stringMatching(/correct/)] });
    expect(await other.pages.session()).toMatchObject({ kind: 'session-over' });
    expect(await other.pages.listInvitations()).toMatchObject({ kind: 'session-over' });
    await other.pages.close();
  });

  it('asks for the second factor where it is on', async () => {
    const { username, password } = hq.signIn;
    const twoFactor = (on: boolean) => control('edit', { entity: 'web-user', username, set: { two_factor: on } });
    await twoFactor(true);
    const other = pageSession({ server: hq.url, project: hq.project });
    expect(value(await other.signIn.password(username, password))).toMatchObject({ step: 'token' });
    expect(value(await other.signIn.token('000000'))).toMatchObject({ step: 'token', messages: [expect.any(String)] });
    expect(value(await other.signIn.token('123456'))).toMatchObject({ step: 'done', session: { username } });
    await other.pages.close();
    await twoFactor(false);
  });

  it('goes on with kept cookies, and logs none of them', async () => {
    const kept = pages.cookies();
    const other = pageSession({ server: hq.url, project: hq.project, cookies: kept });
    expect(value(await other.pages.session()).username).toBe(hq.signIn.username);
    await other.pages.close();
    const log = JSON.stringify([session.logged, other.logged]);
    for (const { value: secret } of kept) expect(log).not.toContain(secret);
    expect(log).not.toContain(hq.signIn.password);
  });

  it('is over when HQ ends it', async () => {
    const other = pageSession({ server: hq.url, project: hq.project });
    value(await other.signIn.password(hq.signIn.username, hq.signIn.password));
    const target = await someWebUser();
    await control('end-sessions', {});
    expect(await other.pages.setWebUserActive(target, false)).toMatchObject({ kind: 'session-over' });
    expect(await other.pages.listMobileWorkers({ page: 1, limit: 5, shown: 'active' })).toMatchObject({
      kind: 'session-over',
    });
    await other.pages.close();
    value(await session.signIn.password(hq.signIn.username, hq.signIn.password));
  });
});

describe('web users', () => {
  it('are listed by state, page by page, and searched', async () => {
    const all = value(await pages.listWebUsers({ page: 1, limit: 200, shown: 'all' }));
    const active = value(await pages.listWebUsers({ page: 1, limit: 200, shown: 'active' }));
    const deactivated = value(await pages.listWebUsers({ page: 1, limit: 200, shown: 'deactivated' }));
    expect(active.total + deactivated.total).toBe(all.total);
    expect(deactivated.rows.every((row) => row.active === false)).toBe(true);
    const first = value(await pages.listWebUsers({ page: 1, limit: 5, shown: 'all' }));
    expect(first).toMatchObject({ nextPage: 2, total: all.total });
    expect(all.rows.filter((row) => row.self).map((row) => row.email)).toEqual([hq.signIn.username]);
    expect(all.rows.filter((row) => row.ssoControlled)).toHaveLength(1);
    const target = await someWebUser();
    const searched = value(await pages.listWebUsers({ page: 1, limit: 5, shown: 'all', query: target.email }));
    expect(searched.rows.map(({ id }) => id)).toContain(target.id);
  });

  it('are deactivated and reactivated, and HQ says so', async () => {
    const target = await someWebUser();
    expect(value(await pages.setWebUserActive(target, false))).toMatchObject({ id: target.id, active: false });
    expect(value(await pages.setWebUserActive(target, true))).toMatchObject({ id: target.id, active: true });
  });

  it('are removed, and the removal is taken back by the link HQ shows once', async () => {
    const target = await someWebUser();
    const { undo } = value(await pages.removeWebUser(target));
    expect(undo).toMatchObject({ recordId: expect.stringMatching(/./) as string });
    expect(await pages.removeWebUser(target)).toMatchObject({ kind: 'gone' });
    expect(value(await pages.undoRemoval(undo!, target))).toMatchObject({ id: target.id, active: true });
    expect(await pages.undoRemoval(undo!, target)).toMatchObject({ kind: 'refused', status: 0 });
  });

  it('are left alone where HQ would act: oneself, the last administrator, single sign-on', async () => {
    const { rows } = value(await pages.listWebUsers({ page: 1, limit: 200, shown: 'all' }));
    const self = rows.find((row) => row.self)!;
    const sso = rows.find((row) => row.ssoControlled)!;
    const writes = async () =>
      ((await control('log')) as { method: string }[]).filter(({ method }) => method === 'POST');
    const before = (await writes()).length;
    for (const act of [() => pages.setWebUserActive(self, false), () => pages.removeWebUser(self)])
      expect(await act()).toMatchObject({ kind: 'refused', status: 0 });
    expect(await pages.setWebUserActive(sso, false)).toMatchObject({ kind: 'refused', status: 0 });
    expect(await writes()).toHaveLength(before);
  });

  it('stay unconfirmed where HQ answers and does nothing', async () => {
    const target = await someWebUser();
    await fault({ match: { path: '/web/json/' }, kind: 'stale-list', times: 20 });
    expect(await pages.setWebUserActive(target, false)).toMatchObject({ kind: 'no-answer', cause: 'unconfirmed' });
    await fetch(`${hq.url}/__practice__/faults`, {
      method: 'DELETE',
      headers: { 'x-practice-token': hq.controlToken },
    });
    value(await pages.setWebUserActive(target, true));
  });
});

describe('pending invitations', () => {
  it('are read out of the page', async () => {
    const invitations = value(await pages.listInvitations());
    expect(invitations.length).toBeGreaterThan(10);
    expect(invitations.some(({ bounced }) => bounced)).toBe(true);
    expect(invitations.every(({ uuid, email, role }) => uuid !== '' && email.includes('@') && role !== '')).toBe(true);
  });

  it('are sent again and deleted; what is not there any more is gone', async () => {
    const [first, second] = value(await pages.listInvitations());
    const again = value(await pages.resendInvitation(first!.uuid));
    expect(Date.parse(again.invitedOn ?? '')).toBeGreaterThan(Date.parse(first!.invitedOn ?? ''));
    expect(await control('mail')).toEqual(expect.arrayContaining([expect.objectContaining({ to: first!.email })]));
    value(await pages.deleteInvitation(second!.uuid));
    for (const act of [pages.deleteInvitation, pages.resendInvitation, pages.readInvitation])
      expect(await act(second!.uuid)).toMatchObject({ kind: 'gone' });
  });
});

describe('mobile workers', () => {
  const linked = async (state: string) => {
    const { rows } = value(await pages.listMobileWorkers({ page: 1, limit: 200, shown: 'active' }));
    return rows.find(({ personalId }) => personalId === state)!;
  };

  it('are listed by state, with their PersonalID', async () => {
    const active = value(await pages.listMobileWorkers({ page: 1, limit: 200, shown: 'active' }));
    expect(active.rows).toHaveLength(active.total);
    const deactivated = value(await pages.listMobileWorkers({ page: 1, limit: 200, shown: 'deactivated' }));
    expect(deactivated.rows.every((row) => !row.active)).toBe(true);
    expect(new Set(active.rows.map(({ personalId }) => personalId))).toEqual(
      new Set(['active', 'inactive', 'not-linked']),
    );
    expect(value(await pages.hasPersonalId())).toBe(true);
  });

  it('are unlinked and linked again', async () => {
    const target = await linked('active');
    expect(value(await pages.setPersonalIdLink(target, false))).toMatchObject({
      id: target.id,
      personalId: 'inactive',
    });
    expect(value(await pages.setPersonalIdLink(target, true))).toMatchObject({ personalId: 'active' });
    const never = await linked('not-linked');
    expect(await pages.setPersonalIdLink(never, true)).toMatchObject({ kind: 'refused', status: 0 });
  });
});

describe('when it goes wrong', () => {
  it.each([
    ['html-200', { kind: 'not-hq' }],
    // A page of HTML, as from any of HQ's pages.
    ['500-before', { kind: 'server-error', message: 'HTTP 500' }],
    ['500-after', { kind: 'server-error', message: 'HTTP 500' }],
    ['drop-after', { kind: 'no-answer' }],
    ['429', { kind: 'throttled' }],
    ['cut-body', { kind: 'no-answer', cause: 'cut' }],
  ] as const)('%s', async (kind, expected) => {
    await fault({ match: { path: '/web/json/' }, kind });
    expect(await pages.listWebUsers({ page: 1, limit: 5, shown: 'all' })).toMatchObject(expected);
  });

  it('a captive portal in place of the page', async () => {
    await fault({ match: { path: '/users/web/' }, kind: 'html-200' });
    expect(await pages.listInvitations()).toMatchObject({ kind: 'not-hq' });
  });
});
