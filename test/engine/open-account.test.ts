import { describe, expect, it } from 'vitest';
import { startHarness } from '../helpers/engine-harness.ts';
import { damageWhileOpen } from '../helpers/damage-while-open.ts';

describe('an account opened', () => {
  it('for looking only shows the hold as the last run left it, not a missing key', async () => {
    const harness = await startHarness();
    await harness.open();
    await harness.fault({ match: { path: '/api/' }, kind: '401' });
    expect(await harness.sync()).toMatchObject({ done: false, hold: { error: { code: 'credential' } } });
    const before = (await harness.call('sync.status', {})).hold;
    await harness.engine.call('account.close', {});
    await harness.open({ readOnly: true });
    expect((await harness.call('sync.status', {})).hold).toEqual(before);
    await harness.open({ readOnly: true, apiKey: null });
    expect((await harness.call('sync.status', {})).hold?.error.message).toContain('is not on this computer');
  });

  it('with a project pulled before meters a push by its workers, not as for an empty project', async () => {
    const harness = await startHarness();
    await harness.open();
    await harness.sync('pull');
    const { rows } = await harness.call('mobileWorkers.list', { status: 'active', limit: 12 });
    for (const [index, { localId }] of rows.entries())
      await harness.call('people.edit', {
        changeId: `edit-000${index}`,
        entity: 'mobile-worker',
        localId,
        patch: { last_name: `Edited ${index}` },
      });
    await harness.engine.call('account.close', {});
    await harness.open();
    const began = Date.now();
    expect(await harness.sync('push')).toMatchObject({ done: true, pushed: rows.length });
    // Ten calls a minute, the budget of an empty project, would take three minutes: nine seconds of the harness's fast clock.
    expect(Date.now() - began).toBeLessThan(6_000);
  });
});

describe('an open account whose file is damaged', () => {
  /** Pulled, with one edit that waits, then damaged in one table. */
  async function damagedHarness(table: string) {
    const harness = await startHarness();
    const told: unknown[] = [];
    harness.engine.on('account.failed', (payload) => told.push(payload));
    await harness.open();
    await harness.sync('pull');
    const { rows } = await harness.call('mobileWorkers.list', { limit: 1 });
    const localId = rows[0]?.localId ?? '';
    const patch = { last_name: 'Waiting' };
    await harness.call('people.edit', { changeId: 'edit-0001', entity: 'mobile-worker', localId, patch });
    damageWhileOpen(harness.folder, table);
    return { harness, told };
  }

  it.each([
    ['a list', 'mobileWorkers.list', 'mobile_workers'],
    ['what can be chosen', 'lookups.get', 'roles'],
  ])('says so when %s meets it, closes the file and tells its host', async (_, method, table) => {
    const { harness, told } = await damagedHarness(table);
    const met = await harness.engine.call(method, {});
    expect(met).toMatchObject({ ok: false, error: { code: 'database-corrupt' } });
    expect(JSON.stringify(met)).toContain('mirror.db');
    // Asked again it is still that, not "no account is open".
    expect(await harness.engine.call('changes.list', {})).toMatchObject({ error: { code: 'database-corrupt' } });
    await expect.poll(() => told).toMatchObject([{ accountId: 'test', error: { code: 'database-corrupt' } }]);
    expect(harness.logged.join('\n')).not.toContain('error');
    expect(await harness.engine.call('account.repair', { folder: harness.folder, how: 'salvage' })).toEqual({
      ok: true,
      data: { keptChanges: 1 },
    });
    expect(await harness.open()).toMatchObject({ ok: true });
    expect((await harness.call('changes.list', {})).totals.queued).toBe(1);
  });

  it('says so when a sync run meets it', async () => {
    const { harness, told } = await damagedHarness('mobile_workers');
    expect(await harness.engine.runSync('sync')).toMatchObject({ ok: false, error: { code: 'database-corrupt' } });
    await expect.poll(() => told.length).toBe(1);
  });
});
