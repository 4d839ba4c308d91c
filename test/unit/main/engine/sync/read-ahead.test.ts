import { describe, expect, it } from 'vitest';
import type { HqPage, PageRequest } from '#engine/hq/gateway.ts';
import type { Outcome } from '#engine/hq/outcome.ts';
import { createReadAhead } from '#engine/sync/read-ahead.ts';
import type { ReadAhead } from '#engine/sync/read-ahead.ts';

type Waiting = { request: PageRequest; answer: (outcome: Outcome<HqPage>) => void };

/** A listing whose pages are answered by the test, in any order. */
function listing(atOnce: number, total: number | null = null) {
  const asked: number[] = [];
  const waiting = new Map<number, Waiting>();
  const stop = new AbortController();
  const ahead = createReadAhead({
    limit: 10,
    atOnce,
    total,
    signal: stop.signal,
    fetch: (request) =>
      new Promise((resolve) => {
        asked.push(request.offset);
        waiting.set(request.offset, { request, answer: resolve });
        request.signal?.addEventListener('abort', () => resolve(cancelled), { once: true });
      }),
  });
  const answer = (offset: number, outcome: Outcome<HqPage>) => waiting.get(offset)?.answer(outcome);
  const aborted = () =>
    [...waiting.values()].filter(({ request }) => request.signal?.aborted).map(({ request }) => request.offset);
  return { ahead, asked, answer, aborted, stop };
}

const cancelled: Outcome<HqPage> = { kind: 'not-sent', cause: 'cancelled', message: '' };
const throttled: Outcome<HqPage> = { kind: 'throttled', status: 429, retryAfterMs: null };

function page(offset: number, total: number, nextOffset: number | null): Outcome<HqPage> {
  const records = [{ id: `r${offset}` }];
  return { kind: 'ok', status: 200, serverTime: null, value: { records, offset, total, nextOffset } };
}

/** The first page of a listing, which is always asked for alone. */
async function first(ahead: ReadAhead, answer: (offset: number, outcome: Outcome<HqPage>) => void, total: number) {
  const outcome = ahead.page(0);
  answer(0, page(0, total, 10));
  expect(await outcome).toMatchObject({ kind: 'ok' });
}

describe('reading ahead', () => {
  it('asks for nothing ahead before HQ has said how much there is, then for as much as it may', async () => {
    const { ahead, asked, answer } = listing(3);
    const begun = ahead.page(0);
    expect(asked).toEqual([0]);
    answer(0, page(0, 55, 10));
    await begun;
    expect(asked).toEqual([0, 10, 20, 30]);
  });

  it('goes on at once where the total is known', () => {
    const { ahead, asked } = listing(3, 45);
    void ahead.page(20);
    expect(asked).toEqual([20, 30, 40]);
  });

  it('hands pages out in order, whichever answer comes first, and never has more under way', async () => {
    const { ahead, asked, answer } = listing(2);
    await first(ahead, answer, 45);
    expect(asked).toEqual([0, 10, 20]);
    answer(20, page(20, 45, 30));
    answer(10, page(10, 45, 20));
    expect(await ahead.page(10)).toMatchObject({ value: { offset: 10 } });
    expect(await ahead.page(20)).toMatchObject({ value: { offset: 20 } });
    expect(asked).toEqual([0, 10, 20, 30, 40]);
  });

  it('ends with the page that HQ calls the last, also where the list became shorter meanwhile', async () => {
    const { ahead, asked, answer, aborted } = listing(3);
    await first(ahead, answer, 40);
    answer(10, page(10, 18, null));
    expect(await ahead.page(10)).toMatchObject({ value: { nextOffset: null } });
    expect(asked).toEqual([0, 10, 20, 30]);
    expect(aborted()).toEqual([20, 30]);
  });

  it('throws away guesses where HQ gives shorter pages than it was asked for', async () => {
    const { ahead, asked, answer, aborted } = listing(2, 40);
    const begun = ahead.page(0);
    expect(asked).toEqual([0, 10]);
    answer(0, page(0, 40, 4));
    await begun;
    expect(aborted()).toEqual([10]);
    expect(asked).toEqual([0, 10, 4, 8]);
  });

  it('asks for nothing more once a page has failed, ends what lies behind, and still gives what lies before', async () => {
    const { ahead, asked, answer, aborted } = listing(3);
    await first(ahead, answer, 90);
    answer(20, throttled);
    const before = ahead.page(10);
    await Promise.resolve();
    expect(aborted()).toEqual([30]);
    answer(10, page(10, 90, 20));
    expect(await before).toMatchObject({ kind: 'ok' });
    expect(await ahead.page(20)).toMatchObject({ kind: 'throttled' });
    expect(asked).toEqual([0, 10, 20, 30]);
  });

  it('ends everything at once when it is cancelled', async () => {
    const { ahead, answer, aborted, stop } = listing(3);
    await first(ahead, answer, 90);
    const next = ahead.page(10);
    stop.abort();
    expect(await next).toMatchObject({ cause: 'cancelled' });
    expect(aborted()).toEqual([10, 20, 30]);
  });
});
