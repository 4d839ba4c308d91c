import { describe, expect, it } from 'vitest';
import { startHarness } from '../../helpers/engine-harness.ts';
import type { Harness } from '../../helpers/engine-harness.ts';
import { assertLaws, assertQuiet } from '../../helpers/assert-laws.ts';

type Seen = { path: string; underWay: number; zipped: boolean; status: number };

async function log({ practice }: Harness): Promise<Seen[]> {
  return (await practice.control('log')) as Seen[];
}

const workers = { path: 're:/user/v1/\\?' };
/** Long enough that requests sent together are under way together. */
const slow = { match: workers, kind: 'delay', times: 500, ms: 60 } as const;

describe('pages under way at once', () => {
  it.each([1, 2, 3, 4])('are as many as they may be, never more (%i)', async (pagesAtOnce) => {
    const harness = await startHarness({ practice: { size: 200 }, sync: { pageSize: 10, pagesAtOnce } });
    await harness.open();
    await harness.fault(slow);
    expect(await harness.sync('pull')).toMatchObject({ done: true, pulled: { 'mobile-worker': 200 } });
    const most = Math.max(...(await log(harness)).map(({ underWay }) => underWay));
    expect(most).toBe(pagesAtOnce);
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
    assertLaws(harness.folder, []);
  });

  it('come compressed', async () => {
    const harness = await startHarness({ practice: { size: 60 }, sync: { pageSize: 20 } });
    await harness.open();
    await harness.sync('pull');
    const pages = (await log(harness)).filter(({ path }) => path.includes('offset='));
    expect(pages.length).toBeGreaterThan(5);
    expect(pages.filter(({ zipped }) => !zipped)).toEqual([]);
    expect((await harness.call('mobileWorkers.list', { status: 'all' })).total).toBe(60);
  });

  it('stop together at a 429, and what was there before it is kept', async () => {
    const harness = await startHarness({ practice: { size: 200 }, sync: { pageSize: 10 } });
    await harness.open();
    await harness.fault(slow);
    await harness.fault({ match: workers, kind: '429', after: 5, times: 1 });
    const report = await harness.sync('pull');
    expect(report).toMatchObject({ done: false, hold: { error: { code: 'throttled' } } });
    const asked = (await log(harness)).filter(({ path }) => path.includes('/user/v1/'));
    // Five pages, the refused one, and at most the two that were under way beside it.
    expect(asked.length).toBeLessThanOrEqual(8);
    expect(report.pulled['mobile-worker']).toBeGreaterThanOrEqual(30);
    expect(report.pulled['mobile-worker']).toBeLessThanOrEqual(70);
    // Nobody hammers while the pause lasts: the button does not shorten it.
    await harness.sync('pull');
    expect((await log(harness)).filter(({ path }) => path.includes('/user/v1/')).length).toBe(asked.length);
    harness.ahead(3_600_000 / 4);
    expect(await harness.sync('pull')).toMatchObject({ done: true });
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
  });

  it('stop at once when the person cancels, and go on at their page', async () => {
    const harness = await startHarness({ practice: { size: 200 }, sync: { pageSize: 10 } });
    await harness.open();
    await harness.fault({ ...slow, ms: 300 });
    let pages = 0;
    const forget = harness.engine.on('sync.status', ({ progress }) => {
      if (progress?.entity === 'mobile-worker' && (pages += 1) === 4) void harness.engine.call('sync.cancel', {});
    });
    const began = Date.now();
    expect(await harness.sync('pull')).toMatchObject({ error: { code: 'cancelled' } });
    forget();
    expect(Date.now() - began).toBeLessThan(3_000);
    const before = (await log(harness)).length;
    await harness.practice.control('faults', { method: 'DELETE' });
    expect(await harness.sync('pull')).toMatchObject({ done: true });
    const offsets = (await log(harness))
      .slice(before)
      .map(({ path }) => /\/user\/v1\/\?.*offset=(\d+)/.exec(path)?.[1])
      .filter((offset) => offset !== undefined);
    expect(Number(offsets[0])).toBeGreaterThan(0);
    await harness.engine.shutdown();
    await assertQuiet(harness.folder, harness.practice);
  });

  it('meet rows that come and go between them as one page after the other would', async () => {
    const harness = await startHarness({ practice: { size: 120 }, sync: { pageSize: 10 } });
    const { open, sync, call, fault, practice, engine, folder } = harness;
    await open();
    await sync('pull');
    const people = (await call('mobileWorkers.list', { status: 'active', limit: 500 })).rows;
    const gone = [people[2], people[3], people[70]].map((row) => row?.username ?? '');
    // Somebody goes in front of pages that are under way: rows move up, some are shown by no page of this listing.
    for (const [index, username] of gone.entries())
      await fault({
        match: workers,
        kind: 'edit-meanwhile',
        after: 2 + index * 2,
        edit: { entity: 'worker', username, remove: true },
      });
    await sync('pull');
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(120);
    await sync('pull');
    await sync('pull');
    expect((await call('mobileWorkers.list', { status: 'all' })).total).toBe(117);
    await engine.shutdown();
    await assertQuiet(folder, practice);
    assertLaws(folder, []);
  });
});
