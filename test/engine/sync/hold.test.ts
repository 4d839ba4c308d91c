import { describe, expect, it } from 'vitest';
import { createEngine } from '#engine/engine.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';
import { secretKey, startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { testDeps } from '../../helpers/test-deps.ts';
import { startPractice } from '../practice/practice-client.ts';

/** A project pulled and one edit waiting. */
async function waiting(harness: Harness): Promise<{ username: string }> {
  await harness.open();
  await harness.sync('pull');
  const [worker] = (await harness.call('mobileWorkers.list', {})).rows;
  const localId = worker?.localId ?? '';
  const patch = { first_name: 'Waiting' };
  await harness.call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch });
  await harness.requests();
  return { username: worker?.username ?? '' };
}

async function attempts(harness: Harness): Promise<number | undefined> {
  return (await harness.call('changes.get', { id: 'edit-0001' })).attempts;
}

describe('sync holds', () => {
  it('while the person works offline: nothing at all is sent', async () => {
    const harness = await startHarness();
    await waiting(harness);
    expect(await harness.call('sync.workOffline', { on: true })).toMatchObject({ workOffline: true });
    expect(await harness.sync()).toMatchObject({ done: false, error: { code: 'on-hold' } });
    expect(await harness.requests({ handshakes: true })).toEqual([]);
    await harness.engine.call('account.close', {});
    await harness.open();
    expect(await harness.call('sync.status', {})).toMatchObject({ workOffline: true, pending: 1 });
    await harness.call('sync.workOffline', { on: false });
    expect(await harness.sync()).toMatchObject({ done: true, pushed: 1 });
  });

  it.each(['401', 'plan-401', 'cut-off-401'] as const)(
    'on %s, says why, counts no attempt, and goes on when the person tries again',
    async (kind) => {
      const harness = await startHarness();
      await waiting(harness);
      await harness.fault({ match: { method: 'PUT' }, kind });
      const held = await harness.sync('push');
      expect(held).toMatchObject({ done: false, pushed: 0, pending: 1, hold: { until: null } });
      const code = { '401': 'credential', 'plan-401': 'plan', 'cut-off-401': 'throttled' }[kind];
      expect(held.error?.code).toBe(code);
      expect((await harness.call('sync.status', {})).hold?.error.code).toBe(code);
      expect(await attempts(harness)).toBe(0);
      expect(await harness.sync('push')).toMatchObject({ done: true, pushed: 1, hold: null });
      await harness.engine.shutdown();
      assertLaws(harness.folder, ['edit-0001']);
    },
  );

  it('after a 429 until the pause is over, button or not, even through a restart', async () => {
    const harness = await startHarness();
    await waiting(harness);
    await harness.fault({ match: { method: 'PUT' }, kind: '429' });
    const held = await harness.sync('push');
    expect(held).toMatchObject({ error: { code: 'throttled' }, hold: { until: expect.any(Number) as number } });
    expect(await attempts(harness)).toBe(0);
    await harness.requests();
    expect(await harness.sync('push')).toMatchObject({ done: false, error: { code: 'throttled' } });
    await harness.engine.call('account.close', {});
    await harness.open();
    expect(await harness.sync('push')).toMatchObject({ done: false, error: { code: 'throttled' } });
    expect(await harness.requests()).toEqual([]);
    harness.ahead(600_000);
    expect(await harness.sync('push')).toMatchObject({ done: true, pushed: 1 });
  });

  it('after a 429 even when the app ends before the run does', async () => {
    const harness = await startHarness();
    await waiting(harness);
    const { call, fault, sync, engine, open, requests } = harness;
    const [first, second] = (await call('mobileWorkers.list', {})).rows.map(({ localId }) => localId);
    const patch = { first_name: 'Slow' };
    await call('people.edit', { changeId: 'edit-0002', entity: 'mobile-worker', localId: second ?? '', patch });
    await fault({ match: { method: 'PUT', path: first ?? '' }, kind: '429' });
    await fault({ match: { method: 'PUT', path: second ?? '' }, kind: 'delay', ms: 1_500 });
    const running = sync('push');
    const throttled = { error: { code: 'throttled' }, until: expect.any(Number) as number };
    await expect.poll(async () => (await call('sync.status', {})).hold).toMatchObject(throttled);
    await engine.call('account.close', {});
    await running;
    await requests();
    await open();
    expect((await call('sync.status', {})).hold).toMatchObject(throttled);
    expect(await sync('push')).toMatchObject({ done: false, error: { code: 'throttled' } });
    expect(await requests()).toEqual([]);
    harness.ahead(600_000);
    expect(await sync('push')).toMatchObject({ done: true, pending: 0 });
  });

  it('behind a guest network’s login page, and finds out afterwards what HQ got', async () => {
    const harness = await startHarness();
    const { username } = await waiting(harness);
    await harness.fault({ match: { method: 'PUT' }, kind: 'html-200' });
    expect(await harness.sync('push')).toMatchObject({ error: { code: 'not-hq' }, pending: 1 });
    harness.ahead(600_000);
    expect(await harness.sync('push')).toMatchObject({ done: true, pending: 0, attention: 0 });
    expect(await harness.atHq('worker', username)).toMatchObject({ first_name: 'Waiting' });
  });

  it.each([
    ['html-200', 'PUT'],
    ['redirect', 'PUT'],
    ['511', 'PUT'],
    ['html-200', 'GET'],
    ['redirect', 'GET'],
    ['511', 'GET'],
  ] as const)(
    'as unreachable behind a guest network that answers %s to a %s, and goes on after it',
    async (kind, method) => {
      const harness = await startHarness();
      const { username } = await waiting(harness);
      expect(await harness.call('sync.status', {})).toMatchObject({ reachable: true });
      const path = method === 'GET' ? '/api/identity' : '/user/';
      await harness.fault({ match: { method, path }, kind });
      expect(await harness.sync('push')).toMatchObject({ done: false, error: { code: 'not-hq' }, pending: 1 });
      expect(await harness.call('sync.status', {})).toMatchObject({
        reachable: false,
        hold: { error: { code: 'not-hq' } },
      });
      expect(await harness.atHq('worker', username)).not.toMatchObject({ first_name: 'Waiting' });
      harness.ahead(600_000);
      expect(await harness.sync('push')).toMatchObject({ done: true, pending: 0, attention: 0 });
      expect(await harness.call('sync.status', {})).toMatchObject({ reachable: true, hold: null });
      expect(await harness.atHq('worker', username)).toMatchObject({ first_name: 'Waiting' });
    },
  );

  it('without a key, and goes on when it is given', async () => {
    const harness = await startHarness();
    await waiting(harness);
    await harness.open({ apiKey: null });
    expect(await harness.sync()).toMatchObject({ done: false, hold: { error: { code: 'credential' } } });
    expect((await harness.call('sync.status', {})).hold?.error.message).toContain('key');
    expect((await harness.call('mobileWorkers.list', {})).total).toBeGreaterThan(0);
    await harness.open();
    expect(await harness.sync()).toMatchObject({ done: true, pushed: 1, hold: null });
  });

  it('with a key of somebody else, and touches nothing', async () => {
    const harness = await startHarness();
    const { username } = await waiting(harness);
    await harness.practice.control('edit', {
      json: {
        entity: 'web-user',
        username: harness.practice.hq.username,
        set: { username: 'somebody.else@example.org' },
      },
    });
    const held = await harness.sync();
    expect(held).toMatchObject({ done: false, pulled: {}, error: { code: 'credential' } });
    expect(await harness.requests()).toEqual([]);
    expect(await harness.atHq('worker', username)).not.toMatchObject({ first_name: 'Waiting' });
  });

  it('until the key is of the same account and the project is there, one after the other', async () => {
    const harness = await startHarness();
    const { username } = await waiting(harness);
    const own = harness.practice.hq.username;
    const other = 'somebody.else@example.org';
    const untouched = async (code: string) => {
      expect(await harness.sync()).toMatchObject({ done: false, pulled: {}, pushed: 0, error: { code } });
      expect((await harness.call('sync.status', {})).hold).toMatchObject({ error: { code }, until: null });
      expect(await harness.requests()).toEqual([]);
      expect(await attempts(harness)).toBe(0);
      expect(await harness.atHq('worker', username)).not.toMatchObject({ first_name: 'Waiting' });
    };
    await harness.fault({ match: { path: '/api/identity' }, kind: '401' });
    await untouched('credential');
    await harness.editAtHq('web-user', own, { username: other });
    await untouched('credential');
    // HQ's own no: a key goes with its username.
    expect((await harness.call('sync.status', {})).hold?.error.details).toMatchObject({ status: 401 });
    await harness.editAtHq('web-user', other, { username: own, is_active_in_domain: false });
    await untouched('no-project');
    await harness.editAtHq('web-user', own, { is_active_in_domain: true });
    expect(await harness.sync()).toMatchObject({ done: true, pushed: 1, hold: null });
    expect(await harness.atHq('worker', username)).toMatchObject({ first_name: 'Waiting' });
  });
});

