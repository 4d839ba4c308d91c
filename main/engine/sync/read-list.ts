/** One list of a pull from its beginning, or from the page where an earlier pull broke, to its end. */
import type { HqPage, PageRequest } from '../hq/gateway.ts';
import type { Failure, Outcome } from '../hq/outcome.ts';
import { beginList, isComplete, readCursor } from './cursors.ts';
import type { PullList } from './pull-lists.ts';
import { createReadAhead } from './read-ahead.ts';
import { takePage } from './take-page.ts';
import type { SyncRun } from './sync-run.ts';

/** Where in the pull the list stands; `step` from 1. */
export type ListPlace = { generation: number; step: number; steps: number };

const cancelled: Failure = { kind: 'not-sent', cause: 'cancelled', message: 'cancelled' };

/**
 * Stores the list page by page, each with its cursor in one transaction. A list that this pull has read already is left alone.
 * @returns why it ended early, null when it is through
 */
export async function readList(
  run: SyncRun,
  list: PullList,
  fetch: (request: PageRequest) => Promise<Outcome<HqPage>>,
  { generation, step, steps }: ListPlace,
): Promise<Failure | null> {
  const { db, deps, config, signal } = run;
  const cursor = readCursor(db, list.name);
  if (isComplete(cursor, generation)) return null;
  const from = cursor?.generation === generation ? (cursor.nextOffset ?? 0) : 0;
  const resumed = from > 0;
  if (!resumed) beginList(db, list.name, generation, deps.now());
  let offset = from;
  let total = resumed ? (cursor?.total ?? null) : null;
  const limit = list.channel === 'pages' ? Math.min(list.atMost ?? Infinity, config.pageSize) : config.pageSize;
  const ahead = createReadAhead({ fetch, limit, atOnce: config.pagesAtOnce, total, signal });
  try {
    for (;;) {
      if (signal.aborted) return cancelled;
      const { entity } = list;
      const progress = { entity, list: list.list, done: offset, total, step, steps, resumed };
      run.phase('pulling', progress);
      deps.failpoint?.(`pull:${list.name}:${offset}`);
      const page = await ahead.page(offset);
      if (page.kind !== 'ok') return page;
      await takePage(run, list, generation, page.value);
      offset += page.value.records.length;
      total = page.value.total;
      run.phase('pulling', { ...progress, done: offset, total });
      if (page.value.nextOffset === null) return null;
      offset = page.value.nextOffset;
    }
  } finally {
    ahead.stop();
  }
}
