/** PersonalID of a worker whom HQ has not seen yet: said here beforehand, sent in its turn, decided by what HQ has by then. */
import { describe, expect, it } from 'vitest';
import type { FieldValues } from '#shared/domain/entities.ts';
import { startActions } from '../../helpers/action-harness.ts';

const password = 'Lamp-Tree-91';

/** A worker made, edited, located, grouped, linked and deactivated while nothing is sent. */
async function withNewWorker() {
  const harness = await startActions();
  const { call, signIn, act, sync, practice, requests, fault } = harness;
  await signIn();
  await sync('pull');
  await requests();
  const { groups, locations } = await call('lookups.get', {});
  const place = locations.at(-1)?.id ?? '';
  const group = groups[0]?.id ?? '';
  const made = { changeId: 'create-0001', values: { username: 'nia.test', 'user_data.team': 'north' }, password };
  const { localId } = (await call('mobileWorkers.create', made)).detail;
  const edits: FieldValues[] = [
    { first_name: 'Nia' },
    { primary_location: place, locations: [place] },
    { groups: [group] },
  ];
  for (const [index, patch] of edits.entries())
    await call('people.edit', { changeId: `edit-000${index}`, entity: 'mobile-worker', localId, patch });
  await act('mobile-worker', localId, 'link');
  await act('mobile-worker', localId, 'deactivate');
  const username = `nia.test@${practice.hq.project}.commcarehq.org`;
  const more = ['create-0001', ...edits.map((_, index) => `edit-000${index}`)];
  return {
    ...harness,
    localId,
    place,
    group,
    /** The worker's device begins the link as soon as HQ has the worker, before anything else reads them. */
    deviceBegins: (active: boolean) =>
      fault({
        match: { method: 'GET', path: '/user/v1/' },
        kind: 'edit-meanwhile',
        edit: { entity: 'worker', username, set: { personalid_link_active: active } },
        times: 1,
      }),
    worker: () => harness.atHq('worker', username),
    finishAll: () => {
      harness.recorded.unshift(...more);
      return harness.finish();
    },
    /** What was written, in order: the words that tell the requests apart. */
    sent: async () =>
      (await harness.writes()).map(({ method, path, status }) => {
        const word = /personalid_link|deactivate/.exec(path)?.[0] ?? 'user';
        return `${method} ${word} ${status}`;
      }),
  };
}

describe('a worker made, edited, located, grouped, linked and deactivated before HQ saw them', () => {
  it('is sent in one lane, in that order, and HQ has it all', async () => {
    const { deviceBegins, sync, sent, worker, place, group, finishAll, practice } = await withNewWorker();
    await deviceBegins(false);
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await sent()).toEqual(['POST user 201', 'POST personalid_link 200', 'POST deactivate 202']);
    const made = await worker();
    expect(made).toMatchObject({
      first_name: 'Nia',
      primary_location: place,
      personalid_link_active: true,
      is_active: false,
    });
    expect(await practice.control(`state?entity=group&id=${group}`)).toMatchObject({
      users: expect.arrayContaining([made?.['id']]) as unknown,
    });
    expect((await finishAll()).filter(({ outcome }) => outcome === 'acked')).toMatchObject([
      { kind: 'create' },
      { action: 'link' },
      { action: 'deactivate' },
    ]);
  });

  it('keeps what stands behind a link that is not there, with the reason, until the person takes the link back', async () => {
    const { sync, sent, changes, call, worker, localId, finishAll } = await withNewWorker();
    const shown = await call('people.get', { entity: 'mobile-worker', key: localId });
    expect(shown.readOnly).toMatchObject({ personal_id: 'active' });
    expect(await sync('push')).toMatchObject({ pending: 1, attention: 1 });
    expect(await sent()).toEqual(['POST user 201']);
    const [link, deactivate] = await changes();
    expect(link).toMatchObject({ action: 'link', state: 'rejected' });
    expect(link?.reason?.message).toContain('begun on the worker');
    expect(deactivate).toMatchObject({ action: 'deactivate', state: 'queued', waitsFor: link?.id });
    expect(await worker()).toMatchObject({ personalid_link_active: null, is_active: true });
    await call('changes.discard', { id: link?.id ?? '' });
    expect(await sync('push')).toMatchObject({ pending: 0, attention: 0 });
    expect(await worker()).toMatchObject({ personalid_link_active: null, is_active: false });
    await finishAll();
  });

  it('is not taken for gone where HQ’s list of workers lags behind', async () => {
    const { deviceBegins, sync, sent, changes, fault, ahead, worker, finishAll } = await withNewWorker();
    await deviceBegins(false);
    await fault({ match: { path: '/commcare/json/' }, kind: 'stale-list', ms: 3_600_000 });
    await sync('push');
    expect(await sent()).toEqual(['POST user 201']);
    expect(await changes()).toMatchObject([
      { action: 'link', state: 'queued' },
      { action: 'deactivate', state: 'queued' },
    ]);
    await fault({ match: { path: '/commcare/json/' }, kind: 'stale-list', ms: 0 });
    ahead(600_000);
    await sync('push');
    expect(await changes()).toEqual([]);
    expect(await sent()).toEqual(['POST personalid_link 200', 'POST deactivate 202']);
    expect(await worker()).toMatchObject({ personalid_link_active: true, is_active: false });
    await finishAll();
  });

  it('is looked at less and less often while HQ’s list never shows them, at last as often as lists are read', async () => {
    const { deviceBegins, sync, changes, fault, ahead, now } = await withNewWorker();
    await deviceBegins(false);
    await fault({ match: { path: '/commcare/json/' }, kind: 'stale-list', ms: 100 * 3_600_000, times: 1_000 });
    const waits: number[] = [];
    for (let look = 0; look < 9; look += 1) {
      await sync('push');
      const [link] = await changes();
      expect(link).toMatchObject({ action: 'link', state: 'queued' });
      const wait = (link?.nextAttemptAt ?? 0) - now();
      waits.push(wait);
      ahead(wait);
    }
    const [first = 0, , , fourth = 0] = waits;
    expect(first).toBeLessThanOrEqual(60_000);
    expect(fourth).toBeGreaterThan(2 * first);
    // Two looks in a row an interval apart: between two listings there is nothing new to see.
    const [before = 0, last = 0] = waits.slice(-2);
    expect(Math.abs(last - before)).toBeLessThan(30_000);
    expect(last).toBeGreaterThan(4 * 60_000);
    expect(last).toBeLessThan(3_600_000);
  });
});