describe('without a network', () => {
  it('edits wait, no attempt is counted, and they go out when HQ is back', async () => {
    const stateDir = tempFolder();
    const harness = await startHarness({ practice: { stateDir } });
    const { username } = await waiting(harness);
    await harness.practice.hq.close();
    expect(await harness.sync()).toMatchObject({ done: false, error: { code: 'offline' }, pending: 1 });
    expect(await harness.call('sync.status', {})).toMatchObject({ reachable: false, hold: null });
    expect(await attempts(harness)).toBe(0);
    // The practice HQ comes back at another port, which the same account may follow.
    const back = await startPractice({ stateDir, throttle: false });
    const opened = await harness.engine.call('account.open', {
      folder: harness.folder,
      account: { ...harness.account, server: back.hq.url },
      secrets: { apiKey: back.hq.apiKey, secretKey },
      autoSync: false,
    });
    expect(opened).toMatchObject({ ok: true });
    expect(await harness.sync()).toMatchObject({ done: true, pushed: 1 });
    const path = `state?entity=worker&username=${encodeURIComponent(username)}`;
    expect(await back.control(path)).toMatchObject({ first_name: 'Waiting' });
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, back);
    await back.hq.close();
  });
});

describe('accounts', () => {
  it('are never mixed: a folder belongs to one', async () => {
    const harness = await startHarness();
    await waiting(harness);
    const { practice, engine, folder, account } = harness;
    const secrets = { apiKey: practice.hq.apiKey, secretKey };
    for (const other of [
      { ...account, username: 'someone@example.org' },
      { ...account, project: 'elsewhere' },
      { ...account, kind: 'hq', server: 'https://www.commcarehq.org' },
    ]) {
      const opened = await engine.call('account.open', { folder, account: other, secrets, autoSync: false });
      expect(opened).toMatchObject({ ok: false, error: { code: 'wrong-state' } });
    }
    expect(await harness.open()).toMatchObject({ ok: true });
    expect((await harness.call('changes.list', {})).totals.all).toBe(1);
  });

  it('open for looking only can be read beside the other Roster, not changed', async () => {
    const harness = await startHarness();
    await waiting(harness);
    const second = createEngine(testDeps());
    const params = {
      folder: harness.folder,
      account: harness.account,
      secrets: { apiKey: null, secretKey },
      autoSync: false,
    };
    expect(await second.call('account.open', params)).toMatchObject({ ok: false, error: { code: 'busy' } });
    expect(await second.call('account.open', { ...params, readOnly: true })).toMatchObject({ ok: true });
    expect(await second.call('changes.list', {})).toMatchObject({ ok: true, data: { totals: { queued: 1 } } });
    expect(await second.call('changes.discard', { id: 'edit-0001' })).toMatchObject({
      ok: false,
      error: { code: 'read-only' },
    });
    await second.shutdown();
  });
});

