import { describe, expect, it } from 'vitest';
import { startHarness } from '../helpers/engine-harness.ts';

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
