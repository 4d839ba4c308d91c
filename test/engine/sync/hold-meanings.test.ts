/** A hold says which of its meanings it is, counts no attempt, and ends only when that is over: those that the practice HQ cannot give. */
import { describe, expect, it } from 'vitest';
import { t } from '#shared/messages/translate.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import { inFrontOf } from '../../helpers/in-front-of.ts';
import type { Instead } from '../../helpers/in-front-of.ts';

const changeId = 'edit-0001';

/** A project pulled through a server of its own, and one edit that waits. */
async function waiting() {
  const harness = await startHarness();
  const front = await inFrontOf(harness.practice.hq);
  const where = { server: front.url, project: harness.account.project, username: harness.account.username };
  await harness.open({ server: front.url });
  await harness.sync('pull');
  const [worker] = (await harness.call('mobileWorkers.list', {})).rows;
  const { localId = '', username = '' } = worker ?? {};
  const patch = { first_name: 'Waiting' };
  await harness.call('people.edit', { changeId, entity: 'mobile-worker', localId, patch });
  await harness.requests();
  return {
    ...harness,
    ...where,
    front,
    nameAtHq: async () => (await harness.atHq('worker', username))?.['first_name'],
  };
}
type Waiting = Awaited<ReturnType<typeof waiting>>;

/** Held for good: neither a run that is asked for, nor time, nor a restart ends it, and HQ is asked to change nothing. */
async function expectHeld(stage: Waiting, error: { code: string; message: string }): Promise<void> {
  const { call, engine, open, server, sync, ahead, writes, nameAtHq } = stage;
  const held = { done: false, pushed: 0, error, hold: { error, until: null } };
  expect(await sync('push')).toMatchObject(held);
  ahead(3_600_000);
  expect(await sync('push')).toMatchObject(held);
  await engine.call('account.close', {});
  await open({ server });
  // Opening the account again is a try of its own.
  expect(await sync()).toMatchObject({ ...held, pulled: {} });
  expect((await call('sync.status', {})).hold).toMatchObject({ error, until: null });
  expect(await call('changes.get', { id: changeId })).toMatchObject({ state: 'queued', attempts: 0 });
  expect(await writes()).toEqual([]);
  expect(await nameAtHq()).not.toBe('Waiting');
}

async function expectSent({ engine, folder, practice, sync, nameAtHq }: Waiting): Promise<void> {
  expect(await sync()).toMatchObject({ done: true, pushed: 1, pending: 0, hold: null });
  expect(await nameAtHq()).toBe('Waiting');
  await engine.shutdown();
  await assertQuiet(folder, practice);
  assertLaws(folder, [changeId]);
}

const otp = { error: "must send X-COMMCAREHQ-OTP header or 'otp' URL parameter" };
const locked = { error: 'maximum password attempts exceeded' };

describe('a hold says what it is, and nothing is sent before that is over', () => {
  it.each([
    { what: 'a two-factor code', code: 'credential', key: 'hq.login.two-factor', status: 401, body: otp },
    { what: 'a locked account', code: 'credential', key: 'hq.login.locked', status: 401, body: locked },
    { what: 'an address HQ does not allow', code: 'permission', key: 'hq.permission.address', status: 451, body: {} },
  ] as const)('$what, at the handshake', async ({ code, key, status, body }) => {
    const stage = await waiting();
    const { front, server, project, username } = stage;
    const instead: Instead = { status, body };
    front.answer(({ url }) => (url.includes('/api/identity/') ? instead : null));
    const reason = 'error' in body ? body.error : '';
    await expectHeld(stage, { code, message: t(key, { server, project, username, reason }) });
    front.answer(() => null);
    await expectSent(stage);
  });

  it.each([
    { what: 'a two-factor code', key: 'hq.login.two-factor', body: otp },
    { what: 'a locked account', key: 'hq.login.locked', body: locked },
  ] as const)('$what, at the edit itself', async ({ key, body }) => {
    const stage = await waiting();
    const { front, server, project, username } = stage;
    front.answer(({ method }) => (method === 'GET' ? null : { status: 401, body }));
    const message = t(key, { server, project, username, reason: body.error });
    const error = { code: 'credential', message };
    expect(await stage.sync('push')).toMatchObject({ done: false, pushed: 0, error, hold: { error, until: null } });
    expect(await stage.call('changes.get', { id: changeId })).toMatchObject({ state: 'queued', attempts: 0 });
    front.answer(() => null);
    await expectSent(stage);
  });

  it('a key that HQ takes and says to be of somebody else', async () => {
    const stage = await waiting();
    const { front, server, username } = stage;
    const actual = 'somebody.else@example.org';
    front.answer(({ url }) =>
      url.includes('/api/identity/') ? { status: 200, body: { id: 'f00', username: actual } } : null,
    );
    await expectHeld(stage, { code: 'credential', message: t('hq.other-account', { server, username, actual }) });
    // Not even the project was asked for.
    expect((await stage.requests({ handshakes: true })).map(({ path }) => path)).toEqual([]);
    front.answer(() => null);
    await expectSent(stage);
  });
});