describe('by itself', () => {
  it('pulls at the start and sends an edit a moment after it was made', async () => {
    const harness = await startHarness();
    await harness.open({ autoSync: true });
    const { call, engine } = harness;
    await expect.poll(async () => (await call('sync.status', {})).mirrorComplete, { timeout: 10_000 }).toBe(true);
    const events: string[] = [];
    engine.on('data.changed', ({ entities }) => events.push(...entities));
    const [worker] = (await call('mobileWorkers.list', {})).rows;
    const localId = worker?.localId ?? '';
    await call('people.edit', {
      changeId: 'edit-0001',
      entity: 'mobile-worker',
      localId,
      patch: { first_name: 'Soon' },
    });
    await expect
      .poll(async () => (await harness.atHq('worker', worker?.username ?? ''))?.['first_name'], { timeout: 10_000 })
      .toBe('Soon');
    await expect.poll(async () => (await call('sync.status', {})).pending).toBe(0);
    await expect.poll(() => events).toContain('mobile-worker');
    expect(events).toContain('changes');
  });

  it('comes back after a lost network without being asked', async () => {
    const harness = await startHarness();
    await waiting(harness);
    await harness.fault({ match: { path: '/api/identity' }, kind: 'drop-before', times: 3 });
    await harness.open({ autoSync: true });
    await expect.poll(async () => (await harness.call('sync.status', {})).pending, { timeout: 15_000 }).toBe(0);
  });

  it('goes on after a pause although its timer came before the clock said so', async () => {
    const harness = await startHarness();
    await waiting(harness);
    await harness.fault({ match: { method: 'PUT' }, kind: '429' });
    await harness.open({ autoSync: true });
    const status = () => harness.call('sync.status', {});
    await expect.poll(async () => (await status()).hold?.error.code).toBe('throttled');
    // The computer's clock is set back a little, as time servers do.
    harness.ahead(-5_000);
    await expect.poll(async () => (await status()).pending, { timeout: 10_000 }).toBe(0);
  });

  it('does not wait for a time that a wrong clock once set', async () => {
    const harness = await startHarness();
    await waiting(harness);
    harness.ahead(40 * 86_400_000);
    await harness.fault({ match: { method: 'PUT' }, kind: '429' });
    expect(await harness.sync('push')).toMatchObject({ error: { code: 'throttled' } });
    await harness.engine.call('account.close', {});
    harness.ahead(-40 * 86_400_000);
    await harness.open({ autoSync: true });
    await expect.poll(async () => (await harness.call('sync.status', {})).pending, { timeout: 10_000 }).toBe(0);
  });

  it('sends an edit made while a run was past it', async () => {
    const during: { edit: (() => Promise<unknown>) | null } = { edit: null };
    const edits: Promise<unknown>[] = [];
    const harness = await startHarness({
      failpoint: (name) => {
        if (name !== 'pull:mobile-worker:deactivated:0' || !during.edit) return;
        edits.push(during.edit());
        during.edit = null;
      },
    });
    const { call } = harness;
    await harness.open({ autoSync: true });
    await expect.poll(async () => (await call('sync.status', {})).lastPushAt, { timeout: 10_000 }).not.toBeNull();
    const localId = (await call('mobileWorkers.list', {})).rows[0]?.localId ?? '';
    const patch = { first_name: 'Late' };
    during.edit = () => call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch });
    // A pull alone sends nothing itself.
    await call('sync.run', { what: 'pull' });
    await expect.poll(() => edits.length, { timeout: 10_000 }).toBe(1);
    await Promise.all(edits);
    await expect.poll(async () => (await call('sync.status', {})).pending, { timeout: 5_000 }).toBe(0);
  });
});
