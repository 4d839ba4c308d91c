/** A worker who has not confirmed the account has no password yet: HQ's page shows no Reactivate there, its API would take it. */
import { describe, expect, it } from 'vitest';
import { startHarness } from '../../../helpers/engine-harness.ts';

const short = 'una.test';

async function withUnconfirmed() {
  const harness = await startHarness();
  const { practice, open, signIn, sync, call, writes } = harness;
  const username = `${short}@${practice.hq.project}.commcarehq.org`;
  const make = { entity: 'worker', create: true, set: { username, is_active: false, is_account_confirmed: false } };
  await practice.control('edit', { json: make });
  await open();
  const reactivate = async () => {
    const { localId } = await call('people.get', { entity: 'mobile-worker', key: short });
    const act = { entity: 'mobile-worker', localId, action: 'reactivate' } as const;
    return call('people.act', { changeId: `act-${localId}`, ...act });
  };
  const pull = async () => {
    await sync('pull');
    await writes();
  };
  return { ...harness, username, reactivate, pull, signIn };
}

describe('reactivating a worker who has not confirmed the account', () => {
  it('is refused with the reason, for one and for many', async () => {
    const { reactivate, pull, signIn, call, sync, writes } = await withUnconfirmed();
    await signIn();
    await pull();
    await expect(reactivate()).rejects.toThrow(/own confirmation/);
    const { localId } = await call('people.get', { entity: 'mobile-worker', key: short });
    const what = { kind: 'act', action: 'reactivate' } as const;
    const preview = await call('people.previewMany', { entity: 'mobile-worker', who: { ids: [localId] }, what });
    expect(preview).toMatchObject({ changed: 0 });
    expect(preview.cannot).toMatchObject([{ why: expect.stringContaining('own confirmation') as string }]);
    await sync('push');
    expect(await writes()).toEqual([]);
  });

  it('is refused when it is sent, where HQ’s page tells only then', async () => {
    const { reactivate, pull, signIn, call, sync, writes, atHq, username } = await withUnconfirmed();
    await pull();
    await reactivate();
    await signIn();
    expect(await sync('push')).toMatchObject({ pushed: 0, attention: 1 });
    const { changes } = await call('people.get', { entity: 'mobile-worker', key: short });
    expect(changes).toMatchObject([
      { state: 'rejected', reason: { message: expect.stringContaining('own confirmation') as string } },
    ]);
    expect((await writes()).filter(({ path }) => path.includes('activate'))).toEqual([]);
    expect(await atHq('worker', username)).toMatchObject({ is_active: false, is_account_confirmed: false });
  });

  it('is sent once the worker has confirmed', async () => {
    const { reactivate, pull, signIn, sync, writes, editAtHq, username } = await withUnconfirmed();
    await signIn();
    await pull();
    await editAtHq('worker', username, { is_account_confirmed: true });
    await pull();
    await reactivate();
    expect(await sync('push')).toMatchObject({ pushed: 1, attention: 0 });
    expect(await writes()).toMatchObject([{ status: 202 }]);
  });
});
