import { describe, expect, it } from 'vitest';
import { assertLaws } from '../../helpers/assert-laws.ts';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';

/** Longer than any pause without a Retry-After. */
const overMs = 3_600_000;

async function edited(harness: Harness): Promise<{ localId: string; username: string }> {
  await harness.open();
  await harness.sync('pull');
  const [row] = (await harness.call('mobileWorkers.list', {})).rows;
  const worker = { localId: row?.localId ?? '', username: row?.username ?? '' };
  await edit(harness, worker);
  await harness.requests();
  return worker;
}

const edit = ({ call }: Harness, { localId }: { localId: string }) =>
  call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch: { first_name: 'Turn' } });

describe('pull and push take turns over the pauses HQ asks for', () => {
  it('what waits is sent though lists are throttled again and again, also after a restart in the pause', async () => {
    const harness = await startHarness();
    const { fault, sync, ahead, engine, open, folder, atHq } = harness;
    const { username } = await edited(harness);
    await fault({ match: { path: '/v1/?' }, kind: '429', times: 1_000 });
    expect(await sync()).toMatchObject({ pushed: 0, error: { code: 'throttled' } });
    await engine.call('account.close', {});
    await open();
    ahead(overMs);
    expect(await sync()).toMatchObject({ pushed: 1, pending: 0, error: { code: 'throttled' } });
    expect(await atHq('worker', username)).toMatchObject({ first_name: 'Turn' });
    await engine.shutdown();
    assertLaws(folder, ['edit-0001']);
  });

  it('by itself, too', async () => {
    const harness = await startHarness();
    const { fault, engine, open, call } = harness;
    await harness.open();
    await harness.sync('pull');
    const [row] = (await call('mobileWorkers.list', {})).rows;
    await engine.call('account.close', {});
    await fault({ match: { path: '/v1/?' }, kind: '429', times: 1_000 });
    await open({ autoSync: true });
    await edit(harness, { localId: row?.localId ?? '' });
    const waits = async () => (await call('changes.list', {})).totals.all;
    await expect.poll(waits, { timeout: 10_000 }).toBe(0);
    expect(await harness.atHq('worker', row?.username ?? '')).toMatchObject({ first_name: 'Turn' });
  });

  it('lists are read though what waits is throttled again and again', async () => {
    const harness = await startHarness();
    const { fault, sync, ahead, call, editAtHq } = harness;
    const { username } = await edited(harness);
    const { rows } = await call('mobileWorkers.list', {});
    const other = rows.find((row) => row.username !== username);
    await editAtHq('worker', other?.username ?? '', { first_name: 'Read' });
    await fault({ match: { path: '/v1/?' }, kind: '429' });
    await fault({ match: { method: 'PUT' }, kind: '429', times: 1_000 });
    // The list, then what waits, then lists again.
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await sync()).toMatchObject({ pushed: 0, pending: 1, error: { code: 'throttled' } });
      ahead(overMs);
    }
    const shown = (await call('mobileWorkers.list', {})).rows.find(({ localId }) => localId === other?.localId);
    expect(shown?.name).toContain('Read');
  });

  it('tries nothing twice in a run that sends before it reads', async () => {
    const harness = await startHarness();
    const { fault, sync, ahead, requests } = harness;
    await edited(harness);
    await fault({ match: { path: '/v1/?' }, kind: '429' });
    await sync();
    await fault({ match: { method: 'PUT' }, kind: '500-before', times: 1_000 });
    await requests();
    ahead(overMs);
    await sync();
    const asked = await requests();
    expect(asked.filter(({ method }) => method === 'PUT')).toHaveLength(1);
    expect(asked.findIndex(({ method }) => method === 'PUT')).toBeLessThan(
      asked.findIndex(({ path }) => path.includes('/location/')),
    );
  });
});
