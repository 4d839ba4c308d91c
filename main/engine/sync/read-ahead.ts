/**
 * Reads a listing with a few pages under way at once and hands them out in order. Which page comes next is HQ's to say (`nextOffset`):
 * pages asked for ahead are guesses, and one that HQ's own word does not lead to is thrown away. So rows that are added or taken away
 * meanwhile are met as if one page were read after the other.
 */
import type { HqPage, PageRequest } from '../hq/gateway.ts';
import type { Outcome } from '../hq/outcome.ts';

export type ReadAheadOptions = {
  fetch(request: PageRequest): Promise<Outcome<HqPage>>;
  limit: number;
  /** Requests of this listing under way at any time; also how many pages can lie in memory besides the one being stored. */
  atOnce: number;
  /** Rows there are, from an earlier page; null before the first: then nothing is asked for ahead. */
  total: number | null;
  /** Ends everything at once. */
  signal: AbortSignal;
};

export type ReadAhead = {
  /** The page at this offset; what comes behind it is asked for meanwhile. */
  page(offset: number): Promise<Outcome<HqPage>>;
  /** Ends what is under way; to be called when the listing is through or given up. */
  stop(): void;
};

type Asked = { offset: number; stop: AbortController; answer: Promise<Outcome<HqPage>> };

export function createReadAhead(options: ReadAheadOptions): ReadAhead {
  const { fetch, limit, atOnce, signal } = options;
  let asked: Asked[] = [];
  let total = options.total;
  /** Rows from one page to the next: HQ may give fewer than it was asked for. */
  let step = limit;
  /** A page could not be read: nothing more is asked for ahead. */
  let failed = false;

  signal.addEventListener('abort', drop, { once: true });

  function ask(offset: number): Asked {
    const stop = new AbortController();
    if (signal.aborted) stop.abort();
    const entry: Asked = { offset, stop, answer: fetch({ offset, limit, signal: stop.signal }) };
    entry.answer.then(
      (outcome) => {
        if (outcome.kind !== 'ok') giveUpBehind(entry);
      },
      // Whoever waits for this page meets the fault itself.
      () => giveUpBehind(entry),
    );
    asked.push(entry);
    return entry;
  }

  /** What lies before the failed page is still wanted, and paid for; what lies behind it cannot be reached. */
  function giveUpBehind(entry: Asked): void {
    const at = asked.indexOf(entry);
    if (at < 0) return;
    failed = true;
    for (const other of asked.slice(at + 1)) other.stop.abort();
  }

  function drop(): void {
    for (const entry of asked) entry.stop.abort();
    asked = [];
  }

  /** @param next offset of the first page that is not asked for yet */
  function fill(next: number): void {
    for (let offset = next; asked.length < atOnce && total !== null && offset < total; offset += step) {
      if (failed || signal.aborted) return;
      ask(offset);
    }
  }

  return {
    page: async (offset) => {
      if (asked[0]?.offset !== offset) drop();
      const entry = asked[0] ?? ask(offset);
      fill((asked.at(-1)?.offset ?? offset) + step);
      const outcome = await entry.answer;
      asked = asked.filter((other) => other !== entry);
      if (outcome.kind !== 'ok') return outcome;
      const { nextOffset } = outcome.value;
      total = outcome.value.total;
      if (nextOffset !== null) step = nextOffset - offset;
      if (asked[0]?.offset !== nextOffset) drop();
      // While the caller stores this page.
      if (nextOffset !== null) fill((asked.at(-1)?.offset ?? nextOffset - step) + step);
      return outcome;
    },
    stop: () => {
      signal.removeEventListener('abort', drop);
      drop();
    },
  };
}
