import { describe, expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

/** Signed in, pulled, one edit waiting. */
async function begun(): Promise<Harness> {
  const harness = await startHarness();
  await harness.open();
  await harness.signIn();
  await harness.sync('pull');
  const [worker] = (await harness.call('mobileWorkers.list', {})).rows;
  const localId = worker?.localId ?? '';
  const patch = { first_name: 'Waits' };
  await harness.call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch });
  await harness.requests({ handshakes: true });
  return harness;
}

const all = { handshakes: true };

async function again(harness: Harness): Promise<void> {
  await harness.engine.call('account.close', {});
  await harness.open({ cookies: harness.cookies.at(-1) ?? null });
}

const throttled = { ok: false, error: { code: 'throttled' } };

describe('one pause for every request, whoever met the 429', () => {
  it.each([false, true])('met by a run: no page is asked and nobody is signed in, restarted: %s', async (restarted) => {
    const harness = await begun();
    const { fault, sync, engine, practice, requests, ahead, signIn } = harness;
    await fault({ match: { method: 'PUT' }, kind: '429' });
    await sync('push');
    if (restarted) await again(harness);
    await requests(all);
    expect(await engine.call('accessRequests.read', {})).toMatchObject(throttled);
    const { password } = practice.hq.signIn;
    expect(await engine.call('account.signIn', { password })).toMatchObject(throttled);
    expect(await requests(all)).toEqual([]);
    ahead(600_000);
    expect(await engine.call('accessRequests.read', {})).toMatchObject({ ok: true });
    await signIn();
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1 });
  });

  it.each([false, true])('met by a look of the person: no run asks anything, restarted: %s', async (restarted) => {
    const harness = await begun();
    const { fault, sync, engine, requests, ahead, call } = harness;
    await fault({ match: { path: '/settings/users/' }, kind: '429' });
    expect(await engine.call('accessRequests.read', {})).toMatchObject(throttled);
    const told = { error: { code: 'throttled' }, until: expect.any(Number) as number };
    expect((await call('sync.status', {})).hold).toMatchObject(told);
    if (restarted) await again(harness);
    await requests(all);
    expect(await sync('push')).toMatchObject({ done: false, error: { code: 'throttled' } });
    expect((await call('sync.status', {})).hold).toMatchObject(told);
    expect(await requests(all)).toEqual([]);
    ahead(600_000);
    expect(await sync('push')).toMatchObject({ done: true, pushed: 1, hold: null });
  });
});
