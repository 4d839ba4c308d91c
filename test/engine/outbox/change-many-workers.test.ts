import { describe, expect, it } from 'vitest';
import { startActions } from '../../helpers/action-harness.ts';

async function withWorkers() {
  const harness = await startActions();
  const { rows } = await harness.call('mobileWorkers.list', { status: 'active' });
  const lookups = await harness.call('lookups.get', {});
  const workers = rows.slice(0, 3);
  const [one, two] = lookups.groups.map(({ id }) => id);
  if (workers.length < 3 || one === undefined || two === undefined)
    throw new Error('the sample lacks workers or groups');
  const ids = workers.map(({ localId }) => localId);
  const groupsOf = async (localId: string) =>
    (await harness.call('people.get', { entity: 'mobile-worker', key: localId })).values['groups'];
  const setGroups = (localId: string, groups: string[], changeId: string) =>
    harness.call('people.edit', { changeId, entity: 'mobile-worker', localId, patch: { groups } });
  return { ...harness, workers, ids, one, two, groupsOf, setGroups };
}

describe('groups of many workers', () => {
  it('are added and taken away beside those each of them has, sent, and taken back as a batch', async () => {
    const { ids, one, two, groupsOf, setGroups, call, sync, changes, recorded, finish } = await withWorkers();
    const [first = '', second = '', third = ''] = ids;
    await setGroups(first, [one], 'edit-0001');
    await setGroups(second, [two], 'edit-0002');
    await setGroups(third, [], 'edit-0003');
    recorded.push('edit-0001', 'edit-0002', 'edit-0003');
    await sync('push');
    const wanted = {
      entity: 'mobile-worker' as const,
      who: { ids },
      what: { kind: 'groups' as const, add: [two], remove: [one] },
    };
    expect(await call('people.previewMany', wanted)).toMatchObject({
      total: 3,
      changed: 2,
      already: 1,
      cannotTotal: 0,
    });
    await call('people.changeMany', { ...wanted, batchId: 'batch-0001' });
    expect(await Promise.all(ids.map(groupsOf))).toEqual([[two], [two], [two]]);
    expect(await call('people.undoMany', { batchId: 'batch-0001' })).toEqual({ undone: 2, sent: 0 });
    expect(await Promise.all(ids.map(groupsOf))).toEqual([[one], [two], []]);
    await call('people.changeMany', { ...wanted, batchId: 'batch-0002' });
    recorded.push(...(await changes()).map(({ id }) => id));
    expect(await sync('push')).toMatchObject({ pushed: 2, pending: 0, attention: 0 });
    expect(await Promise.all(ids.map(groupsOf))).toEqual([[two], [two], [two]]);
    await finish();
  });
});

describe('PersonalID of many workers', () => {
  it('is switched where there is a link; the others stand with the reason', async () => {
    const { workers, ids, editAtHq, signIn, sync, call, changes, stateOf, recorded, finish } = await withWorkers();
    const links = [true, false, null];
    for (const [index, worker] of workers.entries())
      await editAtHq('worker', worker.username, { personalid_link_active: links[index] ?? null });
    await signIn();
    await sync('pull');
    const wanted = {
      entity: 'mobile-worker' as const,
      who: { ids },
      what: { kind: 'act' as const, action: 'unlink' as const },
    };
    const outcome = await call('people.changeMany', { ...wanted, batchId: 'batch-0001' });
    expect(outcome).toMatchObject({ changed: 1, already: 1, cannotTotal: 1 });
    expect(outcome.cannot).toMatchObject([{ why: expect.stringContaining('PersonalID invite') as string }]);
    recorded.push(...(await changes()).map(({ id }) => id));
    expect(await sync('push')).toMatchObject({ pushed: 1, pending: 0 });
    for (const [index, worker] of workers.entries())
      expect(await stateOf('worker', worker.serverId ?? '')).toMatchObject({
        personalid_link_active: [false, false, null][index],
      });
    await finish();
  });
});

describe('the list of workers', () => {
  it('tells active, deactivated and unconfirmed workers apart', async () => {
    const { call, signIn, sync, practice } = await withWorkers();
    await signIn();
    await sync('pull');
    type Doc = { is_active: boolean; is_account_confirmed: boolean; personalid_link_active: boolean | null };
    const docs = (await practice.control('state?entity=worker')) as (Doc & { deleted: boolean; domain: string })[];
    const own = docs.filter(({ deleted, domain }) => !deleted && domain === practice.hq.project);
    const total = async (where: Record<string, string>, status: 'all' | 'active' | 'deactivated' = 'all') =>
      (await call('mobileWorkers.list', { status, where })).total;
    const waits = own.filter(({ is_active, is_account_confirmed }) => !is_active && !is_account_confirmed).length;
    expect(waits).toBeGreaterThan(0);
    expect(await total({ unconfirmed: 'true' })).toBe(waits);
    expect(await total({ unconfirmed: 'false' }, 'deactivated')).toBe(
      own.filter(({ is_active, is_account_confirmed }) => !is_active && is_account_confirmed).length,
    );
  });

  it('is narrowed by PersonalID', async () => {
    const { workers, call, editAtHq, signIn, sync } = await withWorkers();
    const states = [
      ['active', true],
      ['inactive', false],
      ['not-linked', null],
    ] as const;
    for (const [index, worker] of workers.entries())
      await editAtHq('worker', worker.username, { personalid_link_active: states[index]?.[1] ?? null });
    await signIn();
    await sync('pull');
    for (const [index, [personal_id]] of states.entries()) {
      const { rows } = await call('mobileWorkers.list', { where: { personal_id }, limit: 500 });
      expect(rows.map(({ localId }) => localId)).toContain(workers[index]?.localId);
      expect(new Set(rows.map(({ personalId }) => personalId))).toEqual(new Set([personal_id]));
    }
  });
});
